package dev.millrace.flow.train;

import java.io.Serial;

/** The loss or the gradient stopped being a finite number, or one of sane size. */
public final class DivergedException extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;

  private final transient TrainingState lastGood;
  private final int step;
  private final double loss;

  DivergedException(int step, double loss, double gradientNorm, TrainingState lastGood) {
    super("training diverged at step " + step + " (loss " + loss + ", gradient norm " + gradientNorm
        + "); the state after step " + lastGood.step()
        + " is kept; try a smaller learning rate, a longer warm-up or gradient clipping");
    this.lastGood = lastGood;
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

  /** The newest state kept whose loss was finite. */
  public TrainingState lastGood() {
    return lastGood;
  }
}
