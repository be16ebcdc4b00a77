package dev.millrace.flow.train;

import java.io.Serial;

/** The loss or the gradient stopped being a finite number. */
public final class DivergedException extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;

  private final transient TrainingState lastGood;

  DivergedException(int step, double loss, double gradientNorm, TrainingState lastGood) {
    super("training diverged at step " + step + " (loss " + loss + ", gradient norm " + gradientNorm
        + "); the state after step " + lastGood.step() + " is kept; try a smaller learning rate or gradient clipping");
    this.lastGood = lastGood;
  }

  /** The newest state kept whose loss was finite. */
  public TrainingState lastGood() {
    return lastGood;
  }
}
