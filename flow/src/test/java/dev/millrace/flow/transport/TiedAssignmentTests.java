package dev.millrace.flow.transport;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Points that many rows share, and costs that repeat. */
class TiedAssignmentTests {
  /** The ways in which the data of {@link TransportBench} are tied, on one side and on both. */
  @ParameterizedTest
  @CsvSource({"GAUSSIAN, BINARY, 3", "BINARY, GAUSSIAN, 3", "BINARY, BINARY, 3", "GAUSSIAN, ANSWERS, 2",
      "ANSWERS, ANSWERS, 3", "ANSWERS, ANSWERS, 8", "BINARY, BINARY, 20", "GAUSSIAN, BINARY, 20", "FEW, FEW, 4",
      "GAUSSIAN, FEW, 4", "HALF_ZERO, HALF_ZERO, 3", "GAUSSIAN, HALF_ZERO, 2", "ONE, GAUSSIAN, 5", "ONE, ONE, 2",
      "LINE, LINE, 3", "LINE, BINARY, 2", "ROUNDED_LINE, ROUNDED_LINE, 2", "ROUNDED_LINE, ROUNDED_LINE, 7",
      "LINE, ROUNDED_LINE, 2", "ROUNDED_LINE, FAR_LINE, 3", "FAR_LINE, FAR_LINE, 2", "GAUSSIAN, LINE, 2",
      "ROUNDED_LINE, GAUSSIAN, 3", "FAR_LINE, GAUSSIAN, 8", "UNLIKE, UNLIKE, 2", "UNLIKE, GAUSSIAN, 3",
      "LINE, ONE, 2", "ROUNDED_LINE, ANSWERS, 2", "PLANE, PLANE, 3", "PLANE, LINE, 3",
      "SCALED_ANSWERS, SCALED_ANSWERS, 2", "GAUSSIAN, SCALED_ANSWERS, 2"})
  void costIsThatOfATextbookAndPotentialsProveIt(TransportBench.Shape sources, TransportBench.Shape targets, int dim) {
    for (int n : new int[]{2, 7, 40, 120, 610}) {
      SplittableRandom random = new SplittableRandom(n);
      float[] x0 = sources.draw(n, dim, random);
      float[] x1 = targets.draw(n, dim, random);
      for (boolean squared : n > 120 ? new boolean[]{true} : new boolean[]{true, false}) {
        double[] cost = costs(x0, x1, dim, squared);
        double scale = 1 + Arrays.stream(cost).max().orElseThrow();
        Assignment found = squared
            ? ExactAssignment.squaredEuclidean(x0, x1, dim)
            : ExactAssignment.euclidean(x0, x1, dim);
        assertPermutation(found.targets());
        assertEquals(sum(cost, found.targets()), found.cost(), 1e-12 * scale * n);
        if (n <= 120) {
          assertEquals(hungarian(cost, n), found.cost(), 1e-12 * scale * n);
          assertEquals(found.cost(), ExactAssignment.solve(cost, n).cost(), 1e-12 * scale * n);
        }
        PointProblem problem = PointProblem.of(x0, x1, dim, squared);
        Places atSources = Places.of(problem.sources());
        Places atTargets = Places.of(problem.targets());
        // However few equal rows there are, so that small problems test it too.
        assertProof(problem, PlaceSolver.match(problem, atSources, atTargets, Scans.best()), scale);
        assertProof(problem, PlaceSearch.match(problem, atSources, atTargets, Scans.best()), scale);
        Optional<Line> line = Line.near(problem);
        if (line.isPresent() && line.get().helps()) {
          assertProof(problem, LineSolver.match(line.get()), scale);
        }
      }
    }
  }

