package dev.millrace.flow.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.measure.Wasserstein;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;

/**
 * How good samples are after few and many steps. Every repeat draws new noise and new true points; all step counts of a repeat
 * share them, so that they differ by their steps alone.
 *
 * @param solver name of the method
 * @param count n: samples and true points of a repeat
 * @param repeats how often each is measured
 * @param floor W2 between two independent true draws of n points: what a perfect sampler would get
 * @param rows one a step count, in the order asked for
 */
public record StepCounts(String solver, int count, int repeats, Estimate floor, List<Row> rows) {

  /**
   * One step count.
   *
   * @param nfe function evaluations a sample
   * @param steps of the solver
   * @param w2 between samples and true points, in the units of the data
   * @param seconds to draw one repeat's samples, the least of the repeats
   */
  public record Row(int nfe, int steps, Estimate w2, double seconds) {}

  /** Keeps the rows from being changed. */
  public StepCounts {
    rows = List.copyOf(rows);
  }

  /**
   * What is measured.
   *
   * @param field the velocity, as the network sees it
   * @param source distribution of the start points
   * @param data distribution of the true points, as the network sees them
   * @param toData maps points that the network sees to the units of the data, in which W2 is measured
   */
  public record Subject(VelocityField<float[]> field, Distribution source, Distribution data,
      UnaryOperator<float[]> toData) {}

  /** Start points of one repeat. */
  public static float[] noise(Subject subject, int count, Seed seed, int repeat) {
    return Sampler.startPoints(subject.source(), count, seed, Seed.Purpose.EVALUATION, repeat);
  }

  /**
   * Measures.
   *
   * @param method the solver
   * @param nfes function evaluations allowed, each at least the method's stages; steps are nfe / stages, rounded down
   * @param count points of a repeat, 1 to 20,000
   * @param repeats at least 1
   * @param threads that sample
   * @throws IllegalArgumentException if an nfe is less than one step costs
   */
  public static StepCounts measure(Subject subject, Tableau method, List<Integer> nfes, int count, int repeats,
      Seed seed,
      int threads) {
    int stages = method.stages().size();
    for (int nfe : nfes) {
      if (nfe < stages) {
        throw new IllegalArgumentException(
            "nfe = %d, expected at least %d: one step of %s".formatted(nfe, stages, method.name()));
      }
    }
    int dim = subject.data().dim();
    double[] floor = new double[repeats];
    double[][] w2 = new double[nfes.size()][repeats];
    double[] seconds = new double[nfes.size()];
    for (int r = 0; r < repeats; r++) {
      float[] noise = noise(subject, count, seed, r);
      float[] real = subject.toData().apply(truth(subject, count, seed, 2 * r));
      floor[r] = Wasserstein.w2(subject.toData().apply(truth(subject, count, seed, 2 * r + 1)), real, dim);
      for (int k = 0; k < nfes.size(); k++) {
        Sampler sampler = new Sampler(new FixedStepSolver(method, TimeGrid.uniform(nfes.get(k) / stages)), threads);
        long start = System.nanoTime();
        float[] samples = sampler.sample(subject.field(), noise, dim).points();
        double took = (System.nanoTime() - start) * 1e-9;
        seconds[k] = r == 0 ? took : Math.min(seconds[k], took);
        w2[k][r] = Wasserstein.w2(subject.toData().apply(samples), real, dim);
      }
    }
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < nfes.size(); k++) {
      int steps = nfes.get(k) / stages;
      rows.add(new Row(steps * stages, steps, Estimate.of(w2[k]), seconds[k]));
    }
    return new StepCounts(method.name(), count, repeats, Estimate.of(floor), rows);
  }

  private static float[] truth(Subject subject, int count, Seed seed, int draw) {
    return subject.data().sample(seed.generator(Seed.Purpose.EVALUATION_DATA, draw, 0), count);
  }

  /** The row of the least steps whose W2 is within noise of the best. */
  public Row sufficient() {
    Row best = rows.stream().min(Comparator.comparingDouble(row -> row.w2().mean())).orElseThrow();
    return rows.stream().filter(row -> row.w2().isWithinNoiseOf(best.w2()))
        .min(Comparator.comparingInt(Row::steps)).orElseThrow();
  }
}
