package dev.millrace.bench.compare;

import java.util.Locale;

/** The unit in which the time of one unit of work is shown. */
enum Unit {
  MILLISECONDS(1e3, "ms"),
  MICROSECONDS(1e6, "µs"),
  NANOSECONDS(1e9, "ns"),
  /** Millions of point-steps. */
  POINT_STEPS(0, "million point-steps/s"),
  /** Images of training steps. */
  IMAGES(0, "images/s"),
  /** Images of sampling steps. */
  IMAGE_STEPS(0, "image-steps/s"),
  /** Answers of a service. */
  REQUESTS(0, "requests/s"),
  /** Units of 10⁹ operations. */
  GFLOPS(0, "GFLOP/s");

  private final double perSecond;
  private final String text;

  Unit(double perSecond, String text) {
    this.perSecond = perSecond;
    this.text = text;
  }

  /** A value with three significant digits, and the unit. */
  String show(double seconds) {
    return digits(perSecond > 0 ? perSecond * seconds : 1 / seconds) + " " + text;
  }

  /** Three significant digits, and no decimals beyond them. */
  static String digits(double value) {
    int behind = Math.clamp(2 - (long) Math.floor(Math.log10(value)), 0, 4);
    return String.format(Locale.ROOT, "%,." + behind + "f", value);
  }
}
