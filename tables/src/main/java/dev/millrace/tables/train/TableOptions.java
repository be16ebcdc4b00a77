package dev.millrace.tables.train;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.MinibatchOt;
import dev.millrace.flow.train.LearningRate;
import dev.millrace.flow.train.TrainingOptions;

/**
 * How a table is learnt.
 *
 * @param hidden width of the network's hidden layers, at least 1
 * @param layers number of its hidden layers, at least 1
 * @param shares what rows show to the network
 * @param coupling pairs rows that show the same with noise
 * @param training the options of the training; its loss is replaced by that of the table
 */
public record TableOptions(int hidden, int layers, MaskShares shares, Coupling coupling, TrainingOptions training) {
  private static final int MANY_ROWS = 5000;
  private static final int SOME_ROWS = 800;

  /**
   * {@return options for tables of a size}
   *
   * @param rows number of rows
   * @param labelled whether a column classes the rows
   */
  public static TableOptions defaults(long rows, boolean labelled) {
    boolean many = rows >= MANY_ROWS;
    TrainingOptions training = TrainingOptions.defaults().withSteps(rows < SOME_ROWS ? 6000 : 20_000)
        .withBatch(many ? 512 : 128).withLearningRate(new LearningRate(many ? 4e-3 : 6e-3, 100, true)).withEma(0.995)
        .withLabelDropout(0);
    return new TableOptions(many ? 256 : 128, 3, labelled ? new MaskShares(0.35, 0.35) : new MaskShares(0, 0.35),
        new MinibatchOt(), training);
  }

  /**
   * {@return the same with another width of the hidden layers}
   *
   * @param value the new value
   */
  public TableOptions withHidden(int value) {
    return new TableOptions(value, layers, shares, coupling, training);
  }

  /**
   * {@return the same with another number of hidden layers}
   *
   * @param value the new value
   */
  public TableOptions withLayers(int value) {
    return new TableOptions(hidden, value, shares, coupling, training);
  }

  /**
   * {@return the same with other shares}
   *
   * @param value the new value
   */
  public TableOptions withShares(MaskShares value) {
    return new TableOptions(hidden, layers, value, coupling, training);
  }

  /**
   * {@return the same with another coupling}
   *
   * @param value the new value
   */
  public TableOptions withCoupling(Coupling value) {
    return new TableOptions(hidden, layers, shares, value, training);
  }

  /**
   * {@return the same with other options of the training}
   *
   * @param value the new value
   */
  public TableOptions withTraining(TrainingOptions value) {
    return new TableOptions(hidden, layers, shares, coupling, value);
  }
}
