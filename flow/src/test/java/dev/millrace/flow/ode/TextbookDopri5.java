package dev.millrace.flow.ode;

/**
 * A second implementation of Dormand–Prince 5(4), written from the description in Hairer, Nørsett and Wanner I (II.4, II.5 and
 * the flow of their program DOPRI5 with its default constants) and sharing no code with the library: its number of evaluations
 * is what a solver is held against.
 */
final class TextbookDopri5 {
  private int evaluations;
  private final VelocityField<double[]> field;
  private final double tolerance;

  TextbookDopri5(VelocityField<double[]> field, double tolerance) {
    this.field = field;
    this.tolerance = tolerance;
  }

  int evaluations() {
    return evaluations;
  }

  double[] solve(double[] start, double from, double to) {
    int n = start.length;
    double[] y = start.clone();
    double t = from;
    double[] k1 = f(y, t);
    double h = initial(y, t, k1, to - from);
    double oldError = 1e-4;
    boolean reject = false;
    boolean last = false;
    while (!last) {
      if (t + 1.01 * h - to > 0) {
        h = to - t;
        last = true;
      }
      double[] k2 = f(at(y, h, new double[]{0.2}, k1), t + 0.2 * h);
      double[] k3 = f(at(y, h, new double[]{3 / 40.0, 9 / 40.0}, k1, k2), t + 0.3 * h);
      double[] k4 = f(at(y, h, new double[]{44 / 45.0, -56 / 15.0, 32 / 9.0}, k1, k2, k3), t + 0.8 * h);
      double[] k5 = f(at(y, h,
          new double[]{19372 / 6561.0, -25360 / 2187.0, 64448 / 6561.0, -212 / 729.0}, k1, k2, k3, k4), t + 8 * h / 9);
      double[] k6 = f(at(y, h,
          new double[]{9017 / 3168.0, -355 / 33.0, 46732 / 5247.0, 49 / 176.0, -5103 / 18656.0}, k1, k2, k3, k4, k5),
          t + h);
      double[] y5 = at(y, h, new double[]{35 / 384.0, 500 / 1113.0, 125 / 192.0, -2187 / 6784.0, 11 / 84.0}, k1, k3,
          k4, k5, k6);
      double[] k7 = f(y5, t + h);
      double[] y4 = at(y, h, new double[]{5179 / 57600.0, 7571 / 16695.0, 393 / 640.0, -92097 / 339200.0, 187 / 2100.0,
          1 / 40.0}, k1, k3, k4, k5, k6, k7);
      double sum = 0;
      for (int i = 0; i < n; i++) {
        double scale = tolerance + tolerance * Math.max(Math.abs(y[i]), Math.abs(y5[i]));
        sum += Math.pow((y5[i] - y4[i]) / scale, 2);
      }
      double error = Math.sqrt(sum / n);
      double grown = Math.pow(error, 0.2 - 0.04 * 0.75);
      double divisor = Math.max(0.1, Math.min(5, grown / Math.pow(oldError, 0.04) / 0.9));
      double proposal = h / divisor;
      if (error <= 1) {
        oldError = Math.max(error, 1e-4);
        t += h;
        y = y5;
        k1 = k7;
        h = reject ? Math.min(proposal, h) : proposal;
        reject = false;
      } else {
        h /= Math.min(5, grown / 0.9);
        reject = true;
        last = false;
      }
    }
    return y;
  }

  private double initial(double[] y, double t, double[] slope, double most) {
    double d0 = weighted(y, y);
    double d1 = weighted(slope, y);
    double h0 = Math.min(d0 < 1e-5 || d1 < 1e-5 ? 1e-6 : 0.01 * d0 / d1, most);
    double[] next = f(at(y, h0, new double[]{1}, slope), t + h0);
    double d2 = weighted(at(next, -1, new double[]{1}, slope), y) / h0;
    double d = Math.max(d1, d2);
    double h1 = d <= 1e-15 ? Math.max(1e-6, h0 * 1e-3) : Math.pow(0.01 / d, 0.2);
    return Math.min(Math.min(100 * h0, h1), most);
  }

  private double weighted(double[] values, double[] y) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += Math.pow(values[i] / (tolerance + tolerance * Math.abs(y[i])), 2);
    }
    return Math.sqrt(sum / values.length);
  }

  private static double[] at(double[] y, double h, double[] factors, double[]... slopes) {
    double[] sum = y.clone();
    for (int j = 0; j < slopes.length; j++) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += h * factors[j] * slopes[j][i];
      }
    }
    return sum;
  }

  private double[] f(double[] y, double t) {
    evaluations++;
    double[] out = new double[y.length];
    field.velocity(y, t, out);
    return out;
  }
}
