package dev.millrace.torch;

import java.io.Serial;

/** The loss or the gradient stopped being a finite number. */
public final class ImageDivergedException extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;

  private final transient ImageTrainingState lastGood;

  ImageDivergedException(int step, double loss, double gradientNorm, ImageTrainingState lastGood) {
    super("training diverged at step " + step + " (loss " + loss + ", gradient norm " + gradientNorm
        + "); the state after step " + lastGood.step() + " is kept; try a smaller learning rate or gradient clipping");
    this.lastGood = lastGood;
  }

  /** The state before the step that diverged. */
  public ImageTrainingState lastGood() {
    return lastGood;
  }
}
