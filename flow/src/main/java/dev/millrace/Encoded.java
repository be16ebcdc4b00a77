package dev.millrace;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Empirical;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.io.Table;

/**
 * Data as a network sees them.
 *
 * @param learnt the distribution in the space of the network
 * @param standardizer maps data to that space
 * @param columns one name for each column, or empty
 * @param provenance what the data were, by name
 */
record Encoded(Distribution learnt, Standardizer standardizer, List<String> columns, Map<String, String> provenance) {

  static Encoded of(Distribution data) {
    return new Encoded(data, Standardizer.identity(data.dim()), List.of(), Map.of("data", described(data)));
  }

  /** The text must not differ from one process to the next, as that of a class without a {@code toString} does. */
  static String described(Distribution data) {
    String text = data.toString();
    return text.equals(Objects.toIdentityString(data)) ? data.getClass().getName() : text;
  }

  /** @param labels the class of each row, or empty */
  static Encoded of(Table rows, int[] labels, boolean standardise) {
    if (rows.rows() == 0) {
      throw new IllegalArgumentException("no rows, expected at least 1");
    }
    Table.twice(rows.names()).ifPresent(name -> {
      throw new IllegalArgumentException(
          "two columns are named '%s', expected a name of its own for each".formatted(name));
    });
    requireFinite(rows);
    int dim = rows.columns();
    Standardizer standardizer = standardise ? Standardizer.of(rows) : Standardizer.identity(dim);
    return new Encoded(new Empirical(learnt(rows, standardizer), dim, labels), standardizer, rows.names(),
        Map.of("data-hash", rows.hash()));
  }

  /** Rows in the space of the network. */
  static float[] learnt(Table rows, Standardizer standardizer) {
    requireFinite(rows);
    float[] learnt = standardizer.apply(rows.values());
    for (int i = 0; i < learnt.length; i++) {
      if (!Float.isFinite(learnt[i])) {
        throw new IllegalArgumentException(
            "%s = %s: too large for a float".formatted(place(rows, i), rows.values()[i]));
      }
    }
    return learnt;
  }

  private static void requireFinite(Table rows) {
    double[] values = rows.values();
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException("%s = %s, expected a finite number".formatted(place(rows, i), values[i]));
      }
    }
  }

  /** The place of a number as Java counts, and its name if it has one. */
  private static String place(Table rows, int i) {
    int column = i % rows.columns();
    return "row %d, column %d%s".formatted(i / rows.columns(), column,
        rows.names().isEmpty() ? "" : " (" + rows.names().get(column) + ")");
  }

  private static void requireRow(float[][] rows, int row) {
    if (rows[row] == null) {
      throw new IllegalArgumentException("row %d is null, expected numbers".formatted(row));
    }
  }

  /** Rows of equal length as a table. */
  static Table table(float[][] rows) {
    if (rows.length == 0) {
      throw new IllegalArgumentException("no rows, expected at least 1");
    }
    requireRow(rows, 0);
    int dim = rows[0].length;
    if (dim == 0) {
      throw new IllegalArgumentException("row 0 has no columns, expected at least 1");
    }
    double[] values = new double[Sizes.product(rows.length, dim)];
    for (int row = 0; row < rows.length; row++) {
      requireRow(rows, row);
      if (rows[row].length != dim) {
        throw new IllegalArgumentException(
            "row %d has %d columns, row 0 has %d".formatted(row, rows[row].length, dim));
      }
      for (int column = 0; column < dim; column++) {
        values[row * dim + column] = rows[row][column];
      }
    }
    return new Table(values, dim, List.of(), new boolean[dim]);
  }
}
