package dev.millrace.flow.run;

import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Shown;

/** Ranges of options that objects made from them do not check; messages name the option as the command line has it. */
public final class Checks {
  private Checks() {
  }

  /** A whole number from {@code least} to {@code most}. */
  public static void requireRange(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new InvalidInputException("--" + option + " " + value + ": expected " + least
          + (most == Integer.MAX_VALUE ? " or more" : " to " + most));
    }
  }

  /** A number above 0, at most 100,000. */
  public static void requirePositive(String option, double value) {
    if (!(value > 0 && value <= 1e5)) {
      throw new InvalidInputException("--" + option + " " + value + ": expected above 0 and at most 100000");
    }
  }

  /** One of a few words. */
  public static void requireOneOf(String option, String value, String... known) {
    if (!List.of(known).contains(value)) {
      throw new InvalidInputException(
          "--" + option + " " + Shown.cut(value) + ": expected " + String.join(" or ", known));
    }
  }

  /** A decay of the average of the weights: 0 to below 1. */
  public static void requireEma(double ema) {
    if (!(ema >= 0 && ema < 1)) {
      throw new InvalidInputException("--ema " + ema + ": expected 0 (off) to below 1, such as 0.999");
    }
  }

  /** The greatest norm of a gradient, and AdamW's decay: a step must not decay a weight by more than itself. */
  public static void requireClipAndDecay(double clip, double weightDecay, double lr) {
    if (!(clip >= 0 && weightDecay >= 0 && weightDecay < 1 / lr)) {
      throw new InvalidInputException(
          "--clip " + clip + ", --weight-decay " + weightDecay + ": expected 0 (off) or more");
    }
  }

  /** Pairs coupled at once: whole batches, or 0 for one. */
  public static void requireCouplingBatch(int couplingBatch, int batch, int most) {
    if (couplingBatch < 0 || couplingBatch % batch != 0 || couplingBatch > most) {
      throw new InvalidInputException(
          "--coupling-batch %d: expected a multiple of --batch %d".formatted(couplingBatch, batch));
    }
  }
}
