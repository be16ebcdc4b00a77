package dev.millrace.tables.train;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.MinibatchOt;
import dev.millrace.flow.train.LearningRate;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.tables.privacy.PrivacyGoal;
import org.jspecify.annotations.Nullable;

/**
 * How a table is learnt.
 *
 * @param hidden width of the network's hidden layers, at least 1
 * @param layers number of its hidden layers, at least 1
 * @param shares what rows show to the network
 * @param coupling pairs rows that show the same with noise
 * @param pool batches whose rows are paired at once, at least 1: rows are paired within a class, so that few of a batch
 *     can be exchanged
 * @param privacy what the training may tell about a single row; null for anything. Noise and rows are then not paired, as
 *     pairs would depend on several rows
 * @param training the options of the training; its loss is replaced by that of the table
 */
public record TableOptions(int hidden, int layers, MaskShares shares, Coupling coupling, int pool,
    @Nullable PrivacyGoal privacy, TrainingOptions training) {
  private static final int MANY_ROWS = 5000;
  /**
   * Steps for each row of a table: 10 for few rows, which more steps learn by heart, and 20 for more rows. On the seven
   * smallest public sets (one split, one seed, 8 steps of sampling), 10 instead of 20 raise W1tr/W1te by 0.04 on average
   * and change W1 to test rows by −3 to +2 %; on vowel and concrete W1 rises by 2 and 5 %.
   */
  private static final int STEPS_OF_FEW = 10;
  private static final int STEPS_OF_MORE = 20;
  private static final int FEW_ROWS = 600;
  private static final int FEWEST_STEPS = 1000;
  private static final int MOST_STEPS = 20_000;
  /** Rows of a class are few; without classes, larger pools would take longer to pair than to learn. */
  private static final int POOL_OF_CLASSES = 12;
  private static final int POOL = 5;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if the pool is empty
   */
  public TableOptions {
    if (pool < 1) {
      throw new IllegalArgumentException("pool = " + pool + ", expected at least 1");
    }
  }

  /**
   * {@return options for tables of a size}
   *
   * @param rows number of rows
   * @param labelled whether a column classes the rows
   */
  public static TableOptions defaults(long rows, boolean labelled) {
    boolean many = rows >= MANY_ROWS;
    long steps = rows * (rows < FEW_ROWS ? STEPS_OF_FEW : STEPS_OF_MORE);
    TrainingOptions training = TrainingOptions.defaults().withSteps(Math.clamp(steps, FEWEST_STEPS, MOST_STEPS))
        .withBatch(many ? 256 : 128)
        .withLearningRate(new LearningRate(many ? 4e-3 : 6e-3, 100, true)).withEma(0.995).withLabelDropout(0);
    MaskShares shares = labelled
        ? many ? new MaskShares(0.65, 0.35) : new MaskShares(0.4, 0.6)
        : new MaskShares(0, many ? 0.25 : 0.4);
    return new TableOptions(many ? 256 : 128, 3, shares, new MinibatchOt(),
        many ? 1 : labelled ? POOL_OF_CLASSES : POOL, null, training);
  }

  /**
   * {@return the same with another width of the hidden layers}
   *
   * @param value the new value
   */
  public TableOptions withHidden(int value) {
    return new TableOptions(value, layers, shares, coupling, pool, privacy, training);
  }

  /**
   * {@return the same with another number of hidden layers}
   *
   * @param value the new value
   */
  public TableOptions withLayers(int value) {
    return new TableOptions(hidden, value, shares, coupling, pool, privacy, training);
  }

  /**
   * {@return the same with other shares}
   *
   * @param value the new value
   */
  public TableOptions withShares(MaskShares value) {
    return new TableOptions(hidden, layers, value, coupling, pool, privacy, training);
  }

  /**
   * {@return the same with another coupling}
   *
   * @param value the new value
   */
  public TableOptions withCoupling(Coupling value) {
    return new TableOptions(hidden, layers, shares, value, pool, privacy, training);
  }

  /**
   * {@return the same with another number of batches that are paired at once}
   *
   * @param value the new value
   */
  public TableOptions withPool(int value) {
    return new TableOptions(hidden, layers, shares, coupling, value, privacy, training);
  }

  /**
   * {@return the same with other options of the training}
   *
   * @param value the new value
   */
  public TableOptions withTraining(TrainingOptions value) {
    return new TableOptions(hidden, layers, shares, coupling, pool, privacy, value);
  }

  /**
   * {@return the same with another protection of single rows}
   *
   * @param value what a training may tell about one; null for anything
   */
  public TableOptions withPrivacy(@Nullable PrivacyGoal value) {
    return new TableOptions(hidden, layers, shares, coupling, pool, value, training);
  }
}
