package dev.millrace.tables.encode;

import java.util.random.RandomGenerator;

import dev.millrace.tables.data.Column;

/**
 * The encoding of one column. Every value has a code, a small integer: the training rows are stored as codes. A code
 * becomes {@link #width} floats, which may be drawn anew each time.
 */
public sealed interface ColumnCode permits LevelCode, NumberCode {
  /** The code of a value that the column does not know, such as a word that is no level. */
  char UNKNOWN = Character.MAX_VALUE;
  /** The most codes that a column may have. */
  int MOST_CODES = Character.MAX_VALUE;

  /** {@return the name of the column} */
  String name();

  /** {@return the number of floats} */
  int width();

  /** {@return whether the first float is a number; otherwise there is no number} */
  boolean hasNumber();

  /** {@return the number of levels whose one-hot follows the number; 0 if there is no one-hot} */
  default int levels() {
    return width() - (hasNumber() ? 1 : 0);
  }

  /** {@return the number of codes, from 0} */
  int codes();

  /** {@return the code of missing values; −1 if there were none} */
  int missingCode();

  /**
   * Writes the codes of some rows.
   *
   * @param column the column with the same form of values
   * @param from the first row
   * @param to the row after the last
   * @param out receives the codes
   * @param at where the first is written
   * @param stride the distance to the next
   */
  void code(Column column, int from, int to, char[] out, int at, int stride);

  /**
   * Writes the floats of a code.
   *
   * @param code of a known value
   * @param random draws the place of a value within its quantiles
   * @param x receives {@link #width} numbers
   * @param at where they begin
   */
  void put(char code, RandomGenerator random, float[] x, int at);

  /**
   * Begins a column of decoded values.
   *
   * @param rows the number of rows
   * @return the column, still without values
   */
  Decoded decoded(int rows);

  /** A column that is being decoded. Threads may write different rows at once. */
  interface Decoded {
    /**
     * Decodes a row: a number by its quantile, a level as the greatest of its shares, or drawn from them.
     *
     * @param row receives the value
     * @param x the floats
     * @param at where those of the column begin
     * @param random draws the level; null for the greatest
     * @param missing whether the value may be missing
     */
    void take(int row, float[] x, int at, @org.jspecify.annotations.Nullable RandomGenerator random, boolean missing);

    /** {@return the column} */
    Column column();
  }
}
