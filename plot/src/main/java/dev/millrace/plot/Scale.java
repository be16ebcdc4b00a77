package dev.millrace.plot;

/** How numbers are spaced along an axis. */
public enum Scale {
  /** Equal differences are equally long. */
  LINEAR,
  /** Equal ratios are equally long; only numbers above 0 have a place. */
  LOGARITHMIC;

  /** Maps a number to where differences are lengths: NaN or −∞ for what has no place. */
  double along(double value) {
    return this == LINEAR ? value : Math.log(value);
  }
}