  private static void assertProof(PointProblem problem, Matching matching, double scale) {
    Points points = problem.points();
    int n = problem.count();
    double[] cost = costs(points.x(), points.y(), points.dim(), points.squared());
    assertPermutation(matching.columnOf());
    double least = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        least = Math.min(least, cost[i * n + j] - matching.u()[i] - matching.v()[j]);
      }
      int j = matching.columnOf()[i];
      assertEquals(cost[i * n + j], matching.u()[i] + matching.v()[j], 1e-12 * scale);
    }
    assertTrue(least >= -1e-12 * scale, "reduced cost " + least);
  }

  /**
   * Processor time as a part of that of continuous points: it was 110 with rows at eight places, 10 with three equal rows at
   * each place, 7 and 5 with 4,096 rows whose costs on a matrix repeat, and 12 on a line.
   */
  @ParameterizedTest
  @CsvSource({"GAUSSIAN, BINARY, 3, 4096", "GAUSSIAN, ANSWERS, 5, 10000", "BINARY, BINARY, 10, 2048",
      "BINARY, BINARY, 20, 2048", "LINE, LINE, 2, 2048", "ROUNDED_LINE, ROUNDED_LINE, 2, 2048",
      "FAR_LINE, LINE, 2, 2048", "UNLIKE, UNLIKE, 2, 2048", "GAUSSIAN, ROUNDED_LINE, 3, 2048",
      "PLANE, PLANE, 3, 2048", "ROUNDED_LINE, ROUNDED_LINE, 8, 2048"})
  void tiedPointsTakeNoLongerThanOthers(TransportBench.Shape sources, TransportBench.Shape targets, int dim, int n) {
    double continuous = seconds(TransportBench.Shape.GAUSSIAN, TransportBench.Shape.GAUSSIAN, dim, n);
    double tied = seconds(sources, targets, dim, n);
    assertTrue(tied <= 3 * continuous, tied + " s, continuous points " + continuous + " s");
  }

  private static double seconds(TransportBench.Shape sources, TransportBench.Shape targets, int dim, int n) {
    SplittableRandom random = new SplittableRandom(7);
    float[] x0 = sources.draw(n, dim, random);
    float[] x1 = targets.draw(n, dim, random);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    ExactAssignment.squaredEuclidean(x0, x1, dim);
    return (threads.getCurrentThreadCpuTime() - start) * 1e-9;
  }

  /** The order along the line is enough, or a start; which of the two, and where neither, must not be seen from the cost. */
  @Test
  void linesAreFoundOnEitherSide() {
    SplittableRandom random = new SplittableRandom(9);
    float[] line = TransportBench.Shape.ROUNDED_LINE.draw(500, 2, random);
    float[] exact = TransportBench.Shape.LINE.draw(500, 2, random);
    float[] unlike = TransportBench.Shape.UNLIKE.draw(500, 2, random);
    float[] plane = TransportBench.Shape.GAUSSIAN.draw(500, 2, random);
    assertTrue(near(line, line, true).decides());
    assertTrue(near(line, line, false).decides());
    assertTrue(near(exact, plane, true).decides());
    assertTrue(near(plane, exact, true).decides());
    Line ofUnlike = near(unlike, unlike, true);
    assertTrue(ofUnlike.helps() && !ofUnlike.decides());
    assertTrue(!near(line, plane, false).helps() && !near(line, plane, false).decides());
    assertTrue(Line.near(PointProblem.of(plane, plane, 2, true)).isEmpty());
    assertTrue(Line.near(PointProblem.of(new float[6], new float[6], 2, true)).isEmpty());
  }

  private static Line near(float[] x0, float[] x1, boolean squared) {
    return Line.near(PointProblem.of(x0, x1, 2, squared)).orElseThrow();
  }

  @Test
  void equalRowsArePairedInTheirOrderOnBothSides() {
    SplittableRandom random = new SplittableRandom(8);
    int n = 1000;
    float[] x0 = TransportBench.Shape.GAUSSIAN.draw(n, 2, random);
    float[] x1 = TransportBench.Shape.BINARY.draw(n, 2, random);
    int[] sources = ExactAssignment.squaredEuclidean(x0, x1, 2).sources();
    int[] last = {-1, -1, -1, -1};
    for (int j = 0; j < n; j++) {
      int place = (int) (2 * x1[2 * j] + x1[2 * j + 1]);
      assertTrue(sources[j] > last[place]);
      last[place] = sources[j];
    }
    assertArrayEquals(ExactAssignment.squaredEuclidean(x1, x0, 2).targets(), sources);
  }

  @Test
  void placesAreDistinctAndCounted() {
    Places places = Places.of(new Rows.OfFloats(new float[]{1, 2, 0, 3, 1, 2, -0f, 3, 2, 1}, 2));
    assertArrayEquals(new int[]{0, 1, 0, 1, 2}, places.of());
    assertArrayEquals(new int[]{0, 1, 4}, places.first());
    assertArrayEquals(new int[]{2, 2, 1}, places.mass());
    assertArrayEquals(new int[]{0, 2, 1, 3, 4}, places.members());
    assertEquals(0, Places.of(new Rows.OfDoubles(new double[0], 3)).count());
  }

  private static void assertPermutation(int[] targets) {
    int[] sorted = targets.clone();
    Arrays.sort(sorted);
    assertArrayEquals(IntStream.range(0, targets.length).toArray(), sorted);
  }

  private static double[] costs(float[] x0, float[] x1, int dim, boolean squared) {
    return costs(doubles(x0), doubles(x1), dim, squared);
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private static double[] costs(double[] x0, double[] x1, int dim, boolean squared) {
    int n = x0.length / dim;
    double[] cost = new double[n * n];
    for (int at = 0; at < cost.length; at++) {
      double sum = 0;
      for (int d = 0; d < dim; d++) {
        double difference = x0[at / n * dim + d] - x1[at % n * dim + d];
        sum += difference * difference;
      }
      cost[at] = squared ? sum : Math.sqrt(sum);
    }
    return cost;
  }

  private static double sum(double[] cost, int[] targets) {
    return IntStream.range(0, targets.length).mapToDouble(i -> cost[i * targets.length + targets[i]]).sum();
  }

  /** The Hungarian method with potentials, row by row, as textbooks have it. */
  private static double hungarian(double[] cost, int n) {
    double[] u = new double[n + 1];
    double[] v = new double[n + 1];
    int[] rowOf = new int[n + 1];
    for (int i = 1; i <= n; i++) {
      int[] way = new int[n + 1];
      double[] least = new double[n + 1];
      boolean[] used = new boolean[n + 1];
      Arrays.fill(least, Double.POSITIVE_INFINITY);
      rowOf[0] = i;
      int column = 0;
      do {
        used[column] = true;
        int row = rowOf[column];
        int next = 0;
        double delta = Double.POSITIVE_INFINITY;
        for (int j = 1; j <= n; j++) {
          if (!used[j]) {
            double reduced = cost[(row - 1) * n + j - 1] - u[row] - v[j];
            if (reduced < least[j]) {
              least[j] = reduced;
              way[j] = column;
            }
            if (least[j] < delta) {
              delta = least[j];
              next = j;
            }
          }
        }
        for (int j = 0; j <= n; j++) {
          if (used[j]) {
            u[rowOf[j]] += delta;
            v[j] -= delta;
          } else {
            least[j] -= delta;
          }
        }
        column = next;
      } while (rowOf[column] != 0);
      while (column != 0) {
        int from = way[column];
        rowOf[column] = rowOf[from];
        column = from;
      }
    }
    double sum = 0;
    for (int j = 1; j <= n; j++) {
      sum += cost[(rowOf[j] - 1) * n + j - 1];
    }
    return sum;
  }
}
