package dev.millrace.spark.rows;

import java.util.Arrays;
import java.util.Set;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.random.Seed;
import dev.millrace.runs.rows.RowSource;
import dev.millrace.spark.open.OpenRuns;
import dev.millrace.spark.open.RunFiles;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A table of some rows of a run.
 *
 * @param files the files of the run
 * @param options the options as they were given
 * @param how how rows are drawn
 * @param rows which rows
 * @param type the columns
 */
record RunTable(RunFiles files, CaseInsensitiveStringMap options, SampleOptions how, RowSpan rows,
    StructType type) implements Table, SupportsRead {
  static RunTable of(RunFiles files, CaseInsensitiveStringMap options) {
    SampleOptions how = SampleOptions.of(options);
    try (OpenRuns.Use use = OpenRuns.of(files)) {
      RowSource source = use.run().rows(how.settings(), new Seed(how.seed()));
      long count = SampleOptions.whole(options, SampleOptions.COUNT, use.run().facts().count());
      if (count < 0 || count > Long.MAX_VALUE / 4) {
        throw new InvalidInputException("`count` %d: expected 0 to %d".formatted(count, Long.MAX_VALUE / 4));
      }
      return new RunTable(files, options, how, RowSpan.of(how.offset(), count, source.tile()),
          Columns.schema(use, source));
    }
  }

  /** The number of partitions that are asked for, or that this session has use for. */
  int partitions() {
    return how.partitions() != null
        ? how.partitions()
        : SparkSession.active().sparkContext().defaultParallelism();
  }

  @Override
  public String name() {
    return "millrace " + files.path();
  }

  @Override
  public Column[] columns() {
    return Arrays.stream(type.fields())
        .map(field -> Column.create(field.name(), field.dataType(), field.nullable(), null,
            field.metadata().json()))
        .toArray(Column[]::new);
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap same) {
    return new RunScanBuilder(this);
  }
}
