package dev.millrace.tables.measure;

import dev.millrace.tables.data.Numbers;

/** Pearson's correlation. */
final class Correlation {
  private Correlation() {
  }

  /** Over the rows that have both values, or all with 0 for missing ones; NaN if one of the columns is constant there. */
  static double of(Numbers x, Numbers y, Trend.Numeric numeric) {
    double[] a = x.values().clone();
    double[] b = y.values().clone();
    int count = 0;
    for (int r = 0; r < a.length; r++) {
      boolean missing = x.isMissing(r) || y.isMissing(r);
      if (!missing || numeric == Trend.Numeric.SDMETRICS) {
        a[count] = x.isMissing(r) ? 0 : a[r];
        b[count++] = y.isMissing(r) ? 0 : b[r];
      }
    }
    return of(a, b, count);
  }

  private static double of(double[] x, double[] y, int count) {
    double meanX = 0;
    double meanY = 0;
    for (int r = 0; r < count; r++) {
      meanX += x[r] / count;
      meanY += y[r] / count;
    }
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int r = 0; r < count; r++) {
      double a = x[r] - meanX;
      double b = y[r] - meanY;
      xx += a * a;
      yy += b * b;
      xy += a * b;
    }
    return xx > 0 && yy > 0 ? Math.clamp(xy / Math.sqrt(xx * yy), -1, 1) : Double.NaN;
  }
}
