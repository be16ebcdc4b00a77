package dev.millrace.examples.lesson;

import java.util.List;
import java.util.SplittableRandom;

import dev.millrace.Flow;
import dev.millrace.FlowOptions;
import dev.millrace.examples.Show;
import dev.millrace.flow.coupling.MinibatchOt;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.transport.Assignment;
import dev.millrace.flow.transport.ExactAssignment;
import dev.millrace.plot.Limits;
import dev.millrace.plot.PathPanel;
import dev.millrace.plot.Pictures;

/**
 * Section 3: which noise goes with which data.
 *
 * <p>A batch holds n noise points and n data points. If x0[i] is paired with x1[i] as they were drawn, the points that
 * move along the lines between them meet in all places, and where they meet, the field is the mean of unlike
 * velocities. <em>Optimal transport</em> (OT) pairs them so that the sum of the squared distances is as small as
 * possible,
 *
 * <pre>min over permutations π of  Σ ‖x0[π(i)] − x1[i]‖².</pre>
 *
 * Then no two pairs would be cheaper with their partners exchanged, which means ⟨x0 − y0, x1 − y1⟩ ≥ 0 for any two
 * pairs (x0, x1) and (y0, y1). So the two points never
 * meet; their lines may still cross, but they pass the crossing at different times. Training with such pairs needs one more line; the loss and
 * the rest stay as they are.
 */
public final class Section3OptimalTransport {
  private Section3OptimalTransport() {
  }

  public static void main(String[] arguments) {
    run(Show.of(arguments));
  }

  /**
   * What changes with the pairs.
   *
   * @param cost mean squared distance of pairs as they were drawn
   * @param optimalCost that of the optimal pairs
   * @param crossings number of crossings between the lines of pairs as they were drawn
   * @param optimalCrossings that of the optimal pairs
   * @param exchanges number of two pairs, as they were drawn, that would be cheaper with their partners exchanged
   * @param optimalExchanges that of the optimal pairs
   * @param straightness S of the flow that was trained with pairs as they are drawn
   * @param optimalStraightness S of the flow that was trained with optimal pairs
   */
  public record Result(double cost, double optimalCost, int crossings, int optimalCrossings, int exchanges,
      int optimalExchanges, double straightness, double optimalStraightness) {}

  /** Runs the example. */
  public static Result run(Show show) {
    int n = 128;
    float[] x0 = new Gaussian(2).sample(new SplittableRandom(1), n);
    float[] x1 = Toy.MOONS.sample(new SplittableRandom(2), n);
    Assignment best = ExactAssignment.squaredEuclidean(x0, x1, 2);
    float[] paired = new float[2 * n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(x0, 2 * best.sources()[i], paired, 2 * i, 2);
    }
    show.draw("tutorial-pairs", Pictures.trajectoriesSideBySide("128 noise points and 128 points of the moons",
        List.of(new PathPanel("as they were drawn", crossings(x0, x1) + " crossings", new float[][]{x0, x1}),
            new PathPanel("optimal transport", crossings(paired, x1) + " crossings", new float[][]{paired, x1})),
        Limits.around(0.1, x0, x1)));

    FlowOptions options = show.training();
    Flow plain = Flow.train(Toy.MOONS, options);
    Flow optimal = Flow.train(Toy.MOONS, options.withCoupling(new MinibatchOt()));
    Result result = new Result(cost(x0, x1), cost(paired, x1), crossings(x0, x1), crossings(paired, x1),
        exchanges(x0, x1), exchanges(paired, x1), Exercise2Reflow.straightness(plain).mean(),
        Exercise2Reflow.straightness(optimal).mean());
    show.line("pairs                as drawn   optimal transport");
    show.line("mean squared dist.   %8.4f   %8.4f", result.cost, result.optimalCost);
    show.line("crossing lines       %8d   %8d", result.crossings, result.optimalCrossings);
    show.line("cheaper exchanges    %8d   %8d", result.exchanges, result.optimalExchanges);
    show.line("S of the flow        %8.4f   %8.4f   (0 means straight)", result.straightness,
        result.optimalStraightness);
    return result;
  }

  private static double cost(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return 2 * sum / a.length;
  }

  /** The number of two pairs for which ⟨a[i] − a[j], b[i] − b[j]⟩ is negative. */
  private static int exchanges(float[] a, float[] b) {
    int cheaper = 0;
    for (int i = 0; i < a.length; i += 2) {
      for (int j = 0; j < i; j += 2) {
        double product = ((double) a[i] - a[j]) * ((double) b[i] - b[j])
            + ((double) a[i + 1] - a[j + 1]) * ((double) b[i + 1] - b[j + 1]);
        cheaper += product < 0 ? 1 : 0;
      }
    }
    return cheaper;
  }

  /** The number of pairs of lines a[i]–b[i] that cross. */
  private static int crossings(float[] a, float[] b) {
    int crossings = 0;
    for (int i = 0; i < a.length; i += 2) {
      for (int j = 0; j < i; j += 2) {
        boolean ends = side(a, b, i, a, j) != side(a, b, i, b, j);
        crossings += ends && side(a, b, j, a, i) != side(a, b, j, b, i) ? 1 : 0;
      }
    }
    return crossings;
  }

  /** On which side of the line a[i]–b[i] the point p[j] lies. */
  private static boolean side(float[] a, float[] b, int i, float[] p, int j) {
    double dx = b[i] - a[i];
    double dy = b[i + 1] - a[i + 1];
    return dx * (p[j + 1] - a[i + 1]) - dy * (p[j] - a[i]) > 0;
  }
}
