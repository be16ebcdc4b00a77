package dev.millrace.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One tick of an axis. */
record Tick(double value, String label) {
  private static final int SPACING = 42;

  /**
   * Ticks at multiples of 1, 2 or 5 times a power of ten, at least 42 pixels apart, and further where a
   * horizontal axis' labels need the room.
   */
  static List<Tick> between(double min, double max, int pixels, boolean horizontal) {
    double perUnit = pixels / (max - min);
    double step = niceAtLeast(SPACING / perUnit);
    while (true) {
      List<Tick> ticks = new ArrayList<>();
      int widest = 0;
      double first = Math.ceil(min / step - 1e-6);
      int count = (int) (Math.floor(max / step + 1e-6) - first) + 1;
      for (int i = 0; i < count; i++) {
        var tick = new Tick((first + i) * step, label(first + i, step));
        widest = Math.max(widest, Text.width(Text.TICK, tick.label));
        ticks.add(tick);
      }
      if (!horizontal || ticks.size() < 2 || widest + 10 <= step * perUnit) {
        return ticks;
      }
      step = niceAtLeast(1.5 * step);
    }
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

  /** The label of index · step, with just the decimals that the step needs; step is 1, 2 or 5 times a power of ten. */
  static String label(double index, double step) {
    double value = index * step;
    if (index == 0) {
      return "0";
    }
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    boolean plain = decimals <= 6 && Math.abs(value) < 1e9;
    return String.format(Locale.ROOT, plain ? "%." + decimals + "f" : "%.2e", value).replaceFirst("e\\+?(-?)0?", "e$1")
        .replace('-', '−');
  }
}
