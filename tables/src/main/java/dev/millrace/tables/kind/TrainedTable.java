package dev.millrace.tables.kind;

import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.kind.Kind;
import dev.millrace.runs.kind.TrainedRun;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Device;
import dev.millrace.tables.kind.open.TableRun;
import dev.millrace.tables.kind.sample.RowOptions;
import dev.millrace.tables.kind.sample.TableRows;
import dev.millrace.tables.kind.sample.TableSampling;
import dev.millrace.tables.kind.train.TableConfig;

/**
 * A trained table.
 *
 * @param kind tables
 * @param run the run with its model
 */
public record TrainedTable(Kind kind, TableRun run) implements TrainedRun {
  @Override
  public RunDirectory folder() {
    return run.run();
  }

  @Override
  public TableConfig config() {
    return run.config();
  }

  @Override
  public long parameters() {
    return run.model().network().shape().parameters();
  }

  /** The number of columns. */
  @Override
  public int dim() {
    return run.schema().columns().size();
  }

  @Override
  public TableSampling sample(SamplingOptions options, Caller caller) {
    return sample(options, RowOptions.ALL, caller);
  }

  @Override
  public TableSampling sample(SamplingOptions options, String where, Caller caller) {
    return sample(options, new RowOptions(where, null, false, false), caller);
  }

  /**
   * Prepares rows; they are made when they are written.
   *
   * @param options how many rows, and how
   * @param rows which rows, and of which columns
   * @param caller hears of the work and may cancel it
   * @return the rows
   */
  public TableSampling sample(SamplingOptions options, RowOptions rows, Caller caller) {
    return TableSampling.of(run, options, rows, caller);
  }

  @Override
  public LoadedTable load(Device device) {
    device.requireForPoints(run.run().path().toString());
    return new LoadedTable(new TableRows.Flow(run, device.processors()));
  }
}
