package dev.millrace.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One tick of an axis. */
record Tick(double value, String label) {
  private static final int SPACING = 42;
  private static final int LEAST_SPACING = 22;
  /** The labels of an axis that reaches this number have commas; years have none. */
  private static final double LEAST_GROUPED = 10_000;

  /**
   * Ticks at multiples of 1, 2 or 5 times a power of ten, at least 42 pixels apart, and further where the labels of a
   * horizontal axis need more space.
   */
  static List<Tick> between(double min, double max, int pixels, boolean horizontal) {
    return between(min, max, pixels, horizontal, 0);
  }

  /** The same with ticks no closer together than a given number, itself 1, 2 or 5 times a power of ten. */
  static List<Tick> between(double min, double max, int pixels, boolean horizontal, double leastStep) {
    double perUnit = pixels / (max - min);
    double step = Math.max(leastStep, niceAtLeast(SPACING / perUnit));
    while (true) {
      List<Tick> ticks = new ArrayList<>();
      int widest = 0;
      double first = Math.ceil(min / step - 1e-6);
      int count = (int) (Math.floor(max / step + 1e-6) - first) + 1;
      boolean grouped = step * Math.max(Math.abs(first), Math.abs(first + count - 1)) >= LEAST_GROUPED;
      for (int i = 0; i < count; i++) {
        var tick = new Tick((first + i) * step, label(first + i, step, grouped));
        widest = Math.max(widest, Text.width(Text.TICK, tick.label));
        ticks.add(tick);
      }
      if (!horizontal || ticks.size() < 2 || widest + 10 <= step * perUnit) {
        return ticks;
      }
      step = niceAtLeast(1.5 * step);
    }
  }

  /**
   * Ticks of a vertical logarithmic axis: 1, 2 and 5 times the powers of ten, or only the powers where those would be too
   * dense, or only some of the powers; between numbers less than a decade or so apart, ticks at equal differences.
   */
  static List<Tick> ofRatios(double min, double max, int pixels) {
    double decade = pixels / (Math.log10(max) - Math.log10(min)); // max / min may overflow
    boolean all = decade * Math.log10(2) >= LEAST_SPACING;
    int every = (int) Math.ceil(LEAST_SPACING / decade);
    List<Tick> ticks = new ArrayList<>();
    for (int exponent = (int) Math.floor(Math.log10(min)); exponent <= Math.log10(max) + 1; exponent++) {
      double power = Math.pow(10, exponent);
      for (double digit : all ? new double[]{1, 2, 5} : new double[]{1}) {
        double value = digit * power;
        if (value >= min && value <= max && Math.floorMod(exponent, every) == 0) {
          ticks.add(new Tick(value, label(digit, power, max >= LEAST_GROUPED).replace(".00e", "e")));
        }
      }
    }
    return ticks.size() < 3 && max / min < 50 ? between(min, max, pixels, false) : ticks;
  }

  /** Ticks at given numbers above 0, in ascending order, without those whose labels would overlap the previous one. */
  static List<Tick> at(double[] values, double pixelsPerE) {
    List<Tick> ticks = new ArrayList<>();
    for (double value : values) {
      double power = value == Math.rint(value) ? 1 : Math.pow(10, Math.floor(Math.log10(value)) - 2);
      var tick = new Tick(value, label(Math.rint(value / power), power, values[values.length - 1] >= LEAST_GROUPED));
      double room = ticks.isEmpty()
          ? Double.POSITIVE_INFINITY
          : Math.log(value / ticks.getLast().value) * pixelsPerE
              - (Text.width(Text.TICK, ticks.getLast().label) + Text.width(Text.TICK, tick.label)) / 2.0;
      if (room >= 8) {
        ticks.add(tick);
      }
    }
    return ticks;
  }

  /** The smallest of 1, 2, 5 times a power of ten that is not below x > 0. */
  static double niceAtLeast(double x) {
    double power = Math.pow(10, Math.floor(Math.log10(x)));
    for (double digit : new double[]{1, 2, 5}) {
      if (digit * power >= x * (1 - 1e-9)) {
        return digit * power;
      }
    }
    return 10 * power;
  }

  /** The label of index · step, with only the decimals that the step needs; step is 1, 2 or 5 times a power of ten. */
  static String label(double index, double step) {
    return label(index, step, Math.abs(index * step) >= LEAST_GROUPED);
  }

  private static String label(double index, double step, boolean grouped) {
    double value = index * step;
    if (index == 0) {
      return "0";
    }
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    boolean plain = decimals <= 6 && Math.abs(value) < 1e9;
    String form = plain ? (grouped ? "%,." : "%.") + decimals + "f" : "%.2e";
    return String.format(Locale.ROOT, form, value).replaceFirst("e\\+?(-?)0?", "e$1").replace('-', '−');
  }
}
