package dev.millrace.plot;

/** How numbers are spaced along an axis. */
public enum Scale {
  /** Linear: equal differences have equal lengths. */
  LINEAR,
  /** Logarithmic: equal ratios have equal lengths; only numbers above 0 have a position. */
  LOGARITHMIC;

  /** Maps a number to its position on a linear scale: NaN or −∞ for a number that has none. */
  double along(double value) {
    return this == LINEAR ? value : Math.log(value);
  }
}
