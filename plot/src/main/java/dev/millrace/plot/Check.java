package dev.millrace.plot;

/** Checks of arguments. The messages name the numbers that are wrong. */
final class Check {
  private Check() {
  }

  static void points(String name, float[] points) {
    if (points.length % 2 != 0) {
      throw new IllegalArgumentException(
          name + " must be [count, 2], but " + points.length + " numbers are not a multiple of 2");
    }
  }

  static void sameLength(String name, int length, String otherName, int otherLength) {
    if (length != otherLength) {
      throw new IllegalArgumentException(
          name + " and " + otherName + " differ in length: " + length + " ≠ " + otherLength);
    }
  }

  static void atLeast(String name, int count, int least) {
    if (count < least) {
      throw new IllegalArgumentException("too few " + name + ": " + count + " < " + least);
    }
  }

  /** States of the same particles at several times. */
  static void path(float[][] path) {
    atLeast("states in the path", path.length, 2);
    for (int k = 1; k < path.length; k++) {
      sameLength("path[0]", path[0].length, "path[" + k + "]", path[k].length);
    }
  }

  static void increasing(String name, double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i]) || (i > 0 && values[i] <= values[i - 1])) {
        throw new IllegalArgumentException(
            name + " must be finite and increase, but " + name + "[" + i + "] = " + values[i]
                + (i > 0 ? " after " + values[i - 1] : ""));
      }
    }
  }
}
