package dev.millrace.spark.frame;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.random.Seed;
import dev.millrace.runs.rows.RowColumn;
import dev.millrace.runs.rows.RowSettings;
import dev.millrace.spark.open.OpenRuns;
import dev.millrace.spark.open.RunFiles;
import dev.millrace.spark.rows.Columns;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** How probable points are under a flow. */
public final class LogDensities {
  /** The name of the column. */
  public static final String COLUMN = "log_density";
  private static final int CHUNK = 1024;

  private LogDensities() {
  }

  /**
   * Adds a column with the natural logarithm of the density of each row, in the units of the data.
   *
   * @param points have the columns of the run, and perhaps others
   * @param path the folder of the run
   * @param classes the class whose density is computed, or any; null for any
   * @return the rows with one more column
   * @throws InvalidInputException if the run is not of points, or a column is missing
   * @throws IOException if reading fails
   */
  public static Dataset<Row> of(Dataset<Row> points, String path, @Nullable String classes) throws IOException {
    RunFiles files = RunFiles.read(points.sparkSession(), path);
    int[] columns;
    try (OpenRuns.Use use = OpenRuns.of(files)) {
      // Says what is wrong before any row is read.
      use.run().logDensities(new double[0], classes);
      columns = columns(points.schema(), use, path);
    }
    StructType schema = points.schema().add(COLUMN, DataTypes.DoubleType, false);
    MapPartitionsFunction<Row, Row> scored = rows -> scored(rows, files, columns, classes);
    return points.mapPartitions(scored, Encoders.row(schema));
  }

  private static int[] columns(StructType schema, OpenRuns.Use use, String path) {
    var source = use.run().rows(RowSettings.USUAL, new Seed(0));
    StructType learnt = Columns.schema(use, source);
    List<Integer> columns = new ArrayList<>();
    for (int k = 0; k < learnt.length(); k++) {
      if (source.columns().get(k).type().equals(RowColumn.NUMBER)) {
        String name = learnt.fieldNames()[k];
        int at = Arrays.asList(schema.fieldNames()).indexOf(name);
        if (at < 0 || !(schema.fields()[at].dataType() instanceof NumericType)) {
          throw new InvalidInputException("%s: has the column %s, the rows have no numbers of this name; they have %s"
              .formatted(path, name, String.join(", ", schema.fieldNames())));
        }
        columns.add(at);
      }
    }
    return columns.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Iterator<Row> scored(Iterator<Row> rows, RunFiles files, int[] columns, @Nullable String classes) {
    return new Chunks(rows, CHUNK, chunk -> {
      double[] points = new double[chunk.size() * columns.length];
      for (int i = 0; i < points.length; i++) {
        points[i] = number(chunk.get(i / columns.length), columns[i % columns.length]);
      }
      double[] densities;
      try (OpenRuns.Use use = OpenRuns.of(files)) {
        densities = use.run().logDensities(points, classes).values();
      }
      List<Row> scored = new ArrayList<>();
      for (Row row : chunk) {
        Object[] values = new Object[row.length() + 1];
        for (int k = 0; k < row.length(); k++) {
          values[k] = row.get(k);
        }
        values[row.length()] = densities[scored.size()];
        scored.add(RowFactory.create(values));
      }
      return scored;
    });
  }

  private static double number(Row row, int column) {
    double value = row.isNullAt(column) ? Double.NaN : ((Number) row.get(column)).doubleValue();
    if (!Double.isFinite(value)) {
      throw new InvalidInputException("a row has %s in column %d (counted from 1), expected a finite number".formatted(
          row.get(column), column + 1));
    }
    return value;
  }
}
