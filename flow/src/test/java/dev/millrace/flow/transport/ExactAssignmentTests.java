package dev.millrace.flow.transport;

import java.util.Arrays;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ExactAssignmentTests {
  /** Shapes of data that are hard in some way: ties, duplicates, far clusters, huge offsets. */
  enum Shape {
    UNIFORM,
    GAUSSIAN,
    LATTICE,
    FEW_PLACES,
    ONE_PLACE,
    COLLINEAR,
    CLUSTERS,
    TIGHT_CLUSTERS,
    FAR;

    double[] draw(int n, int dim, SplittableRandom random) {
      double[] points = new double[n * dim];
      for (int i = 0; i < points.length; i++) {
        points[i] = coordinate(i % dim, random);
      }
      return points;
    }

    private double coordinate(int d, SplittableRandom random) {
      return switch (this) {
        case UNIFORM -> random.nextDouble();
        case GAUSSIAN -> random.nextGaussian();
        case LATTICE -> random.nextInt(5);
        case FEW_PLACES -> random.nextInt(2);
        case ONE_PLACE -> 3.25;
        case COLLINEAR -> d == 0 ? random.nextDouble() : 0;
        case CLUSTERS -> 100 * random.nextInt(3) + 1e-3 * random.nextGaussian();
        case TIGHT_CLUSTERS -> 100 * random.nextInt(3) + 1e-9 * random.nextGaussian();
        case FAR -> 1e6 + 1e-2 * random.nextGaussian();
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void agreesWithAllPermutationsOfFewPoints(Shape shape) {
    SplittableRandom random = new SplittableRandom(1);
    for (int n = 1; n <= 7; n++) {
      for (int dim = 1; dim <= 8; dim++) {
        double[] x0 = shape.draw(n, dim, random);
        double[] x1 = shape.draw(n, dim, random);
        for (boolean squared : new boolean[]{true, false}) {
          double[] cost = costs(x0, x1, dim, squared);
          Assignment found = squared
              ? ExactAssignment.squaredEuclidean(x0, x1, dim)
              : ExactAssignment.euclidean(x0, x1, dim);
          double least = leastOfPermutations(cost, n, 0, 0, new boolean[n]);
          assertEquals(least, found.cost(), 1e-12 * (1 + least));
          assertEquals(least, ExactAssignment.solve(cost, n).cost(), 1e-12 * (1 + least));
          assertEquals(found.cost(), sum(cost, found.targets()), 1e-12 * (1 + least));
        }
      }
    }
  }

  private static double leastOfPermutations(double[] cost, int n, int row, double sum, boolean[] used) {
    if (row == n) {
      return sum;
    }
    double least = Double.POSITIVE_INFINITY;
    for (int j = 0; j < n; j++) {
      if (!used[j]) {
        used[j] = true;
        least = Math.min(least, leastOfPermutations(cost, n, row + 1, sum + cost[row * n + j], used));
        used[j] = false;
      }
    }
    return least;
  }

  @ParameterizedTest
  @EnumSource
  void potentialsProveTheSearchWithoutMatrixRight(Shape shape) {
    SplittableRandom random = new SplittableRandom(2);
    for (int dim = 1; dim <= 3; dim++) {
      int n = 700 + 61 * dim;
      double[] x0 = shape.draw(n, dim, random);
      double[] x1 = shape.draw(n, dim, random);
      for (boolean squared : new boolean[]{true, false}) {
        PointProblem problem = PointProblem.of(x0, x1, dim, squared);
        Points points = problem.points();
        double[] cost = costs(points.x(), points.y(), dim, squared);
        Matching matching = ExactAssignment.match(problem, Scans.best());
        assertProof(matching, cost);
        Matching dense = ExactAssignment.match(cost, n, Scans.best());
        assertProof(dense, cost);
        assertEquals(sum(cost, dense.columnOf()), sum(cost, matching.columnOf()), 1e-12 * (1 + largest(cost)) * n);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"64, 7", "300, 30", "200, 784", "333, 17"})
  void potentialsProveTheMatrixRightInManyDimensions(int n, int dim) {
    SplittableRandom random = new SplittableRandom(3);
    float[] x0 = TransportBench.gaussian(n * dim, random);
    float[] x1 = TransportBench.gaussian(n * dim, random);
    for (int i = 0; i < x1.length; i++) {
      x1[i] = 0.5f * x1[i] + 3;
    }
    for (boolean squared : new boolean[]{true, false}) {
      PointProblem problem = PointProblem.of(x0, x1, dim, squared);
      Points points = problem.points();
      double[] cost = costs(points.x(), points.y(), dim, squared);
      Matching matching = ExactAssignment.match(problem, Scans.best());
      if (squared) {
        // The product leaves out the squared norms, which potentials take up.
        addNorms(points.x(), dim, matching.u());
        addNorms(points.y(), dim, matching.v());
      }
      assertProof(matching, cost);
    }
  }

  private static void addNorms(double[] points, int dim, double[] potentials) {
    for (int i = 0; i < points.length; i++) {
      potentials[i / dim] += points[i] * points[i];
    }
  }

  /** u_i + v_j ≤ c_ij for all, with equality on the pairs, which are a permutation. */
  private static void assertProof(Matching matching, double[] cost) {
    int n = matching.columnOf().length;
    double tolerance = 1e-12 * (1 + largest(cost));
    assertPermutation(matching.columnOf());
    double least = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        least = Math.min(least, cost[i * n + j] - matching.u()[i] - matching.v()[j]);
      }
      int j = matching.columnOf()[i];
      assertEquals(cost[i * n + j], matching.u()[i] + matching.v()[j], tolerance);
    }
    assertTrue(least >= -tolerance, "reduced cost " + least);
  }

  private static void assertPermutation(int[] targets) {
    int[] sorted = targets.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < sorted.length; i++) {
      assertEquals(i, sorted[i]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 600, 601, 5000})
  void pairsNumbersInTheirOrder(int n) {
    SplittableRandom random = new SplittableRandom(4);
    double[] x0 = Shape.GAUSSIAN.draw(n, 1, random);
    double[] x1 = Arrays.stream(Shape.UNIFORM.draw(n, 1, random)).map(x -> 1e3 + x * x).toArray();
    double[] sorted0 = x0.clone();
    double[] sorted1 = x1.clone();
    Arrays.sort(sorted0);
    Arrays.sort(sorted1);
    double squares = 0;
    double distances = 0;
    for (int i = 0; i < n; i++) {
      squares += (sorted0[i] - sorted1[i]) * (sorted0[i] - sorted1[i]);
      distances += Math.abs(sorted0[i] - sorted1[i]);
    }
    Assignment found = ExactAssignment.squaredEuclidean(x0, x1, 1);
    assertEquals(squares, found.cost(), 1e-12 * squares);
    for (int i = 0; i < n; i++) {
      assertEquals(rank(sorted0, x0[i]), rank(sorted1, x1[found.targets()[i]]));
    }
    assertEquals(distances, ExactAssignment.euclidean(x0, x1, 1).cost(), 1e-12 * distances);
  }

  private static int rank(double[] sorted, double value) {
    return Arrays.binarySearch(sorted, value);
  }

  @Test
  void undoesATranslationOfManyPoints() {
    SplittableRandom random = new SplittableRandom(5);
    int n = 3000;
    float[] x0 = TransportBench.gaussian(2 * n, random);
    float[] x1 = x0.clone();
    for (int i = 0; i < x1.length; i++) {
      x1[i] += i % 2 == 0 ? 40 : -7;
    }
    Assignment found = ExactAssignment.squaredEuclidean(x0, x1, 2);
    for (int i = 0; i < n; i++) {
      assertEquals(i, found.targets()[i]);
    }
  }

  @Test
  void resultsAreTheSameEveryTimeAndWithoutVectors() {
    SplittableRandom random = new SplittableRandom(6);
    for (int dim : new int[]{2, 9}) {
      float[] x0 = TransportBench.gaussian(900 * dim, random);
      float[] x1 = TransportBench.gaussian(900 * dim, random);
      PointProblem problem = PointProblem.of(x0, x1, dim, true);
      Matching vectors = ExactAssignment.match(problem, Scans.best());
      Matching again = ExactAssignment.match(problem, Scans.best());
      Matching plain = ExactAssignment.match(problem, new PlainScans());
      assertArrayEquals(vectors.v(), again.v());
      assertArrayEquals(vectors.v(), plain.v());
      assertArrayEquals(vectors.columnOf(), plain.columnOf());
    }
  }

  @Test
  void sourcesAreTheInverseOfTargets() {
    Assignment found = ExactAssignment.solve(new double[]{5, 1, 9, 9, 5, 1, 1, 9, 5}, 3);
    assertArrayEquals(new int[]{1, 2, 0}, found.targets());
    assertArrayEquals(new int[]{2, 0, 1}, found.sources());
    assertEquals(3, found.cost());
  }

  @Test
  void costsMayBeNegativeAndNothingIsAnAnswer() {
    assertEquals(-7, ExactAssignment.solve(new double[]{-3, 0, 2, -4}, 2).cost());
    assertEquals(0, ExactAssignment.solve(new double[0], 0).targets().length);
    assertEquals(0, ExactAssignment.squaredEuclidean(new float[0], new float[0], 2).targets().length);
    assertEquals(0, ExactAssignment.squaredEuclidean(new float[0], new float[0], 20).cost());
  }

  @Test
  void saysWhatIsWrongAndWhere() {
    assertMessage("counts 2 ≠ 3", () -> ExactAssignment.squaredEuclidean(new float[4], new float[6], 2));
    assertMessage("5 numbers do not make rows of 2",
        () -> ExactAssignment.euclidean(new float[4], new float[5], 2));
    assertMessage("dim = 0", () -> ExactAssignment.squaredEuclidean(new float[4], new float[4], 0));
    assertMessage("target row 1, column 0 is NaN",
        () -> ExactAssignment.squaredEuclidean(new float[4], new float[]{0, 0, Float.NaN, 0}, 2));
    assertMessage("source row 0, column 1 is Infinity",
        () -> ExactAssignment.euclidean(new double[]{0, Double.POSITIVE_INFINITY}, new double[2], 2));
    assertMessage("3 costs, expected 2 × 2", () -> ExactAssignment.solve(new double[3], 2));
    assertMessage("cost of row 1, column 0 is NaN", () -> ExactAssignment.solve(new double[]{0, 0, Double.NaN, 0}, 2));
  }

  private static void assertMessage(String part, Executable call) {
    String message = String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
    assertTrue(message.contains(part), message);
  }

  private static double[] costs(double[] x0, double[] x1, int dim, boolean squared) {
    int n = x0.length / dim;
    double[] cost = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int d = 0; d < dim; d++) {
          sum += (x0[i * dim + d] - x1[j * dim + d]) * (x0[i * dim + d] - x1[j * dim + d]);
        }
        cost[i * n + j] = squared ? sum : Math.sqrt(sum);
      }
    }
    return cost;
  }

  private static double sum(double[] cost, int[] targets) {
    double sum = 0;
    for (int i = 0; i < targets.length; i++) {
      sum += cost[i * targets.length + targets[i]];
    }
    return sum;
  }

  private static double largest(double[] cost) {
    return Arrays.stream(cost).map(Math::abs).max().orElse(0);
  }
}
