package dev.millrace.flow.path;

import dev.millrace.flow.text.Spec;

/**
 * The role of a small σ in a path. The literature uses σ for different things, and each needs a different training
 * target, so each has its own name here. {@link SigmaForms#parse} reads what {@link #spec()} writes.
 */
public interface SigmaForm {

  /**
   * The schedule to train with.
   *
   * @param base the path without σ
   * @return the path that x_t and the target are computed from
   * @throws IllegalArgumentException if the base already has a σ of this form
   */
  Schedule applyTo(Schedule base);

  /**
   * {@return standard deviation of the independent noise that is added to x_t without changing the target; 0 for none}
   */
  double pathNoise();

  /**
   * {@return the distribution of x_t in training, given x1 and with a standard normal source} It is a Gaussian with
   * mean α·x1, and its standard deviation is the σ of the returned point, which includes {@link #pathNoise()}.
   *
   * @param base the path without σ
   * @param t time in [0, 1]
   */
  default PathPoint marginal(Schedule base, double t) {
    return applyTo(base).at(t).withNoise(pathNoise());
  }

  /** {@return the form as the command line writes it; {@link SigmaForms#parse} turns it into an equal form} */
  String spec();

  /** No σ: x_t and the target are those of the schedule (rectified flow). */
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
   * Adds sigma·ε to x_t and leaves the target unchanged: the conditional path N(µ_t, sigma²) of I-CFM (Tong et al.
   * 2023). The target remains correct because sigma does not depend on t.
   *
   * @param sigma standard deviation of the noise in the units of the data, ≥ 0
   */
  record Constant(double sigma) implements SigmaForm {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException unless 0 ≤ sigma &lt; ∞
     */
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

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if sigma is outside [0, 1)
     */
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
