package dev.millrace.flow.ode;

import java.util.List;

final class DoubleSpace implements StateSpace<double[]> {
  @Override
  public double[] allocate(double[] like) {
    return new double[like.length];
  }

  @Override
  public void combine(double[] out, double[] base, double[] factors, List<double[]> terms) {
    System.arraycopy(base, 0, out, 0, out.length);
    for (int term = 0; term < factors.length; term++) {
      if (factors[term] != 0) {
        add(out, factors[term], terms.get(term));
      }
    }
  }

  private static void add(double[] out, double factor, double[] term) {
    for (int i = 0; i < out.length; i++) {
      out[i] += factor * term[i];
    }
  }

  @Override
  public boolean isFinite(double[] x) {
    for (double value : x) {
      if (!Double.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public double errorNorm(double[] error, double[] x, double[] next, double rtol, double atol) {
    double sum = 0;
    for (int i = 0; i < error.length; i++) {
      double scale = atol + rtol * Math.max(Math.abs(x[i]), Math.abs(next[i]));
      double ratio = error[i] / scale;
      // If the state has become infinite, the scale is infinite too, and the error would look small.
      sum += scale < Double.POSITIVE_INFINITY ? ratio * ratio : Double.NaN;
    }
    return Math.sqrt(sum / Math.max(1, error.length));
  }
}
