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
   * Steps for each row of a small table: about 1000 passes over its rows that show the label, and 1500 that show columns of
   * their own. More of the first copy rows; the others teach to fill holes and copy less.
   */
  private static final int STEPS_OF_ROW = 20;
  private static final int FEWEST_STEPS = 1500;
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
    TrainingOptions training = TrainingOptions.defaults()
        .withSteps(Math.clamp(STEPS_OF_ROW * rows, FEWEST_STEPS, MOST_STEPS)).withBatch(many ? 256 : 128)
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
