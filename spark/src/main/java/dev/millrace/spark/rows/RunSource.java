package dev.millrace.spark.rows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

import dev.millrace.spark.open.RunFiles;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/**
 * The source of data {@code millrace}: {@code spark.read().format("millrace").option("count", 1000).load("runs/people")} is
 * a table of rows that are drawn when they are read.
 */
public final class RunSource implements TableProvider, DataSourceRegister {
  private @Nullable RunTable table;

  /** For {@link java.util.ServiceLoader}. */
  public RunSource() {
  }

  @Override
  public String shortName() {
    return "millrace";
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return table(options).type();
  }

  @Override
  public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
    return table(new CaseInsensitiveStringMap(properties));
  }

  /** Spark asks twice for the same. */
  private synchronized RunTable table(CaseInsensitiveStringMap options) {
    if (table == null || !table.options().equals(options)) {
      try {
        RunFiles files = RunFiles.read(SparkSession.active(), SampleOptions.path(options));
        table = RunTable.of(files, options);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return table;
  }
}
