package dev.millrace.spark.rows;

import java.util.Arrays;
import java.util.OptionalLong;

import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.types.StructType;

/**
 * The reading of some columns of some rows.
 *
 * @param table the table
 * @param rows the rows
 * @param readSchema the columns
 */
record RunScan(RunTable table, RowSpan rows, StructType readSchema) implements Scan, Batch, SupportsReportStatistics {
  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public String description() {
    return "%s, rows %d to %d, of seed %d".formatted(table.name(), rows.from(), rows.to() - 1, table.how().seed());
  }

  @Override
  public InputPartition[] planInputPartitions() {
    return rows.split(table.partitions()).toArray(InputPartition[]::new);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    int[] columns = Arrays.stream(readSchema.fieldNames()).mapToInt(table.type()::fieldIndex).toArray();
    return new RowReaders(table.files(), table.how(), readSchema, columns);
  }

  /** All partitions come in blocks of columns. */
  @Override
  public ColumnarSupportMode columnarSupportMode() {
    return ColumnarSupportMode.SUPPORTED;
  }

  @Override
  public Statistics estimateStatistics() {
    return new Statistics() {
      @Override
      public OptionalLong sizeInBytes() {
        return OptionalLong.of(Math.multiplyExact(rows.count(), (long) Math.max(1, readSchema.defaultSize())));
      }

      @Override
      public OptionalLong numRows() {
        return OptionalLong.of(rows.count());
      }
    };
  }
}
