package dev.millrace.flow.run;

import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.path.Schedules;
import dev.millrace.flow.path.SigmaForms;
import dev.millrace.flow.path.TimeDistributions;
import dev.millrace.flow.text.Shown;

/** Checks the ranges of options that are not checked elsewhere. Messages name the option in backticks, as `batch`. */
public final class Checks {
  private static final int MOST_THREADS = 1024;

  private Checks() {
  }

  /**
   * Checks the options that all trainings have.
   *
   * @param config the options
   * @param mostBatch the largest batch
   * @throws InvalidInputException naming the option, its value and what is expected
   */
  public static void requireTraining(TrainingConfig config, int mostBatch) {
    requireRange("steps", config.steps(), 1, Integer.MAX_VALUE);
    requireRange("batch", config.batch(), 1, mostBatch);
    requireRange("warmup", config.warmup(), 0, Integer.MAX_VALUE);
    requireRange("threads", config.threads(), 0, MOST_THREADS);
    requireRange("checkpoint-every", config.checkpointEvery(), 0, Integer.MAX_VALUE);
    requirePositive("lr", config.lr());
    requireEma(config.ema());
    requireClipAndDecay(config.clip(), config.weightDecay(), config.lr());
    requireCouplingBatch(config.couplingBatch(), config.batch(), mostBatch);
    requireOneOf("decay", config.decay(), "constant", "cosine");
    requireOneOf("on-divergence", config.onDivergence(), "stop", "rollback");
    TimeDistributions.parse(config.time());
    SigmaForms.parse(config.sigmaMin()).applyTo(Schedules.parse(config.path()));
  }

  /**
   * Requires a whole number from {@code least} to {@code most}.
   *
   * @param option the name of the option, for the message
   * @param value the value of the option
   * @param least the least allowed value
   * @param most the greatest allowed value
   */
  public static void requireRange(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new InvalidInputException("`" + option + "` " + value + ": expected " + least
          + (most == Integer.MAX_VALUE ? " or more" : " to " + most));
    }
  }

  /**
   * Requires a number above 0 and at most 100,000.
   *
   * @param option the name of the option, for the message
   * @param value the value of the option
   */
  public static void requirePositive(String option, double value) {
    if (!(value > 0 && value <= 1e5)) {
      throw new InvalidInputException("`" + option + "` " + value + ": expected above 0 and at most 100000");
    }
  }

  /**
   * Requires one of the given words.
   *
   * @param option the name of the option, for the message
   * @param value the value of the option
   * @param known the values that are allowed
   */
  public static void requireOneOf(String option, String value, String... known) {
    if (!List.of(known).contains(value)) {
      throw new InvalidInputException(
          "`" + option + "` " + Shown.cut(value) + ": expected " + String.join(" or ", known));
    }
  }

  /**
   * Requires a decay of the average of the weights from 0 to below 1.
   *
   * @param ema the decay of the average of the weights
   */
  public static void requireEma(double ema) {
    if (!(ema >= 0 && ema < 1)) {
      throw new InvalidInputException("`ema` " + ema + ": expected 0 (off) to below 1, such as 0.999");
    }
  }

  /**
   * Requires a share of hidden classes from 0 to 1.
   *
   * @param labelDropout the share of rows that lose their class
   */
  public static void requireLabelDropout(double labelDropout) {
    if (!(labelDropout >= 0 && labelDropout <= 1)) {
      throw new InvalidInputException("`label-dropout` " + labelDropout + ": expected a share from 0 to 1");
    }
  }

  /**
   * Checks the greatest norm of a gradient and AdamW's weight decay; a step must not change the sign of a weight by
   * decay.
   *
   * @param clip the greatest norm of a gradient
   * @param weightDecay the decay of the weights
   * @param lr the learning rate
   */
  public static void requireClipAndDecay(double clip, double weightDecay, double lr) {
    if (!(clip >= 0)) {
      throw new InvalidInputException("`clip` " + clip + ": expected 0 (off) or more");
    }
    if (!(weightDecay >= 0 && weightDecay < 1 / lr)) {
      throw new InvalidInputException(
          "`weight-decay` " + weightDecay + ": expected 0 (off) or more, and less than 1 / `lr`, which is " + 1 / lr);
    }
  }

  /**
   * Requires a number of pairs per coupling that is a multiple of the batch, or 0 for one batch.
   *
   * @param couplingBatch the rows of a pool
   * @param batch the rows of a step
   * @param most the greatest pool that the coupling takes
   */
  public static void requireCouplingBatch(int couplingBatch, int batch, int most) {
    if (couplingBatch < 0 || couplingBatch % batch != 0 || couplingBatch > most) {
      throw new InvalidInputException(
          "`coupling-batch` %d: expected a multiple of `batch` %d".formatted(couplingBatch, batch));
    }
  }
}
