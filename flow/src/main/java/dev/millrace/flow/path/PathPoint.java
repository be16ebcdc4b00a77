package dev.millrace.flow.path;

/**
 * A schedule at one time: x_t = alpha·x1 + sigma·x0, with velocity dAlpha·x1 + dSigma·x0. Derivatives are per unit of
 * t. A derivative is infinite where the schedule says so ({@link Schedule#minTime()}, {@link Schedule#maxTime()}).
 *
 * @param alpha weight of the data x1, ≥ 0
 * @param sigma weight of the source x0, ≥ 0
 * @param dAlpha time derivative of alpha
 * @param dSigma time derivative of sigma
 */
public record PathPoint(double alpha, double sigma, double dAlpha, double dSigma) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a number is NaN, or alpha or sigma is negative or infinite
   */
  public PathPoint {
    if (!(alpha >= 0 && sigma >= 0 && Double.isFinite(alpha) && Double.isFinite(sigma))) {
      throw new IllegalArgumentException("alpha %s and sigma %s must be finite and >= 0".formatted(alpha, sigma));
    }
    if (Double.isNaN(dAlpha) || Double.isNaN(dSigma)) {
      throw new IllegalArgumentException("dAlpha %s and dSigma %s must be numbers".formatted(dAlpha, dSigma));
    }
  }

  /**
   * How to compute one prediction from another at this point of the path. Every prediction is a combination a·x1 +
   * b·x0, and so is x_t. Writing the wanted one as onState·x_t + onValue·value and comparing the weights of x1 and of
   * x0 gives a 2×2 system. Where that system is singular, x_t alone may determine the wanted prediction: x_t is
   * proportional to the noise where alpha is 0 and to the data where sigma is 0, and the velocity is 0 where both
   * derivatives are 0. A score is taken as −σ⁻¹ times the noise, which is Tweedie's formula for a Gaussian source.
   *
   * @param from the known prediction
   * @param to the wanted prediction
   * @return the two factors
   * @throws ArithmeticException if x_t and {@code from} do not determine {@code to} here, or only with infinite factors
   */
  public Conversion convert(Prediction from, Prediction to) {
    if (from == to) {
      return new Conversion(0, 1);
    }
    double fromScale = from == Prediction.SCORE ? -sigma : 1;
    double toScale = to == Prediction.SCORE ? -1 / sigma : 1;
    double onState = 0;
    double onValue = fromScale * toScale;
    boolean bothNoise = onData(from) == 0 && onNoise(from) == 1 && onData(to) == 0 && onNoise(to) == 1;
    if (!bothNoise) {
      double determinant = alpha * onNoise(from) - sigma * onData(from);
      double apart = alpha * onNoise(to) - sigma * onData(to);
      if (apart == 0 && (determinant == 0 || !Double.isFinite(determinant))) {
        onState = (alpha * onData(to) + sigma * onNoise(to)) / (alpha * alpha + sigma * sigma) * toScale;
        onValue = 0;
      } else {
        onState = (onData(to) * onNoise(from) - onNoise(to) * onData(from)) / determinant * toScale;
        onValue *= apart / determinant;
      }
    }
    if (!Double.isFinite(onState) || !Double.isFinite(onValue)) {
      throw new ArithmeticException("%s cannot be computed from %s: %s".formatted(to, from, obstacle(from, to)));
    }
    return new Conversion(onState, onValue);
  }

  /**
   * The path of x_t with added independent noise, α·x1 + σ·x0 + deviation·ε. With a standard normal source the two
   * noises together are one noise of standard deviation √(σ² + deviation²). Given x_t, the mean of the velocity α̇·x1 +
   * σ̇·x0 is that of the path with this larger σ, so predictions can be converted as on any other path.
   *
   * @param deviation standard deviation of the noise, ≥ 0 and the same at all times
   * @return this point if deviation is 0
   */
  public PathPoint withNoise(double deviation) {
    if (deviation == 0) {
      return this;
    }
    double wide = Math.hypot(sigma, deviation);
    return new PathPoint(alpha, wide, dAlpha, Double.isInfinite(dSigma) ? dSigma : sigma / wide * dSigma);
  }

  /** Weight of x1 in a prediction; a score is treated as the noise, of which it is a multiple. */
  private double onData(Prediction prediction) {
    return switch (prediction) {
      case VELOCITY -> dAlpha;
      case DATA -> 1;
      case NOISE, SCORE -> 0;
    };
  }

  /** Weight of x0 in a prediction; a score is treated as the noise, of which it is a multiple. */
  private double onNoise(Prediction prediction) {
    return switch (prediction) {
      case VELOCITY -> dSigma;
      case DATA -> 0;
      case NOISE, SCORE -> 1;
    };
  }

  private String obstacle(Prediction from, Prediction to) {
    if ((from == Prediction.VELOCITY || to == Prediction.VELOCITY)
        && (Double.isInfinite(dAlpha) || Double.isInfinite(dSigma))) {
      return "the velocity is infinite here (dAlpha %s, dSigma %s)".formatted(dAlpha, dSigma);
    }
    if (to == Prediction.SCORE && sigma == 0) {
      return "the score is infinite where sigma is 0";
    }
    String singular = switch (from) {
      case DATA -> "x_t holds no noise where sigma is 0";
      case NOISE, SCORE -> "x_t holds no data where alpha is 0";
      case VELOCITY -> "x_t and its velocity are proportional where alpha*dSigma = sigma*dAlpha";
    };
    return singular + " (alpha %s, sigma %s)".formatted(alpha, sigma);
  }
}
