package dev.millrace.tables.train;

import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.train.MlpNetwork;
import dev.millrace.flow.train.RowPrivacy;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.encode.CodedRows;
import dev.millrace.tables.encode.LevelCode;
import dev.millrace.tables.encode.TableEncoding;
import dev.millrace.tables.privacy.PrivacyGoal;
import dev.millrace.tables.privacy.PrivacyPlan;
import dev.millrace.tables.relations.Relations;
import org.jspecify.annotations.Nullable;

/**
 * All that a {@link Trainer} needs to learn a table.
 *
 * @param encoding how rows become floats
 * @param rows the rows
 * @param label the column that classes the rows; −1 for none
 * @param relations what holds between the columns; the encoding and the rows have the columns of their differences
 * @param options how the table is learnt
 */
public record TableTraining(TableEncoding encoding, CodedRows rows, int label, Relations relations,
    TableOptions options) {
  /** The factor by which the network's time is multiplied. */
  public static final double TIME_SCALE = 100;

  /**
   * Checks the label.
   *
   * @throws IllegalArgumentException if there is no such column, or it has no levels
   */
  public TableTraining {
    if (label >= encoding.columns().size() || (label >= 0 && !(encoding.columns().get(label) instanceof LevelCode))) {
      throw new IllegalArgumentException("label " + label + ", expected a column with levels");
    }
  }

  /**
   * Fits the encoding to a table and encodes its rows.
   *
   * @param table the columns that are learnt, with at least one row
   * @param label the column that classes the rows; −1 for none. A number of many values cannot class rows and is
   *     learnt as any other column
   * @param relations what holds between the columns
   * @param options how to learn
   * @return the training
   */
  public static TableTraining of(Table table, int label, Relations relations, TableOptions options) {
    int threads = options.training().threads();
    Table extended = relations.extended(table);
    TableEncoding encoding = TableEncoding.of(extended, threads);
    boolean levels = label >= 0 && encoding.columns().get(label) instanceof LevelCode;
    return new TableTraining(encoding, encoding.code(extended, threads), levels ? label : -1, relations, options);
  }

  /**
   * {@return the same with other options}
   *
   * @param other how to learn
   */
  public TableTraining withOptions(TableOptions other) {
    return new TableTraining(encoding, rows, label, relations, other);
  }

  /** {@return what is learnt} */
  public TableObjective objective() {
    PrivacyPlan plan = plan();
    return plan == null
        ? new TableObjective(encoding, rows, label, options.coupling(), options.shares())
        : TableObjective.ofPrivate(encoding, rows, label, plan.rate(), options.shares());
  }

  /** {@return how single rows are hidden; null if they are not} */
  public @Nullable PrivacyPlan plan() {
    PrivacyGoal goal = options.privacy();
    return goal == null ? null : goal.plan(rows.rows(), options.training().batch(), options.training().steps());
  }

  /** {@return the network} */
  public MlpNetwork network() {
    PrivacyPlan plan = plan();
    return new MlpNetwork(new MlpShape(encoding.width(), options.hidden(), options.layers(), TIME_SCALE)
        .withExtra(encoding.columns().size()), plan == null ? null : new RowPrivacy(plan.clip(), plan.noise()));
  }

  /** {@return the options of the training, with the loss of the table and the rows that are paired at once} */
  public TrainingOptions training() {
    TrainingOptions training = options.training();
    if (options.privacy() != null) {
      // The noise is part of the norm.
      return training.withCouplingBatch(training.batch()).withClip(Double.POSITIVE_INFINITY)
          .withLoss(new TableLoss(encoding));
    }
    return training.withCouplingBatch(Math.multiplyExact(options.pool(), training.batch()))
        .withLoss(new TableLoss(encoding));
  }

  /** {@return a trainer at its first step} */
  public Trainer trainer() {
    return new Trainer(objective(), network(), training());
  }

  /** {@return for each level of the label the number of its rows; empty without a label} */
  public long[] labelCounts() {
    if (label < 0) {
      return new long[0];
    }
    long[] counts = new long[encoding.columns().get(label).codes()];
    for (int row = 0; row < rows.rows(); row++) {
      counts[rows.code(row, label)]++;
    }
    return counts;
  }
}
