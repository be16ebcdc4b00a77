package dev.millrace.spark.rows;

import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownLimit;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.types.StructType;

/**
 * What a query needs of a table: some columns, perhaps of the first rows only. Filters of a query stay with Spark: they
 * choose among the rows of the table, whereas the option {@code where} says which rows the model draws.
 */
final class RunScanBuilder implements SupportsPushDownRequiredColumns, SupportsPushDownLimit {
  private final RunTable table;
  private RowSpan rows;
  private StructType columns;

  RunScanBuilder(RunTable table) {
    this.table = table;
    this.rows = table.rows();
    this.columns = table.type();
  }

  @Override
  public void pruneColumns(StructType required) {
    columns = required;
  }

  @Override
  public boolean pushLimit(int limit) {
    rows = rows.atMost(limit);
    return true;
  }

  @Override
  public boolean isPartiallyPushed() {
    return false;
  }

  @Override
  public Scan build() {
    return new RunScan(table, rows, columns);
  }
}
