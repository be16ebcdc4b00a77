package dev.millrace.spark.rows;

import java.io.Serial;
import java.util.List;

import dev.millrace.flow.random.Seed;
import dev.millrace.runs.rows.RowBlock;
import dev.millrace.runs.rows.RowRange;
import dev.millrace.runs.rows.RowSource;
import dev.millrace.spark.open.OpenRuns;
import dev.millrace.spark.open.RunFiles;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Makes the readers of the partitions, on the executors. */
final class RowReaders implements PartitionReaderFactory {
  @Serial
  private static final long serialVersionUID = 1;
  private static final int MOST_ROWS = 4096;
  private static final int MOST_NUMBERS = 1 << 20;

  private final RunFiles files;
  private final SampleOptions how;
  private final StructType schema;
  private final int[] columns;

  /**
   * @param files the files of the run
   * @param how how rows are drawn
   * @param schema the columns that are read
   * @param columns their numbers in the run
   */
  RowReaders(RunFiles files, SampleOptions how, StructType schema, int[] columns) {
    this.files = files;
    this.how = how;
    this.schema = schema;
    this.columns = columns;
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    RowSpan span = (RowSpan) partition;
    return columns.length == 0 ? new Counting(span.count()) : new Drawing(span);
  }

  /** Rows of which no column is needed are not drawn. */
  private static final class Counting implements PartitionReader<InternalRow> {
    private static final InternalRow NOTHING = new GenericInternalRow(new Object[0]);
    private long left;

    Counting(long rows) {
      this.left = rows;
    }

    @Override
    public boolean next() {
      return left-- > 0;
    }

    @Override
    public InternalRow get() {
      return NOTHING;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  /** Draws a chunk of rows when the one before is used up. */
  private final class Drawing implements PartitionReader<InternalRow> {
    private final RowSpan span;
    private final OpenRuns.Use use;
    private final RowSource source;
    private final List<Columns.Value> values;
    private final int chunk;
    private long next;
    private @Nullable RowBlock block;
    private int row;

    Drawing(RowSpan span) {
      this.span = span;
      this.next = span.from();
      this.use = OpenRuns.of(files);
      this.source = use.run().rows(how.settings(), new Seed(how.seed()));
      this.values = Columns.values(schema, columns, source);
      this.chunk = Math.max(1, Math.min(MOST_ROWS, MOST_NUMBERS / Columns.width(source)));
    }

    @Override
    public boolean next() {
      row++;
      if (block == null || row == block.rows()) {
        if (next == span.to()) {
          return false;
        }
        int count = span.chunk(next, chunk);
        block = source.group().draw(List.of(new RowRange(source, next, count))).getFirst();
        next += count;
        row = 0;
      }
      return true;
    }

    @Override
    public InternalRow get() {
      if (block == null) {
        throw new IllegalStateException("there is no row yet");
      }
      @Nullable
      Object[] of = new @Nullable Object[values.size()];
      for (int k = 0; k < of.length; k++) {
        of[k] = values.get(k).of(block, row);
      }
      return new GenericInternalRow(of);
    }

    @Override
    public void close() {
      use.close();
    }
  }
}
