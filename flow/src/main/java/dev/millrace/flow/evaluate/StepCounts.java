package dev.millrace.flow.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;

import dev.millrace.flow.measure.Wasserstein;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.RowField;
import dev.millrace.flow.ode.SolverException;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;

/**
 * The quality of samples as a function of the number of steps. Every repeat draws new noise and new true points; all
 * step counts of a repeat share them, so that they differ only by their steps.
 *
 * @param solver name of the method
 * @param count n, the number of samples and of true points per repeat
 * @param repeats how often each step count is measured
 * @param supply rows of the data set from which true points are taken; {@link Integer#MAX_VALUE} if the distribution
 *     can give any number of points
 * @param floor W2 between two independent sets of n true points, which for a mixture have equal counts of each mode: a
 *     sampler gets below it only by chance
 * @param plainFloor W2 between such a set and one whose counts are random, which is what a perfect sampler reaches; for
 *     a data set the same as {@code floor}
 * @param rows one per step count, in the requested order
 */
public record StepCounts(String solver, int count, int repeats, int supply, Estimate floor, Estimate plainFloor,
    List<Row> rows) {

  /**
   * The result for one step count.
   *
   * @param nfe function evaluations per sample
   * @param steps steps of the solver
   * @param w2 W2 between samples and true points, in the units of the data; NaN if the samples cannot be compared
   * @param seconds time to draw the samples of one repeat, the least of all repeats
   */
  public record Row(int nfe, int steps, Estimate w2, double seconds) {}

  /** Copies the list. */
  public StepCounts {
    rows = List.copyOf(rows);
  }

  /**
   * The settings of a measurement.
   *
   * @param method the solver, on a uniform grid
   * @param nfes the numbers of function evaluations to measure, each at least the number of stages of the method; the
   *     number of steps is nfe / stages, rounded down
   * @param count points per repeat, 1 to 20,000
   * @param repeats number of repeats, at least 1
   */
  public record Plan(Tableau method, List<Integer> nfes, int count, int repeats) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException naming the component out of range
     */
    public Plan {
      nfes = List.copyOf(nfes);
      int stages = method.stages().size();
      for (int nfe : nfes) {
        if (nfe < stages) {
          throw new IllegalArgumentException(
              "nfe = %d, expected at least %d: one step of %s".formatted(nfe, stages, method.name()));
        }
      }
      if (nfes.isEmpty() || count < 1 || repeats < 1) {
        throw new IllegalArgumentException(
            "%d step counts, count = %d, repeats = %d: expected at least 1 of each".formatted(nfes.size(), count,
                repeats));
      }
    }

    int steps(int k) {
      return nfes.get(k) / method.stages().size();
    }
  }

  /**
   * Measures the quality of samples for each step count.
   *
   * @param subject the flow and what it is compared with
   * @param plan what to measure
   * @param seed seed of the noise and of the true points
   * @param threads number of threads; the figures do not depend on it, except for the seconds
   * @param progress receives the number of finished repeats
   * @return the figures by step count
   */
  public static StepCounts measure(Subject subject, Plan plan, Seed seed, int threads, IntConsumer progress) {
    return measure(_ -> subject, plan, seed, threads, progress);
  }

  /** As {@link #measure(Subject, Plan, Seed, int, IntConsumer)}, for a flow whose field depends on the grid. */
  static StepCounts measure(Function<TimeGrid, Subject> on, Plan plan, Seed seed, int threads, IntConsumer progress) {
    Subject subject = on.apply(TimeGrid.uniform(1));
    int dim = subject.data().dim();
    int kinds = plan.nfes.size();
    double[][] w2 = new double[kinds + 2][plan.repeats];
    double[] seconds = new double[kinds];
    try (Workers workers = new Workers(threads)) {
      for (int r = 0; r < plan.repeats; r++) {
        int repeat = r;
        float[] noise = subject.noise(plan.count, seed, r);
        Subject.Truth truth = subject.truth(plan.count, seed, r);
        float[][] samples = new float[kinds + 2][];
        for (int k = 0; k < kinds; k++) {
          TimeGrid grid = TimeGrid.uniform(plan.steps(k));
          Sampler sampler = new Sampler(new FixedStepSolver(plan.method, grid), threads);
          long start = System.nanoTime();
          samples[k] = sampled(sampler, on.apply(grid).rows(truth.evenLabels()), noise, dim);
          double took = (System.nanoTime() - start) * 1e-9;
          seconds[k] = r == 0 ? took : Math.min(seconds[k], took);
          samples[k] = subject.standardizer().invert(samples[k]);
        }
        samples[kinds] = truth.even();
        samples[kinds + 1] = truth.drawn();
        int different = subject.data().supply() < Integer.MAX_VALUE ? kinds + 1 : kinds + 2;
        workers.forEach(different, k -> w2[k][repeat] = w2(samples[k], truth.real(), dim));
        w2[kinds + 1][r] = w2[different - 1][r];
        progress.accept(r + 1);
      }
    }
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < kinds; k++) {
      int steps = plan.steps(k);
      rows.add(new Row(steps * plan.method.stages().size(), steps, Estimate.of(w2[k]), seconds[k]));
    }
    return new StepCounts(plan.method.name(), plan.count, plan.repeats, subject.data().supply(),
        Estimate.of(w2[kinds]), Estimate.of(w2[kinds + 1]), rows);
  }

  private static float[] sampled(Sampler sampler, RowField<float[]> field, float[] noise, int dim) {
    try {
      return sampler.sample(field, noise, dim).points();
    } catch (SolverException e) {
      float[] none = new float[noise.length];
      Arrays.fill(none, Float.NaN);
      return none;
    }
  }

  /** NaN if the samples cannot be compared, so that those of other step counts still are. */
  private static double w2(float[] samples, float[] real, int dim) {
    try {
      return Wasserstein.w2(samples, real, dim);
    } catch (IllegalArgumentException e) {
      return Double.NaN;
    }
  }

  /** The same figures with another name of the method. */
  StepCounts named(String method) {
    return new StepCounts(method, count, repeats, supply, floor, plainFloor, rows);
  }

  /** {@return the row with the least mean W2; a row without a W2 counts as the worst} */
  public Row best() {
    return rows.stream().min(Comparator.comparingDouble(row -> row.w2().mean())).orElseThrow();
  }

  /** {@return the row with the fewest steps whose W2 differs from the best only by noise} */
  public Row sufficient() {
    Row best = best();
    return rows.stream().filter(row -> row.w2().isWithinNoiseOf(best.w2()))
        .min(Comparator.comparingInt(Row::steps)).orElse(best);
  }
}
