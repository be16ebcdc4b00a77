package dev.millrace.flow.transport;

import java.util.Arrays;

/**
 * Sinkhorn's iteration for a sequence of ε. The potentials f and g are absorbed into the kernel, and the iteration
 * computes corrections u = exp(Δf/ε) and v = exp(Δg/ε).
 */
final class Scaling {
  /** Corrections beyond e^±20 are absorbed, long before the range of floats ends at e^±87. */
  private static final double MOST_CORRECTION = 20;
  /** A sum below this number, or above its inverse, means that the kernel does not fit the potentials. */
  private static final float LEAST_SUM = 1e-30f;
  /** Powers of e with smaller exponents add nothing to a sum of floats. */
  private static final double NEGLIGIBLE = -40;
  /** The number of iterations between two checks of the corrections. */
  private static final int LOOK_EVERY = 10;

  private final GibbsKernel kernel;
  private final int most;
  private final double[] f;
  private final double[] g;
  private final float[] u;
  private final float[] v;
  private final float[] columnSums;
  /** The number of iterations so far. */
  int done;
  private double mass = 1;

  /** @param most greatest total number of iterations */
  Scaling(GibbsKernel kernel, int most) {
    this.kernel = kernel;
    this.most = most;
    f = new double[kernel.rows];
    g = new double[kernel.columns];
    u = new float[kernel.paddedRows()];
    v = new float[kernel.paddedColumns()];
    columnSums = new float[kernel.paddedColumns()];
  }

  /** Iterates until the error of the columns is at most {@code tolerance}; returns the error. The rows are exact. */
  double run(double epsilon, double tolerance) {
    double error = Double.POSITIVE_INFINITY;
    start(epsilon);
    while (done < most) {
      kernel.scaleRows(v, u, columnSums);
      done++;
      if (!(areUsable(u, f.length) && areUsable(columnSums, g.length))) {
        addLogs(g, v, epsilon);
        iterateLogarithms(epsilon);
        start(epsilon);
        continue;
      }
      error = 0;
      for (int j = 0; j < g.length; j++) {
        error += Math.abs((double) v[j] * columnSums[j] / f.length - 1) / g.length;
      }
      if (!(error > tolerance)) {
        break;
      }
      for (int j = 0; j < g.length; j++) {
        v[j] = f.length / columnSums[j];
      }
      if (done % LOOK_EVERY == 0 && (isFar(u, f.length) || isFar(v, g.length))) {
        absorb(epsilon, v);
        start(epsilon);
      }
    }
    absorb(epsilon, v);
    return error;
  }

  /** The same for a symmetric kernel, where f = g. */
  double runSymmetric(double epsilon, double tolerance) {
    double error = Double.POSITIVE_INFINITY;
    start(epsilon);
    while (done < most) {
      kernel.columnSums(u, columnSums);
      done++;
      if (!areUsable(columnSums, f.length)) {
        addLogs(f, u, epsilon);
        System.arraycopy(f, 0, g, 0, f.length);
        double[] next = softMinima(g, epsilon);
        for (int i = 0; i < f.length; i++) {
          f[i] = (f[i] + next[i]) / 2;
        }
        System.arraycopy(f, 0, g, 0, f.length);
        start(epsilon);
        continue;
      }
      error = 0;
      mass = 0;
      for (int i = 0; i < f.length; i++) {
        double row = (double) u[i] * columnSums[i] / f.length;
        mass += row / f.length;
        error += Math.abs(row - 1) / f.length;
      }
      if (!(error > tolerance)) {
        break;
      }
      for (int i = 0; i < f.length; i++) {
        u[i] = (float) Math.sqrt((double) u[i] * f.length / columnSums[i]);
      }
      if (done % LOOK_EVERY == 0 && isFar(u, f.length)) {
        absorb(epsilon, u);
        start(epsilon);
      }
    }
    absorb(epsilon, u);
    return error;
  }

  /** The value of the dual of the symmetric problem; its last term corrects for a mass that is not exactly 1. */
  double symmetricCost(double epsilon) {
    return 2 * Arrays.stream(f).average().orElseThrow() - epsilon * (mass - 1);
  }

  private void start(double epsilon) {
    kernel.fill(f, g, epsilon);
    Arrays.fill(u, 1);
    Arrays.fill(v, 1);
  }

  private void absorb(double epsilon, float[] ofColumns) {
    addLogs(f, u, epsilon);
    addLogs(g, ofColumns, epsilon);
  }

  private static void addLogs(double[] potentials, float[] corrections, double epsilon) {
    for (int i = 0; i < potentials.length; i++) {
      potentials[i] += epsilon * Math.log(corrections[i]);
    }
  }

  private static boolean areUsable(float[] sums, int count) {
    for (int i = 0; i < count; i++) {
      if (!(sums[i] > LEAST_SUM && sums[i] < 1 / LEAST_SUM)) {
        return false;
      }
    }
    return true;
  }

  /** One iteration in the log domain, where sums neither underflow nor overflow. */
  private void iterateLogarithms(double epsilon) {
    System.arraycopy(softMinima(g, epsilon), 0, f, 0, f.length);
    double[] costs = new double[g.length];
    double[] least = new double[g.length];
    double[] sums = new double[g.length];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    for (int i = 0; i < f.length; i++) {
      kernel.exactCosts(i, costs);
      for (int j = 0; j < g.length; j++) {
        least[j] = Math.min(least[j], costs[j] - f[i]);
      }
    }
    for (int i = 0; i < f.length; i++) {
      kernel.exactCosts(i, costs);
      for (int j = 0; j < g.length; j++) {
        double exponent = (least[j] + f[i] - costs[j]) / epsilon;
        sums[j] += exponent > NEGLIGIBLE ? Math.exp(exponent) : 0;
      }
    }
    for (int j = 0; j < g.length; j++) {
      g[j] = least[j] - epsilon * Math.log(sums[j] / f.length);
    }
  }

  /** −ε·log mean_j exp((g_j − C_ij)/ε) for each row i. */
  private double[] softMinima(double[] ofColumns, double epsilon) {
    double[] minima = new double[f.length];
    double[] costs = new double[ofColumns.length];
    for (int i = 0; i < f.length; i++) {
      kernel.exactCosts(i, costs);
      double least = Double.POSITIVE_INFINITY;
      for (int j = 0; j < ofColumns.length; j++) {
        costs[j] -= ofColumns[j];
        least = Math.min(least, costs[j]);
      }
      double sum = 0;
      for (double reduced : costs) {
        double exponent = (least - reduced) / epsilon;
        sum += exponent > NEGLIGIBLE ? Math.exp(exponent) : 0;
      }
      minima[i] = least - epsilon * Math.log(sum / ofColumns.length);
    }
    return minima;
  }

  private static boolean isFar(float[] corrections, int count) {
    for (int i = 0; i < count; i++) {
      if (!(Math.abs(Math.log(corrections[i])) < MOST_CORRECTION)) {
        return true;
      }
    }
    return false;
  }

  EntropicPlan plan(double epsilon, double error) {
    kernel.fill(f, g, epsilon);
    return new EntropicPlan(f, g, epsilon, error, done, kernel);
  }
}
