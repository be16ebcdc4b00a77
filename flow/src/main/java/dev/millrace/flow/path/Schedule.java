package dev.millrace.flow.path;

import dev.millrace.flow.text.Spec;

/**
 * How a path mixes data x1 and source x0 over time: x_t = α(t)·x1 + σ(t)·x0. Time runs from 0 (source) to 1 (data).
 *
 * <p>{@link Schedules#parse} reads what {@link #spec()} writes.
 */
public interface Schedule {

  /**
   * The weights and their derivatives at one time.
   *
   * @param t time in [0, 1]; derivatives are infinite outside [{@link #minTime()}, {@link #maxTime()}]
   * @return α, σ, α̇ and σ̇
   * @throws IllegalArgumentException if t is outside [0, 1] or NaN
   */
  PathPoint at(double t);

  /**
   * {@return the schedule in words for files and messages, such as {@code vp:0.1,20}} {@link Schedules#parse} turns that
   * of the schedules here into an equal one. A schedule of the caller's own returns any short name, such as {@code own}:
   * models keep it, and sampling does not need it.
   */
  String spec();

  /**
   * {@return the earliest time with a finite and useful velocity, to which training and evaluation clamp t; 0 for most
   * schedules}
   */
  default double minTime() {
    return 0;
  }

  /**
   * {@return the latest time with a finite and useful velocity, to which training and evaluation clamp t; 1 for most
   * schedules}
   */
  default double maxTime() {
    return 1;
  }

  /**
   * The nearest time at which the velocity is finite and useful.
   *
   * @param t any time
   * @return t within [{@link #minTime()}, {@link #maxTime()}]
   */
  default double clamp(double t) {
    return Math.clamp(t, minTime(), maxTime());
  }

  /**
   * The linear path α = t, σ = 1 − t: straight lines at constant speed, also called the conditional optimal-transport
   * path (Liu et al. 2022; Lipman et al. 2022 with σ_min = 0).
   */
  record Linear() implements Schedule {
    @Override
    public PathPoint at(double t) {
      requireTime(t);
      return new PathPoint(t, 1 - t, 1, -1);
    }

    @Override
    public String spec() {
      return "linear";
    }
  }

  /** α = sin(πt/2), σ = cos(πt/2): the trigonometric interpolant, α² + σ² = 1 (Albergo and Vanden-Eijnden 2022). */
  record Cosine() implements Schedule {
    @Override
    public PathPoint at(double t) {
      requireTime(t);
      double alpha = Math.sin(0.5 * Math.PI * t);
      // The cosine is written as a sine, so that it is exactly 0 at t = 1.
      double sigma = Math.sin(0.5 * Math.PI * (1 - t));
      return new PathPoint(alpha, sigma, 0.5 * Math.PI * sigma, -0.5 * Math.PI * alpha);
    }

    @Override
    public String spec() {
      return "cosine";
    }
  }

  /**
   * The diffusion path, α² + σ² = 1: α = exp(−T(1−t)/2), T(s) = betaMin·s + (betaMax − betaMin)·s²/2 (the VP SDE of
   * Song et al. 2020; Lipman et al. 2022, section 4.1, example I, which uses the same direction of time). α(0) is small
   * but not 0: 0.0066 for the usual rates 0.1 and 20. At t = 1, σ̇ is −∞, so {@link #maxTime()} is 1 − 1e-5.
   *
   * @param betaMin rate of diffusion at the data, &gt; 0
   * @param betaMax rate of diffusion at the source, ≥ betaMin
   */
  record VariancePreserving(double betaMin, double betaMax) implements Schedule {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException unless 0 &lt; betaMin ≤ betaMax &lt; ∞
     */
    public VariancePreserving {
      if (!(betaMin > 0 && betaMax >= betaMin && Double.isFinite(betaMax))) {
        throw new IllegalArgumentException(
            "rates must satisfy 0 < betaMin <= betaMax < infinity, found %s and %s".formatted(betaMin, betaMax));
      }
    }

