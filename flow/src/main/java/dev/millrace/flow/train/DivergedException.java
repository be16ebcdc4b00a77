package dev.millrace.flow.train;

import java.io.Serial;

/** The loss or the gradient stopped being a finite number, or one of sane size; the trainer is back at its last good state. */
public final class DivergedException extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;

  private final int step;
  private final double loss;

  /**
   * @param step at which it was seen
   * @param loss there
   * @param gradientNorm there
   * @param lastGood the step after which the state was kept
   */
  public DivergedException(int step, double loss, double gradientNorm, int lastGood) {
    super("training diverged at step " + step + " (loss " + loss + ", gradient norm " + gradientNorm
        + "); the state after step " + lastGood
        + " is kept; try a smaller learning rate, a longer warm-up or gradient clipping");
    this.step = step;
    this.loss = loss;
  }

  /** The step at which it was seen. */
  public int step() {
    return step;
  }

  /** The loss there. */
  public double loss() {
    return loss;
  }
}
