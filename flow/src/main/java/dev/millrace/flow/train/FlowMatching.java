package dev.millrace.flow.train;

import java.util.function.Function;
import java.util.random.RandomGenerator;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.Draws;
import dev.millrace.flow.coupling.PairSource;
import dev.millrace.flow.coupling.Pairs;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.path.PathPoint;
import dev.millrace.flow.path.Schedule;
import dev.millrace.flow.path.SigmaForm;
import dev.millrace.flow.path.TimeDistribution;
import dev.millrace.flow.random.Seed;

/**
 * Conditional flow matching (Lipman et al. 2022): at x_t = α(t)·x1 + σ(t)·x0 the network learns the velocity
 * α̇·x1 + σ̇·x0.
 *
 * @param pairs where x0 and x1 come from
 * @param coupling decides which x0 is paired with which x1
 * @param schedule the path between them
 * @param sigma noise around the path
 * @param time distribution from which training draws t
 */
public record FlowMatching(PairSource pairs, Coupling coupling, Schedule schedule, SigmaForm sigma,
    TimeDistribution time) implements Objective {
  /**
   * Checks that the parts fit each other.
   *
   * @throws IllegalArgumentException if the pairs belong together and the coupling would part them
   */
  public FlowMatching {
    if (pairs.isCoupled() && !coupling.equals(Coupling.INDEPENDENT)) {
      throw new IllegalArgumentException(
          "coupling " + coupling + " would part pairs of x0 and x1 that belong together; expected independent");
    }
  }

  /**
   * {@return straight lines, independent coupling and uniform times}
   *
   * @param pairs where pairs come from
   */
  public static FlowMatching of(PairSource pairs) {
    return new FlowMatching(pairs, Coupling.INDEPENDENT, new Schedule.Linear(), new SigmaForm.None(),
        new TimeDistribution.Uniform());
  }

  /**
   * {@return the usual objective: Gaussian noise, straight lines, independent coupling and uniform times}
   *
   * @param data the data, x1
   */
  public static FlowMatching of(Distribution data) {
    return of(new Draws(new Gaussian(data.dim()), data));
  }

  /**
   * {@return the same with other pairs}
   *
   * @param value where pairs come from
   */
  public FlowMatching withPairs(PairSource value) {
    return new FlowMatching(value, coupling, schedule, sigma, time);
  }

  /**
   * {@return the same with another coupling}
   *
   * @param value which x0 is paired with which x1
   */
  public FlowMatching withCoupling(Coupling value) {
    return new FlowMatching(pairs, value, schedule, sigma, time);
  }

  /**
   * {@return the same with another path}
   *
   * @param value the path
   */
  public FlowMatching withSchedule(Schedule value) {
    return new FlowMatching(pairs, coupling, value, sigma, time);
  }

  /**
   * {@return the same with another noise around the path}
   *
   * @param value σ_min in one of its forms
   */
  public FlowMatching withSigma(SigmaForm value) {
    return new FlowMatching(pairs, coupling, schedule, value, time);
  }

  /**
   * {@return the same with another time distribution}
   *
   * @param value distribution from which t is drawn
   */
  public FlowMatching withTime(TimeDistribution value) {
    return new FlowMatching(pairs, coupling, schedule, sigma, value);
  }

  @Override
  public void make(Batch batch, int from, int to, Pairs of, int first,
      Function<Seed.Purpose, RandomGenerator> random) {
    make(batch, from, to, of, first, random, (_, times) -> time.sample(times));
  }

  /** Draws the time of a row. */
  @FunctionalInterface
  interface RowTime {
    double of(int row, RandomGenerator random);
  }

  /** As {@link #make(Batch, int, int, Pairs, int, Function)}, with times by the number of the row. */
  void make(Batch batch, int from, int to, Pairs of, int first, Function<Seed.Purpose, RandomGenerator> random,
      RowTime rowTime) {
    Schedule path = sigma.applyTo(schedule);
    RandomGenerator times = random.apply(Seed.Purpose.TIME);
    int dim = of.dim();
    float[] x0 = of.x0();
    float[] x1 = of.x1();
    float[] xt = batch.inputs().x();
    float[] t = batch.inputs().t();
    float[] target = batch.target();
    for (int r = from; r < to; r++) {
      double drawn = path.clamp(rowTime.of(r, times));
      t[r] = (float) drawn;
      PathPoint point = path.at(drawn);
      double alpha = point.alpha();
      double sd = point.sigma();
      double dAlpha = point.dAlpha();
      double dSigma = point.dSigma();
      int in = (first + r) * dim;
      for (int i = r * dim; i < (r + 1) * dim; i++, in++) {
        xt[i] = (float) (alpha * x1[in] + sd * x0[in]);
        target[i] = (float) (dAlpha * x1[in] + dSigma * x0[in]);
      }
    }
    if (sigma.pathNoise() > 0) {
      float noise = (float) sigma.pathNoise();
      RandomGenerator around = random.apply(Seed.Purpose.PATH_NOISE);
      for (int i = from * dim; i < to * dim; i++) {
        xt[i] += noise * (float) around.nextGaussian();
      }
    }
  }
}