    @Override
    public PathPoint at(double t) {
      requireTime(t);
      double s = 1 - t;
      double diffused = s * (betaMin + 0.5 * (betaMax - betaMin) * s);
      double alpha = Math.exp(-0.5 * diffused);
      // 1 − α² without cancellation near the data.
      double sigma = Math.sqrt(-Math.expm1(-diffused));
      double dAlpha = 0.5 * (betaMin + (betaMax - betaMin) * s) * alpha;
      return new PathPoint(alpha, sigma, dAlpha, -alpha * dAlpha / sigma);
    }

    @Override
    public double maxTime() {
      return 1 - 1e-5;
    }

    @Override
    public String spec() {
      return Spec.write("vp", betaMin, betaMax);
    }
  }

  /**
   * α = tⁿ, σ = 1 − tⁿ: straight lines at changing speed. For n &lt; 1 the speed at t = 0 is infinite, so {@link
   * #minTime()} is 1e-5; for n ≤ 1/2 even the integral of the squared speed is infinite, so such a path is poorly
   * suited to training.
   *
   * @param n exponent, &gt; 0; 1 is the linear path
   */
  record Polynomial(double n) implements Schedule {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException unless 0 &lt; n &lt; ∞
     */
    public Polynomial {
      if (!(n > 0 && Double.isFinite(n))) {
        throw new IllegalArgumentException("exponent must be > 0 and finite, found " + n);
      }
    }

    @Override
    public PathPoint at(double t) {
      requireTime(t);
      double alpha = Math.pow(t, n);
      double dAlpha = n * Math.pow(t, n - 1);
      return new PathPoint(alpha, 1 - alpha, dAlpha, -dAlpha);
    }

    @Override
    public double minTime() {
      return n < 1 ? 1e-5 : 0;
    }

    @Override
    public String spec() {
      return Spec.write("polynomial", n);
    }
  }

  /**
   * A schedule whose path ends in a Gaussian of standard deviation sigmaMin around the data: σ(t) + sigmaMin·α(t) in
   * place of σ(t). With the linear base this is x_t = (1 − (1 − sigmaMin)·t)·x0 + t·x1 with target x1 − (1 −
   * sigmaMin)·x0 (Lipman et al. 2022, section 4.1, example II).
   *
   * @param base the schedule without the width, not a SigmaMin itself
   * @param sigmaMin width at the data, 0 ≤ sigmaMin &lt; 1
   */
  record SigmaMin(Schedule base, double sigmaMin) implements Schedule {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if sigmaMin is outside [0, 1) or the base is a SigmaMin
     */
    public SigmaMin {
      if (!(sigmaMin >= 0 && sigmaMin < 1)) {
        throw new IllegalArgumentException("sigmaMin must be in [0, 1), found " + sigmaMin);
      }
      if (base instanceof SigmaMin) {
        throw new IllegalArgumentException("the base already has a sigmaMin: " + base.spec());
      }
    }

    @Override
    public PathPoint at(double t) {
      PathPoint p = base.at(t);
      // Where the speed of the base is infinite, this speed is infinite with the same sign, because sigmaMin < 1.
      double dSigma = Double.isInfinite(p.dSigma()) ? p.dSigma() : p.dSigma() + sigmaMin * p.dAlpha();
      return new PathPoint(p.alpha(), p.sigma() + sigmaMin * p.alpha(), p.dAlpha(), dSigma);
    }

    @Override
    public double minTime() {
      return base.minTime();
    }

    @Override
    public double maxTime() {
      return base.maxTime();
    }

    @Override
    public String spec() {
      return Spec.write("sigma-min", sigmaMin) + "," + base.spec();
    }
  }

  private static void requireTime(double t) {
    if (!(t >= 0 && t <= 1)) {
      throw new IllegalArgumentException("time must be in [0, 1], found " + t);
    }
  }
}
