package dev.millrace.tables.data;

/**
 * A column of numbers, dates or times.
 *
 * @param name as it stands in the file
 * @param values a number for each row, NaN where it is missing; dates count days and times seconds since 1970-01-01
 * @param form how values are written
 */
public record Numbers(String name, double[] values, ValueForm form) implements Column {
  @Override
  public int size() {
    return values.length;
  }

  @Override
  public boolean isMissing(int row) {
    return Double.isNaN(values[row]);
  }

  @Override
  public String text(int row) {
    return isMissing(row) ? "" : form.format(values[row]);
  }

  @Override
  public Numbers rows(int[] rows) {
    double[] chosen = new double[rows.length];
    for (int r = 0; r < rows.length; r++) {
      chosen[r] = values[rows[r]];
    }
    return new Numbers(name, chosen, form);
  }
}
