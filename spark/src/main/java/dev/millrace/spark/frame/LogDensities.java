package dev.millrace.spark.frame;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.ode.SolverException;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.text.Shown;
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
  private static final int MOST_SHOWN = 20;

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
    String[] names = points.schema().fieldNames();
    MapPartitionsFunction<Row, Row> scored = rows -> scored(rows, files, new Numbers(columns, names), classes);
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

  private static Iterator<Row> scored(Iterator<Row> rows, RunFiles files, Numbers columns, @Nullable String classes) {
    return new Chunks(rows, CHUNK, chunk -> {
      double[] densities;
      try (OpenRuns.Use use = OpenRuns.of(files)) {
        densities = use.run().logDensities(columns.of(chunk), classes).values();
      } catch (SolverException e) {
        throw columns.uncomputable(chunk, e);
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

  /** The columns that a flow has learnt, of rows that have others too. Rows have no numbers, so that their values name them. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Numbers(int[] columns, String[] names) {
    double[] of(List<Row> rows) {
      double[] points = new double[rows.size() * columns.length];
      for (int i = 0; i < points.length; i++) {
        Row row = rows.get(i / columns.length);
        int column = columns[i % columns.length];
        points[i] = row.isNullAt(column) ? Double.NaN : ((Number) row.get(column)).doubleValue();
        if (!Double.isFinite(points[i])) {
          throw new InvalidInputException("column %s: %s in the row with %s; expected a finite number".formatted(
              Shown.cut(names[column]), row.get(column), shown(row)));
        }
      }
      return points;
    }

    /** Says it without the message of the solver, which counts the rows of a chunk and advises on settings that nobody has. */
    InvalidInputException uncomputable(List<Row> rows, SolverException failed) {
      String first = shown(rows.get(failed.firstRow()));
      return new InvalidInputException(
          "the log density of %s cannot be computed; expected numbers nearer to the data".formatted(failed.rows() == 1
              ? "the row with " + first
              : "one of %d rows, of which the first has %s".formatted(failed.rows() == 0
                  ? rows.size()
                  : failed.rows(), first)));
    }

    private String shown(Row row) {
      return Arrays.stream(columns).limit(MOST_SHOWN)
          .mapToObj(column -> Shown.cut(names[column]) + " = " + row.get(column)).collect(Collectors.joining(", "))
          + (columns.length > MOST_SHOWN ? " …" : "");
    }
  }
}
