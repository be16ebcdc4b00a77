package dev.millrace.tables.train;

import java.util.Locale;

import dev.millrace.tables.encode.ColumnCode;
import dev.millrace.tables.encode.LevelCode;

/**
 * A rough estimate of what a training of a table takes. Its constants fit the processor time of steps of eight tables of 1 to
 * 74 columns, with batches of 128 and 256, on an AMD EPYC with vectors of 256 bits, to a factor of 1.6.
 *
 * @param width number of floats in which a row is learnt
 * @param bytes of the rows in memory
 * @param seconds on one processor
 */
public record TrainingCost(int width, long bytes, double seconds) {
  /** Operations a second in the network's products. */
  private static final double SPEED = 40e9;
  /** A pass forward and one back, each operation an addition and a multiplication. */
  private static final double OPERATIONS = 6;
  private static final int INPUTS_OF_TIME = 64;
  /** Drawing and pairing a row, its activations and its loss; and of these what each column adds. */
  private static final double SECONDS_OF_ROW = 8e-6;
  private static final double SECONDS_OF_COLUMN = 0.1e-6;
  /** Bytes of a coded value. */
  private static final int CODE = 2;

  /**
   * {@return the estimate}
   *
   * @param training what is learnt
   * @param rows number of rows; the training may have some of them only
   */
  public static TrainingCost of(TableTraining training, long rows) {
    long row = 0;
    for (ColumnCode column : training.encoding().columns()) {
      boolean words = column instanceof LevelCode levels && levels.form() == null;
      row += CODE + (words ? Integer.BYTES : Double.BYTES);
    }
    TableOptions options = training.options();
    int width = training.encoding().width();
    return new TrainingCost(width, rows * row, options.training().steps() * secondsOfStep(width,
        training.encoding().columns().size(), options.hidden(), options.layers(), options.training().batch()));
  }

  static double secondsOfStep(int width, int columns, int hidden, int layers, int batch) {
    double weights = (2.0 * width + columns + INPUTS_OF_TIME) * hidden + (layers - 1.0) * hidden * hidden;
    return batch * (OPERATIONS * weights / SPEED + SECONDS_OF_ROW + columns * SECONDS_OF_COLUMN);
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
