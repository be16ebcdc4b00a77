package dev.millrace.examples.own;

import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import dev.millrace.Flow;
import dev.millrace.SamplingOptions;
import dev.millrace.examples.Show;
import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.MinibatchOt;
import dev.millrace.flow.coupling.Pairs;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.measure.Straightness;
import dev.millrace.flow.measure.Wasserstein;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;

/**
 * A coupling of your own: pairs by sorting.
 *
 * <p>In one dimension optimal transport is sorting: the smallest noise goes with the smallest data, and so on. In more
 * dimensions, look at the points from a random direction θ, and sort by ⟨x, θ⟩. Each batch draws a direction of its
 * own. Sorting n pairs takes n·log n operations, where the exact optimum takes far more, and the pairs are between
 * random and optimal.
 */
public final class OwnCoupling {
  /** The coupling. */
  static final class BySorting implements Coupling {
    @Override
    public int[] order(Pairs pairs, RandomGenerator random) {
      double[] direction = IntStream.range(0, pairs.dim()).mapToDouble(_ -> random.nextGaussian()).toArray();
      Integer[] x0 = sorted(pairs.x0(), direction);
      Integer[] x1 = sorted(pairs.x1(), direction);
      int[] order = new int[pairs.count()];
      for (int rank = 0; rank < order.length; rank++) {
        // The x1 of this rank gets the x0 of the same rank.
        order[x1[rank]] = x0[rank];
      }
      return order;
    }

    private static Integer[] sorted(float[] rows, double[] direction) {
      int dim = direction.length;
      double[] height = new double[rows.length / dim];
      for (int i = 0; i < rows.length; i++) {
        height[i / dim] += rows[i] * direction[i % dim];
      }
      Integer[] order = IntStream.range(0, height.length).boxed().toArray(Integer[]::new);
      Arrays.sort(order, Comparator.comparingDouble(i -> height[i]));
      return order;
    }
  }

  private OwnCoupling() {
  }

  public static void main(String[] arguments) {
    run(Show.of(arguments));
  }

  /**
   * Runs the example.
   *
   * @return the straightness S of flows with random, sorted and optimal pairs
   */
  public static double[] run(Show show) {
    Coupling[] couplings = {Coupling.INDEPENDENT, new BySorting(), new MinibatchOt()};
    String[] names = {"as they are drawn", "by sorting", "optimal transport"};
    float[] truth = Sampler.startPoints(Toy.MOONS, 1000, new Seed(10));
    double[] straightness = new double[couplings.length];
    show.line("%-20s   S        W2 of 4 steps", "coupling");
    for (int k = 0; k < couplings.length; k++) {
      Flow flow = Flow.train(Toy.MOONS, show.training().withCoupling(couplings[k]));
      straightness[k] = Straightness.measure(flow.velocity(), Sampler.startPoints(flow.source(), 500, new Seed(2)),
          new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(100)), flow.model().standardizer(), 2).mean();
      double w2 = Wasserstein.w2(flow.sample(1000, 1, SamplingOptions.ofSteps(4)).floats(), truth, 2);
      show.line("%-20s   %.4f   %.4f", names[k], straightness[k], w2);
    }
    return straightness;
  }
}
