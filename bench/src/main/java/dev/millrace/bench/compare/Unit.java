package dev.millrace.bench.compare;

import java.util.Locale;

/** How the seconds of one unit of work are shown. */
enum Unit {
  MILLISECONDS(1e3, "ms"),
  MICROSECONDS(1e6, "µs"),
  NANOSECONDS(1e9, "ns"),
  /** Of a million of them. */
  POINT_STEPS(0, "million point-steps/s"),
  /** Images learnt from. */
  IMAGES(0, "images/s"),
  /** Images carried a step. */
  IMAGE_STEPS(0, "image-steps/s"),
  /** Of 10⁹ operations. */
  GFLOPS(0, "GFLOP/s");

  private final double perSecond;
  private final String text;

  Unit(double perSecond, String text) {
    this.perSecond = perSecond;
    this.text = text;
  }

  /** Three digits and the unit. */
  String show(double seconds) {
    return digits(perSecond > 0 ? perSecond * seconds : 1 / seconds) + " " + text;
  }

  /** Three digits that count, and none behind the point that does not. */
  static String digits(double value) {
    int behind = Math.clamp(2 - (long) Math.floor(Math.log10(value)), 0, 4);
    return String.format(Locale.ROOT, "%,." + behind + "f", value);
  }
}
