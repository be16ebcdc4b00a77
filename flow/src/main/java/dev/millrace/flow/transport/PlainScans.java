package dev.millrace.flow.transport;

/** The scans in plain Java, which are the reference for {@link VectorScans}. */
final class PlainScans implements Scans {
  @Override
  public void twoLeast(double[] cost, int at, double[] v, int length, Least least) {
    double first = Double.POSITIVE_INFINITY;
    double second = Double.POSITIVE_INFINITY;
    int column = 0;
    for (int j = 0; j < length; j++) {
      double reduced = cost[at + j] - v[j];
      if (reduced < first) {
        second = first;
        first = reduced;
        column = j;
      } else if (reduced < second) {
        second = reduced;
      }
    }
    least.value = first;
    least.second = second;
    least.column = column;
  }

  @Override
  public void relax(double[] cost, int at, double[] v, int length, double shift, int row, double[] distance,
      double[] before, Least least) {
    double nearest = Double.POSITIVE_INFINITY;
    int column = 0;
    for (int j = 0; j < length; j++) {
      double way = cost[at + j] - v[j] + shift;
      if (way < distance[j]) {
        distance[j] = way;
        before[j] = row;
      }
      if (distance[j] < nearest) {
        nearest = distance[j];
        column = j;
      }
    }
    least.value = nearest;
    least.column = column;
  }

  @Override
  public void squares(double[] x, int dim, double[] y, int yOffset, double[] out) {
    for (int q = 0; q < BLOCK; q++) {
      double sum = 0;
      for (int d = 0; d < dim; d++) {
        double difference = x[d] - y[yOffset + BLOCK * d + q];
        sum = Math.fma(difference, difference, sum);
      }
      out[q] = sum;
    }
  }

  @Override
  public long within(double[] cost, double[] v, int vOffset, double limit) {
    long bits = 0;
    for (int q = 0; q < BLOCK; q++) {
      if (cost[q] - v[vOffset + q] <= limit) {
        bits |= 1L << q;
      }
    }
    return bits;
  }

  @Override
  public void addProducts(double[] x, int rows, int depth, double[] y, int stride, double[] out) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < stride; j++) {
        double sum = out[i * stride + j];
        for (int k = 0; k < depth; k++) {
          sum = Math.fma(x[i * depth + k], y[((j / PANEL) * depth + k) * PANEL + j % PANEL], sum);
        }
        out[i * stride + j] = sum;
      }
    }
  }
}
