package dev.millrace.flow.path;

import dev.millrace.flow.text.Spec;

/**
 * What a small σ means for a path. The name is used for different things in the literature, and each needs its own target, so
 * each has its own name here. {@link SigmaForms#parse} reads what {@link #spec()} writes.
 */
public sealed interface SigmaForm {

  /**
   * The schedule to train with.
   *
   * @param base the path without σ
   * @return the path that x_t and the target are computed from
   * @throws IllegalArgumentException if the base already has a σ of this form
   */
  Schedule applyTo(Schedule base);

  /** Standard deviation of the independent noise to add to x_t, the target unchanged; 0 for none. */
  double pathNoise();

  /**
   * The Gaussian that x_t is in training, given x1 and with a standard normal source: its mean is α·x1, its standard deviation
   * the σ of this point, which counts {@link #pathNoise()} in.
   *
   * @param base the path without σ
   * @param t time in [0, 1]
   */
  default PathPoint marginal(Schedule base, double t) {
    return applyTo(base).at(t).withNoise(pathNoise());
  }

  /** The form as the command line writes it; parses back to an equal form. */
  String spec();

  /** No σ: x_t and target are the schedule's own (rectified flow). */
  record None() implements SigmaForm {
    @Override
    public Schedule applyTo(Schedule base) {
      return base;
    }

    @Override
    public double pathNoise() {
      return 0;
    }

    @Override
    public String spec() {
      return "none";
    }
  }

  /**
   * x_t plus sigma·ε, target unchanged: the conditional path N(µ_t, sigma²) of I-CFM (Tong et al. 2023). The
   * unchanged target is right because sigma does not depend on t.
   *
   * @param sigma standard deviation of the noise in the units of the data, ≥ 0
   */
  record Constant(double sigma) implements SigmaForm {

    /** @throws IllegalArgumentException unless 0 ≤ sigma &lt; ∞ */
    public Constant {
      if (!(sigma >= 0 && Double.isFinite(sigma))) {
        throw new IllegalArgumentException("sigma must be >= 0 and finite, found " + sigma);
      }
    }

    @Override
    public Schedule applyTo(Schedule base) {
      return base;
    }

    @Override
    public double pathNoise() {
      return sigma;
    }

    @Override
    public String spec() {
      return Spec.write("constant", sigma);
    }
  }

  /**
   * The source shrinks to width sigma instead of 0, and the target changes with it (Lipman et al. 2022): see
   * {@link Schedule.SigmaMin}. No noise is added.
   *
   * @param sigma width at the data, 0 ≤ sigma &lt; 1
   */
  record Lipman(double sigma) implements SigmaForm {

    /** @throws IllegalArgumentException if sigma is outside [0, 1) */
    public Lipman {
      if (!(sigma >= 0 && sigma < 1)) {
        throw new IllegalArgumentException("sigma must be in [0, 1), found " + sigma);
      }
    }

    @Override
    public Schedule applyTo(Schedule base) {
      return new Schedule.SigmaMin(base, sigma);
    }

    @Override
    public double pathNoise() {
      return 0;
    }

    @Override
    public String spec() {
      return Spec.write("lipman", sigma);
    }
  }
}
