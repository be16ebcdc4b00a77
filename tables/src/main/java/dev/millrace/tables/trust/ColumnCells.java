package dev.millrace.tables.trust;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import dev.millrace.flow.measure.Quantiles;
import dev.millrace.flow.text.Shown;
import dev.millrace.plot.Cell;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;

/** How a column is distributed in real and in synthetic rows, as a small panel. */
final class ColumnCells {
  private static final int BINS = 30;
  private static final int MOST_WORDS = 7;
  /** Where the range is so many times that of all but one in a hundred values, the panel shows these. */
  private static final double TAILS = 3;

  private ColumnCells() {
  }

  static Cell of(Column real, Column synthetic, double error) {
    String title = Shown.cut(real.name());
    String note = String.format(Locale.ROOT, "off by %.1f %%", error);
    if (real.missing() + synthetic.missing() > 0) {
      note = String.format(Locale.ROOT, "missing: real %.0f %%, new %.0f %%", 100.0 * real.missing() / real.size(),
          100.0 * synthetic.missing() / synthetic.size());
    }
    return switch (real) {
      case Numbers numbers when numbers.missing() < numbers.size() -> histogram(title, note, numbers,
          (Numbers) synthetic);
      case Numbers _ -> new Cell.Bars(title, note, List.of("no value"), new double[]{1},
          new double[]{synthetic.missing() / (double) synthetic.size()});
      case Words words -> bars(title, note, words, (Words) synthetic);
    };
  }

  private static Cell histogram(String title, String note, Numbers real, Numbers synthetic) {
    double[] values = Arrays.stream(real.values()).filter(value -> !Double.isNaN(value)).toArray();
    double[] at = Quantiles.of(values, 0, 0.005, 0.995, 1);
    boolean tails = at[3] - at[0] > TAILS * (at[2] - at[1]) && at[2] > at[1];
    double low = tails ? at[1] : at[0];
    double high = tails ? at[2] : at[3];
    boolean whole = Arrays.stream(values).allMatch(value -> value == Math.rint(value));
    int bins = BINS;
    if (whole) {
      // As many integers in each bin, so that no bin is high only because it holds one more.
      double each = Math.max(1, Math.ceil((high - low + 1) / BINS));
      low -= 0.5;
      bins = (int) Math.max(1, Math.ceil((high + 0.5 - low) / each));
      high = low + bins * each;
    } else if (!(high > low)) {
      low -= 0.5;
      high += 0.5;
    }
    List<String> ends = real.form() instanceof ValueForm.Decimal
        ? List.of()
        : List.of(real.form().format(at[0]), real.form().format(at[3]));
    return new Cell.Histogram(title, note, low, high, shares(real, low, high, bins),
        shares(synthetic, low, high, bins), ends);
  }

  private static double[] shares(Numbers numbers, double low, double high, int bins) {
    double[] shares = new double[bins];
    for (double value : numbers.values()) {
      if (value >= low && value <= high) {
        shares[(int) Math.min(bins - 1, (value - low) / (high - low) * bins)] += 1.0 / numbers.size();
      }
    }
    return shares;
  }

  private static Cell bars(String title, String note, Words real, Words synthetic) {
    double[] ofReal = new double[real.levels().size()];
    for (int code : real.codes()) {
      if (code != Words.MISSING) {
        ofReal[code] += 1.0 / real.size();
      }
    }
    double[] ofSynthetic = new double[ofReal.length];
    int[] levels = synthetic.levels().stream().mapToInt(real.levels()::indexOf).toArray();
    for (int code : synthetic.codes()) {
      if (code != Words.MISSING && levels[code] >= 0) {
        ofSynthetic[levels[code]] += 1.0 / synthetic.size();
      }
    }
    int[] order = IntStream.range(0, ofReal.length).boxed()
        .sorted(Comparator.comparingDouble((Integer level) -> -ofReal[level])).mapToInt(Integer::intValue).toArray();
    if (order.length == 0) {
      return new Cell.Bars(title, note, List.of("no value"), new double[]{1}, new double[]{1});
    }
    int kept = order.length <= MOST_WORDS ? order.length : MOST_WORDS - 1;
    int count = Math.min(order.length, MOST_WORDS);
    String[] words = new String[count];
    double[] a = new double[count];
    double[] b = new double[count];
    for (int i = 0; i < order.length; i++) {
      int place = Math.min(i, count - 1);
      words[place] = i < kept ? Shown.cut(real.levels().get(order[i])) : order.length - kept + " others";
      a[place] += ofReal[order[i]];
      b[place] += ofSynthetic[order[i]];
    }
    return new Cell.Bars(title, note, List.of(words), a, b);
  }
}
