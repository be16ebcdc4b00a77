package dev.millrace.tables.kind.share;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.runs.shared.RankRows;
import dev.millrace.runs.shared.SharedColumn;
import dev.millrace.runs.shared.SharedTraining;
import dev.millrace.runs.work.Caller;
import dev.millrace.tables.kind.train.ContentSplit;
import dev.millrace.tables.kind.train.TableConfig;
import dev.millrace.tables.kind.train.TableData;
import dev.millrace.tables.kind.train.TableRunTraining;
import dev.millrace.tables.privacy.ProtectedValues;
import dev.millrace.tables.read.TableSource;

/**
 * A table whose rows lie on several machines. Schema, encoding and relations are those of a {@link RowSample}: exact for as many
 * rows as that holds.
 */
public final class SharedTable implements SharedTraining<RowSample> {
  private static final String PLACE = "the rows to train on";

  private final TableConfig config;
  private final List<SharedColumn> columns;
  private final int size;
  private final Caller caller;

  private SharedTable(TableConfig config, List<SharedColumn> columns, int size, Caller caller) {
    this.config = config;
    this.columns = columns;
    this.size = size;
    this.caller = caller;
  }

  /**
   * Checks the options.
   *
   * @param config the options
   * @param columns the columns
   * @param caller hears what is found out
   * @return the training
   * @throws InvalidInputException naming the option that has no place in a training of several machines
   */
  public static SharedTable of(TableConfig config, List<SharedColumn> columns, Caller caller) {
    return of(config, columns, RowSample.usualSize(columns.size()), caller);
  }

  /** As {@link #of(TableConfig, List, Caller)}, with a sample of another size. */
  static SharedTable of(TableConfig config, List<SharedColumn> columns, int size, Caller caller) {
    config.check();
    for (String option : List.of("query", "header", "encoding", "bad-rows")) {
      require(config, option, "has no meaning for rows that are given");
    }
    require(config, "dp-epsilon", "is offered on one machine only");
    if (config.protectBelow() > 1 && config.holdout() > 0) {
      throw new InvalidInputException(
          "`protect-below` %d with `holdout` %s: expected `holdout` 0, as rows of several machines are held out by the words that are to be hidden"
              .formatted(config.protectBelow(), config.holdout()));
    }
    return new SharedTable(config, List.copyOf(columns), size, caller);
  }

  private static void require(TableConfig config, String option, String why) {
    Object value = ConfigFile.value(config, option);
    if (!value.equals(ConfigFile.value(TableConfig.defaults(), option))) {
      throw new InvalidInputException("`%s` %s: %s; leave it out".formatted(option, value, why));
    }
  }

  @Override
  public boolean countsEqualRows() {
    return true;
  }

  @Override
  public RowSample survey() {
    return new RowSample(columns.size(), size, config.seed());
  }

  @Override
  public RankRows rows(RowSample all, int ranks) throws IOException {
    double share = Math.min(config.holdout(), TableData.MOST_HELD_OUT / (double) all.rows());
    try (TableSource source = TableSource.of(PLACE, columns, all.sample().iterator(),
        TableData.sourceOptions(config, caller))) {
      TableData asRead = TableData.of(config, source, new ContentSplit(share, config.seed()), all.isComplete());
      TableData data = asRead.protectedBelow(config.protectBelow());
      if (data.learnt().rows() == 0) {
        throw new InvalidInputException("`holdout` %s: no row is left to learn".formatted(config.holdout()));
      }
      long rows = all.isComplete() ? data.learnt().rows() : all.rows() - Math.round(share * all.rows());
      TableRunTraining training = TableRunTraining.of(config, data, rows, caller);
      Map<String, String> provenance = TableRunTraining.provenance(config.seed(), data, rows);
      provenance.put(TableRunTraining.DATA_HASH, all.hash());
      provenance.put(TableData.HELD_OUT, Double.toString(share));
      return new TableRankRows(ConfigFile.values(forRanks(training.config(), ranks)), training.table(), rows,
          provenance, asRead.schema(),
          config.protectBelow() > 1 ? new ProtectedValues(asRead.learnt(), data.learnt()) : null);
    }
  }

  /** A batch whose size is chosen is one that the ranks can share. */
  private TableConfig forRanks(TableConfig chosen, int ranks) {
    int batch = config.batch() == 0 ? Math.ceilDiv(chosen.batch(), ranks) * ranks : chosen.batch();
    return ConfigFile.over(chosen, "", Map.of("batch", batch));
  }
}
