package dev.millrace.tables.kind.sample;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.random.Seed;
import dev.millrace.runs.rows.RowBlock;
import dev.millrace.runs.rows.RowBlocks;
import dev.millrace.runs.rows.RowColumn;
import dev.millrace.runs.rows.RowGroup;
import dev.millrace.runs.rows.RowRange;
import dev.millrace.runs.rows.RowSettings;
import dev.millrace.runs.rows.RowSource;
import dev.millrace.runs.sample.RowSteps;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.kind.open.TableRun;
import dev.millrace.tables.model.SampleOptions;
import dev.millrace.tables.schema.ColumnType;
import dev.millrace.tables.where.Accepted;
import dev.millrace.tables.where.Where;
import dev.millrace.tables.write.CompleteRows;
import dev.millrace.tables.write.TableFiles;
import dev.millrace.tables.write.WrittenColumns;

/** Rows of a table as a sequence. */
public final class TableRows implements RowSource {
  private final Group group;
  private final WrittenColumns columns;
  private final LearntRows learnt;
  private final CompleteRows complete;

  private TableRows(Group group, WrittenColumns columns, LearntRows learnt, CompleteRows complete) {
    this.group = group;
    this.columns = columns;
    this.learnt = learnt;
    this.complete = complete;
  }

  /** What rows are drawn from: rows of the same one, and of no equal one, are drawn together. */
  public static final class Flow {
    private final TableRun run;
    private final int threads;

    /**
     * What rows of a run are drawn from.
     *
     * @param run the run
     * @param threads the most threads
     */
    public Flow(TableRun run, int threads) {
      this.run = run;
      this.threads = threads;
    }

    /** {@return the run} */
    public TableRun run() {
      return run;
    }

    /** {@return the most threads} */
    public int threads() {
      return threads;
    }
  }

  /**
   * {@return a sequence of rows}
   *
   * @param flow what they are drawn from
   * @param how how they are drawn
   * @param seed their seed
   * @throws InvalidInputException naming the setting that has no meaning for the table
   */
  public static TableRows of(Flow flow, RowSettings how, Seed seed) {
    TableRun run = flow.run;
    if (how.solver() != null && !how.solver().equals("euler")) {
      throw new InvalidInputException("`solver` %s: tables are sampled by euler".formatted(how.solver()));
    }
    if (how.guidance() != null && how.guidance() != 1) {
      throw new InvalidInputException(
          "`guidance` %s: has no meaning for a run of tables".formatted(how.guidance()));
    }
    RowSteps by = RowSteps.of(how, false, run.usualSteps());
    Where where = Where.parse(how.where() == null ? "" : how.where(), run.schema());
    WrittenColumns columns = WrittenColumns.of(run.schema(), how.columns());
    LearntRows learnt = new LearntRows(run, where, Labels.of(run, how.classes(), false, where),
        new SampleOptions(seed, 0, by.count(), false, flow.threads));
    return new TableRows(new Group(flow, by), columns, learnt,
        new CompleteRows(columns, run.rows(), run.taken(), seed));
  }

  @Override
  public List<RowColumn> columns() {
    return columns.columns().stream().map(column -> new RowColumn(column.name(), column.form() == null
        ? RowColumn.WORD
        : column.type() == ColumnType.DATE || column.type() == ColumnType.TIMESTAMP
            ? column.type().toString()
            : RowColumn.NUMBER))
        .toList();
  }

  @Override
  public RowGroup group() {
    return group;
  }

  @Override
  public int tile() {
    return learnt.isExact() ? 1 : Accepted.GROUP;
  }

  @Override
  public List<String> endings() {
    TableFiles files = new TableFiles(columns, false);
    return TableFiles.ENDINGS.stream().filter(files::holds).toList();
  }

  @Override
  public AtomicFile.Body file(String ending, String name, int count, RowBlocks blocks) {
    return new TableFiles(columns, false).body(ending, name,
        sink -> blocks.each(block -> sink.accept(((Block) block).table)));
  }

  /** Rows of which some are rejected, or depend on those before them. */
  private Table tried(long from, int count) {
    if (from + count > Accepted.MOST_ROWS) {
      throw new InvalidInputException(
          "`offset` %d: with `where` or constraints at most %d".formatted(from, Accepted.MOST_ROWS));
    }
    return learnt.rows(from, count);
  }

  /** Rows of this sequence. */
  private record Block(Table table) implements RowBlock {
    @Override
    public int rows() {
      return table.rows();
    }

    @Override
    public boolean isMissing(int row, int column) {
      return table.column(column).isMissing(row);
    }

    @Override
    public double number(int row, int column) {
      if (table.column(column) instanceof Numbers numbers) {
        return numbers.values()[row];
      }
      throw new IllegalArgumentException("column %d holds words".formatted(column));
    }

    @Override
    public String text(int row, int column) {
      return table.column(column).text(row);
    }
  }

  /** How rows are drawn: together, but for those of which some are rejected. */
  private record Group(Flow flow, RowSteps by) implements RowGroup {
    @Override
    public int steps() {
      return by.count();
    }

    @Override
    public int nfe() {
      return by.nfe();
    }

    @Override
    public double work() {
      return (double) nfe() * flow.run.model().network().shape().parameters();
    }

    @Override
    public List<RowBlock> draw(List<RowRange> ranges) {
      Iterator<Table> drawn = flow.run.model().sample(ranges.stream().filter(range -> of(range).learnt.isExact())
          .map(range -> of(range).learnt.draw(range.from(), range.count())).toList()).iterator();
      List<RowBlock> blocks = new ArrayList<>(ranges.size());
      for (RowRange range : ranges) {
        TableRows rows = of(range);
        Table learnt = rows.learnt.isExact() ? drawn.next() : rows.tried(range.from(), range.count());
        blocks.add(new Block(rows.complete.of(learnt, range.from())));
      }
      return blocks;
    }

    private static TableRows of(RowRange range) {
      return (TableRows) range.source();
    }
  }
}
