package dev.millrace.plot;

import java.util.List;

/**
 * One direction of a panel.
 *
 * @param min the number at its lower or left end
 * @param max the number at its other end, above min
 * @param scale how the numbers between are spaced
 * @param ticks from the lowest to the highest
 */
record Axis(double min, double max, Scale scale, List<Tick> ticks) {

  static Axis horizontal(double min, double max, int pixels) {
    return new Axis(min, max, Scale.LINEAR, Tick.between(min, max, pixels, true));
  }

  /** A horizontal axis on which only whole numbers have ticks. */
  static Axis ofWholeNumbers(double min, double max, int pixels) {
    return new Axis(min, max, Scale.LINEAR, Tick.between(min, max, pixels, true, 1));
  }

  static Axis vertical(double min, double max, int pixels, Scale scale) {
    return new Axis(min, max, scale, scale == Scale.LINEAR
        ? Tick.between(min, max, pixels, false)
        : Tick.ofRatios(min, max, pixels));
  }

  /** A horizontal logarithmic axis with ticks at given numbers, except those whose labels would overlap. */
  static Axis horizontalAt(double[] ticks, double min, double max, int pixels) {
    return new Axis(min, max, Scale.LOGARITHMIC, Tick.at(ticks, pixels / Math.log(max / min)));
  }

  /** The position of a number: 0 at min and 1 at max; not finite if the number has no position on this axis. */
  double share(double value) {
    double from = scale.along(min);
    return (scale.along(value) - from) / (scale.along(max) - from);
  }

  boolean contains(double value) {
    return value >= min && value <= max;
  }
}
