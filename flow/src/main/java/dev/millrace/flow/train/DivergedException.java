package dev.millrace.flow.train;

import java.io.Serial;
import java.util.Locale;

/**
 * Thrown if the loss or the gradient becomes infinite, NaN or extremely large. The trainer is then back at its last
 * good state.
 */
public final class DivergedException extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;

  private final int step;
  private final double loss;

  /**
   * An exception for a step.
   *
   * @param step the step at which this was detected
   * @param loss the loss at that step
   * @param gradientNorm the norm of the gradient at that step
   * @param lastGood the step after which the kept state was saved
   */
  public DivergedException(int step, double loss, double gradientNorm, int lastGood) {
    super(String.format(Locale.ROOT,
        "training diverged at step %d (loss %.4g, gradient norm %.4g); the state after step %d is kept; try a smaller learning rate, a longer warm-up or gradient clipping",
        step, loss, gradientNorm, lastGood));
    this.step = step;
    this.loss = loss;
  }

  /** {@return the step at which the divergence was detected} */
  public int step() {
    return step;
  }

  /** {@return the loss at that step} */
  public double loss() {
    return loss;
  }
}
