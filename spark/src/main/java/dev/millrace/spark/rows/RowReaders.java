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
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Makes the readers of the partitions, on the executors. They give blocks of columns, so that no row is an object. */
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
  public boolean supportColumnarReads(InputPartition partition) {
    return true;
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    throw new UnsupportedOperationException("partitions are read by columns");
  }

  @Override
  public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
    RowSpan span = (RowSpan) partition;
    return columns.length == 0 ? new Counting(span.count()) : new Drawing(span);
  }

  /** Rows of which no column is needed are not drawn. */
  private static final class Counting implements PartitionReader<ColumnarBatch> {
    private final ColumnarBatch batch = new ColumnarBatch(new ColumnVector[0]);
    private long left;

    Counting(long rows) {
      this.left = rows;
    }

    @Override
    public boolean next() {
      int rows = (int) Math.min(left, Integer.MAX_VALUE);
      batch.setNumRows(rows);
      left -= rows;
      return rows > 0;
    }

    @Override
    public ColumnarBatch get() {
      return batch;
    }

    @Override
    public void close() {
      batch.close();
    }
  }

  /** Draws a block of rows when the one before is used up. */
  private final class Drawing implements PartitionReader<ColumnarBatch> {
    private final RowSpan span;
    private final OpenRuns.Use use;
    private final RowSource source;
    private final List<Columns.Copy> copies;
    private final int chunk;
    private final WritableColumnVector[] vectors;
    private final ColumnarBatch batch;
    private long next;

    Drawing(RowSpan span) {
      this.span = span;
      this.next = span.from();
      this.use = OpenRuns.of(files);
      this.source = use.run().rows(how.settings(), new Seed(how.seed()));
      this.copies = Columns.copies(schema, columns, source);
      this.chunk = Math.max(1, Math.min(MOST_ROWS, MOST_NUMBERS / Columns.width(source)));
      this.vectors = OnHeapColumnVector.allocateColumns(Math.max(chunk, source.tile()), schema);
      this.batch = new ColumnarBatch(vectors);
    }

    @Override
    public boolean next() {
      if (next == span.to()) {
        return false;
      }
      int count = span.chunk(next, chunk);
      RowBlock block = source.group().draw(List.of(new RowRange(source, next, count))).getFirst();
      for (int k = 0; k < vectors.length; k++) {
        vectors[k].reset();
        copies.get(k).of(block, vectors[k]);
      }
      batch.setNumRows(count);
      next += count;
      return true;
    }

    @Override
    public ColumnarBatch get() {
      return batch;
    }

    @Override
    public void close() {
      use.close();
      batch.close();
    }
  }
}
