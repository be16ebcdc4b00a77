package dev.millrace.flow.path;

import java.util.random.RandomGenerator;

import dev.millrace.flow.text.Spec;

/**
 * The distribution from which training draws t in [0, 1]; t = 0 is the source and t = 1 the data. Esser et al. (2024)
 * use the opposite direction of time (their t = 1 is noise). This matters only for {@link LogitNormal} with a mean
 * other than 0, because the others of their distributions are symmetric about ½. If the velocity of a path is infinite
 * at an end, t is clamped ({@link Schedule#clamp}).
 *
 * <p>{@link TimeDistributions#parse} reads what {@link #spec()} writes.
 */
public interface TimeDistribution {

  /**
   * Draws one time.
   *
   * @param random where the numbers come from
   * @return t in [0, 1]
   */
  double sample(RandomGenerator random);

  /**
   * Probability density per unit of time.
   *
   * @param t any time
   * @return the density, 0 outside [0, 1], positive infinity at a pole
   */
  double density(double t);

  /**
   * {@return the distribution as the command line writes it, such as {@code logit-normal:0,1}; {@link
   * TimeDistributions#parse} turns it into an equal one}
   */
  String spec();

  /** The uniform distribution on [0, 1]. */
  record Uniform() implements TimeDistribution {
    @Override
    public double sample(RandomGenerator random) {
      return random.nextDouble();
    }

    @Override
    public double density(double t) {
      return inside(t) ? 1 : 0;
    }

    @Override
    public String spec() {
      return "uniform";
    }
  }

  /**
   * A single time. With t = 0 and the pairs of a trained flow, the network learns to go from noise to data in one step
   * (distillation; Liu et al. 2022, section 2.2).
   *
   * @param t in [0, 1]
   */
  record At(double t) implements TimeDistribution {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException unless 0 ≤ t ≤ 1
     */
    public At {
      if (!inside(t)) {
        throw new IllegalArgumentException("t must be in [0, 1], found " + t);
      }
    }

    @Override
    public double sample(RandomGenerator random) {
      return t;
    }

    @Override
    public double density(double time) {
      return time == t ? Double.POSITIVE_INFINITY : 0;
    }

    @Override
    public String spec() {
      return Spec.write("at", t);
    }
  }

  /**
   * t = logistic(mean + std·z) with z standard normal (Esser et al. 2024, section 3.1). A positive mean draws more
   * times near the data, a negative one more near the noise. Esser et al. use the opposite direction of time, so their
   * mean m is −m here.
   *
   * @param mean of the logit of t
   * @param std of the logit of t, &gt; 0
   */
  record LogitNormal(double mean, double std) implements TimeDistribution {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException unless mean is finite and 0 &lt; std &lt; ∞
     */
    public LogitNormal {
      if (!(Double.isFinite(mean) && std > 0 && Double.isFinite(std))) {
        throw new IllegalArgumentException(
            "mean must be finite and std finite and > 0, found %s and %s".formatted(mean, std));
      }
    }

    @Override
    public double sample(RandomGenerator random) {
      return 1 / (1 + Math.exp(-(mean + std * random.nextGaussian())));
    }

    @Override
    public double density(double t) {
      if (!(t > 0 && t < 1)) {
        return 0;
      }
      double z = (Math.log(t) - Math.log1p(-t) - mean) / std;
      return Math.exp(-0.5 * z * z) / (std * Math.sqrt(2 * Math.PI) * t * (1 - t));
    }

    @Override
    public String spec() {
      return Spec.write("logit-normal", mean, std);
    }
  }

  /**
   * Density a·(e^{at} + e^{a(1−t)}) / (2(e^a − 1)): draws times near both ends more often than in the middle, and was
   * designed for 2-rectified flows (Lee et al. 2024, "Improving the Training of Rectified Flows", a = 4, in the
   * symmetric form that their experiments use). A fair coin chooses the end; the distance from it is drawn by inverting
   * the cumulative distribution function of the exponential.
   *
   * @param a steepness, &gt; 0; the limit a → 0 is uniform
   */
  record UShaped(double a) implements TimeDistribution {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException unless 0 &lt; a &lt; ∞
     */
    public UShaped {
      if (!(a > 0 && Double.isFinite(a))) {
        throw new IllegalArgumentException("steepness must be > 0 and finite, found " + a);
      }
    }

    @Override
    public double sample(RandomGenerator random) {
      double u = random.nextDouble();
      double fromEnd = Math.clamp(-Math.log1p(u * Math.expm1(-a)) / a, 0.0, 1.0);
      return random.nextBoolean() ? fromEnd : 1 - fromEnd;
    }

