package dev.millrace.tables.schema;

import java.util.Locale;

/**
 * A rough estimate of what a training of a table takes.
 *
 * @param width number of floats in which a row is learnt
 * @param bytes of the rows in memory
 * @param seconds on one processor
 */
public record TrainingCost(int width, long bytes, double seconds) {
  /** Operations a second of one processor in the network's products, as measured on common machines. */
  private static final double SPEED = 40e9;
  /** A pass forward and one back, each operation an addition and a multiplication. */
  private static final double OPERATIONS = 6;
  private static final int INPUTS_OF_TIME = 64;
  /** Bytes of a coded value. */
  private static final int CODE = 2;

  /**
   * {@return the estimate}
   *
   * @param schema the columns
   * @param rows number of rows
   * @param hidden width of the network's three hidden layers
   * @param steps of the training
   * @param batch rows of a step
   */
  public static TrainingCost of(TableSchema schema, long rows, int hidden, int steps, int batch) {
    int width = 0;
    long row = 0;
    for (int c : schema.learnt()) {
      ColumnSchema column = schema.columns().get(c);
      int gap = column.missing() > 0 ? 1 : 0;
      boolean few = column.distinct() <= Treatment.MOST_LEVELS_OF_NUMBER;
      width += column.type().isNumeric()
          ? few ? (int) column.distinct() + gap : 1 + 2 * gap
          : column.levels().size() + gap;
      row += CODE + (column.type().isNumeric() ? Double.BYTES : Integer.BYTES);
    }
    double weights = (2.0 * width + schema.learnt().size() + INPUTS_OF_TIME) * hidden + 2.0 * hidden * hidden;
    return new TrainingCost(width, rows * row, OPERATIONS * weights * batch * steps / SPEED);
  }

  /** {@return a sentence} */
  public String text() {
    return String.format(Locale.ROOT,
        "A row is learnt as %,d number%s. A training takes about %s on one processor and %,d MB for the rows.", width,
        width == 1 ? "" : "s",
        seconds < 90 ? Math.max(1, Math.round(seconds)) + " s" : Math.round(seconds / 60) + " minutes",
        Math.max(1, bytes >> 20));
  }
}
