package dev.millrace.plot;

import java.util.List;

/** One small panel of a picture of many, with axes of its own. */
public sealed interface Cell {
  /** {@return above the panel} It is cut if it is wider than the panel. */
  String title();

  /** {@return in small letters beside the title, such as a figure; may be empty} */
  String note();

  /**
   * How numbers are distributed in real and in synthetic data: shares of equal bins.
   *
   * @param title above the panel
   * @param note in small letters at its right; may be empty
   * @param low the lower end of the first bin
   * @param high the upper end of the last bin, above low
   * @param real [bins], shares
   * @param synthetic [bins], shares
   * @param ends texts at the lower and the upper end of the axis; empty for numbers at ticks
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Histogram(String title, String note, double low, double high, double[] real, double[] synthetic,
      List<String> ends) implements Cell {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if there is no bin, the numbers of bins differ, or the ends are not in order
     */
    public Histogram {
      ends = List.copyOf(ends);
      Check.atLeast("bins of " + title, real.length, 1);
      Check.sameLength("real bins of " + title, real.length, "synthetic", synthetic.length);
      if (!(low < high) || !Double.isFinite(high - low)) {
        throw new IllegalArgumentException("bins of '%s' from %s to %s".formatted(title, low, high));
      }
    }
  }

  /**
   * How often words occur in real and in synthetic data.
   *
   * @param title above the panel
   * @param note in small letters at its right; may be empty
   * @param words left of the bars, cut where they are long
   * @param real [words], shares
   * @param synthetic [words], shares
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Bars(String title, String note, List<String> words, double[] real, double[] synthetic) implements Cell {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if there is no word, or the numbers of words and shares differ
     */
    public Bars {
      words = List.copyOf(words);
      Check.atLeast("words of " + title, words.size(), 1);
      Check.sameLength("words of " + title, words.size(), "real shares", real.length);
      Check.sameLength("words of " + title, words.size(), "synthetic shares", synthetic.length);
    }
  }

  /**
   * A figure by number of steps, with levels of others to compare with.
   *
   * @param title above the panel
   * @param note in small letters at its right; may be empty
   * @param x [count], above 0, ascending; the axis is logarithmic
   * @param y [count]
   * @param levels horizontal lines; the first is dashed and dark, such as a floor, others have the colours of series
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Lines(String title, String note, double[] x, double[] y, double[] levels) implements Cell {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if there is no point, numbers differ, or an x is not above 0
     */
    public Lines {
      Check.atLeast("points of " + title, x.length, 1);
      Check.sameLength("x of " + title, x.length, "y", y.length);
      if (!(x[0] > 0)) {
        throw new IllegalArgumentException("x of '" + title + "' begin at " + x[0] + ", expected above 0");
      }
    }
  }
}
