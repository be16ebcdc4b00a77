package dev.millrace.tables.kind.sample;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.Sampled;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.runs.sample.Start;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.StoppedException;
import dev.millrace.runs.work.Work;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Tables;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.kind.open.TableRun;
import dev.millrace.tables.model.SampleOptions;
import dev.millrace.tables.where.Accepted;
import dev.millrace.tables.where.Where;
import dev.millrace.tables.write.Blocks;
import dev.millrace.tables.write.CompleteRows;
import dev.millrace.tables.write.TableFiles;
import dev.millrace.tables.write.WrittenColumns;

/**
 * Rows of a trained table, which are made while they are written: any number of them takes the memory of one block. Row i
 * is a function of the model, the options, the seed and i.
 */
public final class TableSampling implements Sampled {
  /** Rows that are made together; a multiple of the groups of accepted rows. */
  private static final int BLOCK = 16 * Accepted.GROUP;

  private final TableRun run;
  private final SamplingOptions options;
  private final Caller caller;
  private final Where where;
  private final WrittenColumns columns;
  private final TableFiles files;
  private final long offset;
  private final int count;
  private final SampleOptions how;
  private final LearntRows learnt;
  private double seconds;

  private TableSampling(TableRun run, SamplingOptions options, RowOptions rows, Caller caller) {
    this.run = run;
    this.options = options;
    this.caller = caller;
    where = Where.parse(rows.where(), run.schema());
    columns = WrittenColumns.of(run.schema(), rows.columns());
    files = new TableFiles(columns, rows.safeCsv());
    Start.Drawn start = (Start.Drawn) options.start();
    offset = start.offset();
    count = start.count() == null ? run.usualCount() : start.count();
    how = new SampleOptions(options.seed(), 0, options.integration().steps(run.usualSteps()), rows.balanced(),
        options.device().processors());
    learnt = new LearntRows(run, where, Labels.of(run, options.classes(), rows.balanced(), where), how);
    if (!learnt.isExact() && offset + count > Accepted.MOST_ROWS) {
      throw new InvalidInputException(
          "`offset` %d: with `where` or constraints at most %d".formatted(offset, Accepted.MOST_ROWS));
    }
  }

  /**
   * Prepares rows; they are made when they are written.
   *
   * @param run the run
   * @param options how many rows, and how
   * @param rows which rows, and of which columns
   * @param caller hears of the work and may cancel it
   * @return the rows
   * @throws InvalidInputException if an option has no meaning for tables, or names what is not there
   */
  public static TableSampling of(TableRun run, SamplingOptions options, RowOptions rows, Caller caller) {
    requireForTables(options);
    TableSampling sampling = new TableSampling(run, options, rows, caller);
    if (rows.columns() == null && !sampling.columns.leftOut().isEmpty()) {
      caller.warn("note: left out as free text, which is not learnt: "
          + String.join(", ", sampling.columns.leftOut()));
    }
    return sampling;
  }

  private static void requireForTables(SamplingOptions options) {
    String tables = ": has no meaning for a run of tables";
    Integration how = options.integration();
    switch (options.start()) {
      case Start.Noise noise -> throw new InvalidInputException("`noise` " + noise.file() + tables);
      case Start.Data data -> throw new InvalidInputException("`invert` " + data.file() + tables);
      case Start.Drawn _ -> {
      }
    }
    if (!how.method().equals("euler")) {
      throw new InvalidInputException("`solver` %s: tables are sampled by euler".formatted(how.method()));
    }
    if (how.grid() != null && !how.grid().equals("uniform")) {
      throw new InvalidInputException("`grid` " + how.grid() + tables);
    }
    if (how.sde() != null) {
      throw new InvalidInputException("`sde` " + how.sde() + tables);
    }
    if (options.guidance() != null && options.guidance() != 1) {
      throw new InvalidInputException("`guidance` " + options.guidance() + tables);
    }
    if (options.trajectory()) {
      throw new InvalidInputException("`trajectory`" + tables);
    }
    options.device().requireForPoints("a table");
  }

  private void each(Blocks.Sink sink) throws IOException {
    CompleteRows complete = new CompleteRows(columns, run.rows(), run.taken(), options.seed());
    long began = System.nanoTime();
    try (Work work = caller.begin("rows", count);
        ExecutorService ahead = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory())) {
      // While a block is written, the next one is made.
      Future<Table> next = ahead.submit(() -> block(complete, 0));
      for (int done = 0; done < count;) {
        if (caller.isCancelled()) {
          ahead.shutdownNow();
          throw new StoppedException("stopped after %d of %d rows".formatted(done, count), run.run());
        }
        Table block = made(next);
        int from = done + block.rows();
        if (from < count) {
          next = ahead.submit(() -> block(complete, from));
        }
        sink.accept(block);
        done = from;
        work.at(done, "");
      }
    }
    learnt.rate().ifPresent(caller::inform);
    seconds = (System.nanoTime() - began) * 1e-9;
  }

  /** The rows from one on, to the end of its block. */
  private Table block(CompleteRows complete, int from) {
    int rows = Math.min(count - from, BLOCK - (int) ((offset + from) % BLOCK));
    return complete.of(learnt.rows(offset + from, rows), offset + from);
  }

  private static Table made(Future<Table> block) {
    try {
      return block.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while rows were made");
    }
  }

  /** {@return all rows of the written columns} */
  public Table table() {
    List<Table> parts = new ArrayList<>();
    try {
      each(parts::add);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return Tables.joined(parts);
  }

  @Override
  public int count() {
    return count;
  }

  /** The number of columns. */
  @Override
  public int dim() {
    return columns.indices().size();
  }

  /** Numbers as they are, and words as the numbers of their levels; NaN where a value is missing. */
  @Override
  public float[] values() {
    Table table = table();
    float[] values = new float[Math.multiplyExact(table.rows(), table.width())];
    for (int c = 0; c < table.width(); c++) {
      for (int row = 0; row < table.rows(); row++) {
        values[row * table.width() + c] = table.column(c).isMissing(row)
            ? Float.NaN
            : switch (table.column(c)) {
              case Numbers numbers -> (float) numbers.values()[row];
              case Words words -> words.codes()[row];
            };
      }
    }
    return values;
  }

  /** None: the label is a column. */
  @Override
  public int[] labels() {
    return new int[0];
  }

  @Override
  public Sampler.Samples cost() {
    return new Sampler.Samples(new float[0], how.steps(), how.steps(), how.steps(), 0);
  }

  @Override
  public double seconds() {
    return seconds;
  }

  @Override
  public String summary() {
    return String.format(Locale.ROOT, "%,d rows%s, %d %s", count,
        where.text().isEmpty() ? "" : " with " + where.text(), how.steps(), how.steps() == 1 ? "step" : "steps");
  }

  /**
   * Refuses a file that cannot hold the rows, before they are made.
   *
   * @param ending such as ".npy"
   * @param name the name of the file, for messages
   */
  public void require(String ending, String name) {
    files.require(ending, name);
  }

  @Override
  public AtomicFile.Body file(String ending, String name) {
    return files.body(ending, name, this::each);
  }

  @Override
  public AtomicFile.Body trajectory(String name) {
    throw new IllegalStateException("the states on the way were not kept");
  }
}
