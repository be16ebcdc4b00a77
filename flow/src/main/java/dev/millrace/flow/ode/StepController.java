package dev.millrace.flow.ode;

/**
 * Computes the length of the next step from the error of the last one, by a proportional–integral controller: h ←
 * h·safety·E^(−α)·E′^β for the error E of this step and E′ of the one before, both in units of the tolerance
 * (Gustafsson 1991; Hairer and Wanner II, IV.2). With β = proportional / q and α = 1/q − 0.75·β, where q is the order
 * of the estimate in h, the defaults are the constants of Hairer's dopri5: safety 0.9, factors 0.2 to 10, β = 0.04 for
 * q = 5.
 *
 * @param safety in (0, 1): makes the controller aim a little below the tolerance, so that few steps are rejected
 * @param minFactor in (0, 1): the smallest factor from one step length to the next
 * @param maxFactor above 1: the greatest factor from one step length to the next
 * @param proportional β·q in [0, 1): 0 is the pure integral controller; larger values smooth the step lengths
 */
public record StepController(double safety, double minFactor, double maxFactor, double proportional) {
  /** The constants of Hairer's dopri5. */
  public static final StepController DEFAULT = new StepController(0.9, 0.2, 10, 0.2);

  /**
   * The previous error that the first step assumes. Smaller errors are raised to this value, so that one unusually
   * small error has little effect.
   */
  static final double LEAST_ERROR = 1e-4;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a constant is out of range
   */
  public StepController {
    if (!(safety > 0 && safety < 1 && minFactor > 0 && minFactor < 1 && maxFactor > 1 && maxFactor < 1e6
        && proportional >= 0 && proportional < 1)) {
      throw new IllegalArgumentException(
          "safety %s, factors %s to %s, proportional %s: expected in (0, 1), (0, 1), (1, 1e6) and [0, 1)"
              .formatted(safety, minFactor, maxFactor, proportional));
    }
  }

  /** The factor after an accepted step; {@code error} ≤ 1. */
  double afterAccepted(double error, double errorBefore, int order) {
    double beta = proportional / order;
    double factor = safety * Math.pow(error, -alpha(order)) * Math.pow(errorBefore, beta);
    return Math.clamp(factor, minFactor, maxFactor);
  }

  /** The factor after a rejected step; {@code error} is above 1, or not finite. */
  double afterRejected(double error, int order) {
    return Double.isFinite(error) ? Math.max(minFactor, safety * Math.pow(error, -alpha(order))) : minFactor;
  }

  private double alpha(int order) {
    return (1 - 0.75 * proportional) / order;
  }
}
