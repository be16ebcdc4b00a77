package dev.millrace.flow.evaluate;

import java.util.function.IntConsumer;

import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.FlowMap;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;

/**
 * The quality of a flow map.
 *
 * @param stepCounts W2 by the number of its steps
 * @param composition root mean square distance between the ends of one step and of two steps from the same noise, in the
 *     units of the data; 0 if one map is the same as two halves
 */
public record MapQuality(StepCounts stepCounts, double composition) {
  /** The name of the steps in tables. */
  public static final String SOLVER = "flow-map";

  /**
   * Measures a flow map.
   *
   * @param subject the flow and what it is compared with
   * @param map its flow map
   * @param plan what to measure; its method is not used
   * @param seed seed of the noise and of the true points
   * @param threads number of threads; the figures do not depend on it, except for the seconds
   * @param progress receives the number of finished repeats
   * @return the figures
   */
  public static MapQuality measure(Subject subject, FlowMap<float[]> map, StepCounts.Plan plan, Seed seed, int threads,
      IntConsumer progress) {
    StepCounts counts = StepCounts.measure(grid -> along(subject, map, grid),
        new StepCounts.Plan(Tableau.EULER, plan.nfes(), plan.count(), plan.repeats()), seed, threads, progress);
    return new MapQuality(counts.named(SOLVER), composition(subject, map, plan.count(), seed, threads));
  }

  /**
   * {@return the same flow by its map along a grid: its field is for Euler's steps on that grid}
   *
   * @param subject the flow
   * @param map its flow map
   * @param grid the steps
   */
  public static Subject along(Subject subject, FlowMap<float[]> map, TimeGrid grid) {
    return new Subject(map.along(grid), subject.source(), subject.data(), subject.standardizer());
  }

  private static double composition(Subject subject, FlowMap<float[]> map, int count, Seed seed, int threads) {
    int dim = subject.data().dim();
    float[] noise = subject.noise(count, seed, 0);
    int[] labels = subject.truth(count, seed, 0).evenLabels();
    float[][] ends = new float[2][];
    for (int k = 0; k < ends.length; k++) {
      TimeGrid grid = TimeGrid.uniform(k + 1);
      ends[k] = subject.standardizer().invert(new Sampler(new FixedStepSolver(Tableau.EULER, grid), threads)
          .sample(along(subject, map, grid).rows(labels), noise, dim).points());
    }
    double sum = 0;
    for (int i = 0; i < ends[0].length; i++) {
      double difference = (double) ends[0][i] - ends[1][i];
      sum += difference * difference;
    }
    return Math.sqrt(sum / count);
  }
}
