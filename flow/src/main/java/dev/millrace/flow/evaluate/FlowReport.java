package dev.millrace.flow.evaluate;

import java.util.function.IntConsumer;

import dev.millrace.flow.measure.Straightness;
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
 * @param transport W2² between source and data, by as many points and repeats as the step counts
 * @param roundTrip root mean squared distance between true points and where they come back to after data → noise → data by
 *     100 Euler steps each way, in the units of the data
 */
public record FlowReport(StepCounts stepCounts, Straightness straightness, Transport transport, double roundTrip) {
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
    float[] data = subject.truth(plan.count(), seed, 0).real();
    FixedStepSolver solver = new FixedStepSolver(Tableau.HEUN, TimeGrid.uniform(STEPS));
    Straightness straightness = Straightness.measure(subject.field(), noise, solver, subject.standardizer(), threads);
    Sampler euler = new Sampler(new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(STEPS)), threads);
    float[] back = euler.invert(subject.field(), subject.standardizer().apply(data), dim).points();
    float[] again = subject.standardizer().invert(euler.sample(subject.field(), back, dim).points());
    StepCounts counts = StepCounts.measure(subject, plan, seed, threads, progress);
    return new FlowReport(counts, straightness, Transport.measure(subject, counts, seed, threads),
        rootMeanSquare(again, data, dim));
  }

  /**
   * The normalised path energy, |E∫‖v‖²dt − W2²| / W2² (Tong et al. 2023), by {@link #transport}.
   *
   * @return 0 of a straight flow of least cost; NaN if source and data lie no further apart than chance explains
   */
  public double npe() {
    return transport.isKnown()
        ? straightness.normalisedPathEnergy(Math.sqrt(transport.squaredW2().mean()))
        : Double.NaN;
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
