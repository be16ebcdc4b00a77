package dev.millrace.flow.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

import dev.millrace.flow.measure.Straightness;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.RowField;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;

/**
 * All measures of one flow.
 *
 * @param stepCounts quality as a function of the number of function evaluations
 * @param straightness straightness of the trajectories with 100 Heun steps, in the units of the data
 * @param transport W2² between source and data, with the same numbers of points and repeats as the step counts
 * @param roundTrip root mean square distance between true points and the points reached from them by data → noise →
 *     data, with 100 Euler steps in each direction, in the units of the data
 * @param failures one line per measure that failed; its figures are NaN
 */
public record FlowReport(StepCounts stepCounts, Straightness straightness, Transport transport, double roundTrip,
    List<String> failures) {
  private static final int STEPS = 100;

  /** Copies the list. */
  public FlowReport {
    failures = List.copyOf(failures);
  }

  /**
   * Measures a flow. If one measure fails, the others are not affected.
   *
   * @param subject the flow and what it is compared with
   * @param plan what to measure
   * @param seed seed of the noise and of the true points
   * @param threads number of threads; the figures do not depend on it, except for the seconds
   * @param progress receives the number of finished repeats of the plan
   * @return the figures
   */
  public static FlowReport measure(Subject subject, StepCounts.Plan plan, Seed seed, int threads,
      IntConsumer progress) {
    int dim = subject.data().dim();
    float[] noise = subject.noise(plan.count(), seed, 0);
    Subject.Truth truth = subject.truth(plan.count(), seed, 0);
    float[] data = truth.real();
    RowField<float[]> ofData = subject.rows(truth.realLabels());
    FixedStepSolver solver = new FixedStepSolver(Tableau.HEUN, TimeGrid.uniform(STEPS));
    Attempts attempts = new Attempts();
    Straightness straightness = attempts
        .of("straightness",
            () -> Straightness.measure(subject.rows(truth.evenLabels()), noise, solver, subject.standardizer(),
                threads))
        .orElseGet(() -> unknown(dim));
    if (attempts.failures().isEmpty() && !Double.isFinite(straightness.mean())) {
      attempts.fail("straightness", "some paths leave the finite numbers");
    }
    Sampler euler = new Sampler(new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(STEPS)), threads);
    double roundTrip = attempts.number("the round trip", () -> {
      float[] back = euler.invert(ofData, subject.standardizer().apply(data), dim).points();
      float[] again = subject.standardizer().invert(euler.sample(ofData, back, dim).points());
      return rootMeanSquare(again, data, dim);
    });
    StepCounts counts = StepCounts.measure(subject, plan, seed, threads, progress);
    counts.rows().stream().filter(row -> Double.isNaN(row.w2().mean())).forEach(row -> attempts
        .fail("W2 at NFE " + row.nfe(), "some samples are not finite, or too large to compare"));
    Transport transport = attempts.of("NPE", () -> Transport.measure(subject, counts, seed, threads))
        .orElse(Transport.UNKNOWN);
    return new FlowReport(counts, straightness, transport, roundTrip, attempts.failures());
  }

  private static Straightness unknown(int dim) {
    double[] one = {Double.NaN};
    double[] columns = new double[dim];
    Arrays.fill(columns, Double.NaN);
    return new Straightness(one, one, columns, Double.NaN, Double.NaN);
  }

  /**
   * The normalised path energy, |E∫‖v‖²dt − W2²| / W2² (Tong et al. 2023), with W2² from {@link #transport}.
   *
   * @return 0 for a straight flow of least cost; NaN if W2² does not differ from 0 by more than chance explains
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