    @Override
    public double density(double t) {
      // Numerator and denominator are multiplied by e^{−a}, so that a large a does not overflow.
      return inside(t) ? a * (Math.exp(-a * (1 - t)) + Math.exp(-a * t)) / (-2 * Math.expm1(-a)) : 0;
    }

    @Override
    public String spec() {
      return Spec.write("u-shaped", a);
    }
  }

  /**
   * t = 1 − u − s·(cos²(πu/2) − 1 + u) with u uniform (Esser et al. 2024, section 3.1). Positive s prefers the middle,
   * negative s the ends, 0 is uniform; symmetric about ½.
   *
   * @param s scale, −1 ≤ s ≤ 2/(π − 2) = 1.7519…, the range in which t is a monotone function of u
   */
  record Mode(double s) implements TimeDistribution {
    private static final double LARGEST = 2 / (Math.PI - 2);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if s is outside [−1, 2/(π − 2)]
     */
    public Mode {
      if (!(s >= -1 && s <= LARGEST)) {
        throw new IllegalArgumentException("scale must be in [-1, %s], found %s".formatted(LARGEST, s));
      }
    }

    @Override
    public double sample(RandomGenerator random) {
      return Math.clamp(time(1 - random.nextDouble()), 0.0, 1.0);
    }

    @Override
    public double density(double t) {
      return inside(t) ? 1 / slope(inverse(t)) : 0;
    }

    @Override
    public String spec() {
      return Spec.write("mode", s);
    }

    /** t as an increasing function of w = 1 − u, which is also uniform. */
    private double time(double w) {
      double sine = Math.sin(0.5 * Math.PI * w);
      return w + s * (w - sine * sine);
    }

    /**
     * dt/dw, kept from falling below 0 by rounding at the limits of s. It is computed symmetrically about ½, so that
     * sin(π) is exactly 0.
     */
    private double slope(double w) {
      return Math.max(0, 1 + s * (1 - 0.5 * Math.PI * Math.sin(Math.PI * Math.min(w, 1 - w))));
    }

    /**
     * The w at which time(w) = t, by Newton's method within a bracket; a step that leaves the bracket is replaced by a
     * bisection.
     */
    private double inverse(double t) {
      double low = 0;
      double high = 1;
      double w = t;
      for (int i = 0; i < 200 && high - low > 0; i++) {
        double error = time(w) - t;
        if (error == 0) {
          return w;
        }
        if (error > 0) {
          high = w;
        } else {
          low = w;
        }
        double next = w - error / slope(w);
        if (!(next > low && next < high)) {
          next = 0.5 * (low + high);
        }
        if (next == w) {
          return w;
        }
        w = next;
      }
      return w;
    }
  }

  /**
   * t = 1 − 1/(tan(πu/2) + 1) with u uniform, density 2/(π − 2πt + 2πt²): with these times the linear path has the
   * signal-to-noise ratios of the cosine path (Esser et al. 2024, section 3.1); symmetric about ½.
   */
  record CosMap() implements TimeDistribution {
    @Override
    public double sample(RandomGenerator random) {
      double angle = 0.5 * Math.PI * random.nextDouble();
      double sine = Math.sin(angle);
      return sine / (sine + Math.cos(angle));
    }

    @Override
    public double density(double t) {
      return inside(t) ? 2 / (Math.PI * (1 - 2 * t * (1 - t))) : 0;
    }

    @Override
    public String spec() {
      return "cosmap";
    }
  }

  /**
   * t = 0 exactly with probability {@code share}, otherwise uniform on [0, 1]. At t = 0 the network sees x0 alone, so that
   * it learns there where x0 belongs: to one data point, if the coupling is a map, such as semidiscrete transport or the
   * pairs of a flow. One step then ends at that point. With a coupling that pairs x0 with several data points, one step
   * ends at their mean.
   *
   * @param share the probability of t = 0, above 0 and below 1
   */
  record Ends(double share) implements TimeDistribution {

    /**
     * Checks the value.
     *
     * @throws IllegalArgumentException unless 0 &lt; share &lt; 1
     */
    public Ends {
      if (!(share > 0 && share < 1)) {
        throw new IllegalArgumentException("share must be > 0 and < 1, found " + share);
      }
    }

    @Override
    public double sample(RandomGenerator random) {
      return random.nextDouble() < share ? 0 : random.nextDouble();
    }

    @Override
    public double density(double t) {
      return t == 0 ? Double.POSITIVE_INFINITY : inside(t) ? 1 - share : 0;
    }

    @Override
    public String spec() {
      return Spec.write("ends", share);
    }
  }

  private static boolean inside(double t) {
    return t >= 0 && t <= 1;
  }
}
