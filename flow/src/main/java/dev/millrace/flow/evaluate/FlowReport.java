package dev.millrace.flow.evaluate;

import java.util.function.IntConsumer;

import dev.millrace.flow.measure.Straightness;
import dev.millrace.flow.measure.Wasserstein;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;

/**
 * All that is measured of one flow.
 *
 * @param stepCounts quality against function evaluations
 * @param straightness of its trajectories by 100 Heun steps, in the units of the data
 * @param npe normalised path energy, |E∫‖v‖²dt − W2²| / W2² with W2 between source and true data
 * @param roundTrip root mean squared distance between true points and where they come back to after data → noise → data by
 *     100 Euler steps each way, in the units of the data
 */
public record FlowReport(StepCounts stepCounts, Straightness straightness, double npe, double roundTrip) {
  private static final int STEPS = 100;

  /**
   * Measures.
   *
   * @param threads how many work; the figures do not depend on it, but for the seconds
   * @param progress told how many of the plan's repeats are done
   */
  public static FlowReport measure(Subject subject, StepCounts.Plan plan, Seed seed, int threads,
      IntConsumer progress) {
    int dim = subject.data().dim();
    float[] noise = subject.noise(plan.count(), seed, 0);
    float[] data = subject.truth(1, plan.count(), seed, 0)[0];
    FixedStepSolver solver = new FixedStepSolver(Tableau.HEUN, TimeGrid.uniform(STEPS));
    Straightness straightness = Straightness.measure(subject.field(), noise, solver, subject.standardizer(), threads);
    double w2 = Wasserstein.w2(subject.standardizer().invert(noise), data, dim);
    Sampler euler = new Sampler(new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(STEPS)), threads);
    float[] back = euler.invert(subject.field(), subject.standardizer().apply(data), dim).points();
    float[] again = subject.standardizer().invert(euler.sample(subject.field(), back, dim).points());
    return new FlowReport(StepCounts.measure(subject, plan, seed, threads, progress), straightness,
        straightness.normalisedPathEnergy(w2), rootMeanSquare(again, data, dim));
  }

  private static double rootMeanSquare(float[] a, float[] b, int dim) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      sum += difference * difference;
    }
    return Math.sqrt(sum * dim / a.length);
  }
}
