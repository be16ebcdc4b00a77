package dev.millrace.flow.transport;

import java.util.Arrays;

import dev.millrace.flow.Sizes;

/**
 * Exact transport between two sets of rows of which each row has the same mass; the sets may have different sizes. The
 * costs may have any number of ties.
 */
public final class UniformTransport {
  private UniformTransport() {
  }

  /**
   * {@return the least mean cost of moving the rows of one set to those of the other: the 1-Wasserstein distance if the
   * cost is a distance}
   *
   * @param cost [rows, columns], row-major, finite
   * @param rows size of the first set, at least 1
   * @param columns size of the second set, at least 1
   * @throws IllegalArgumentException if the length is not rows·columns, a set is empty, a cost is not finite, or the
   *     sizes need more than 2³¹ parts of mass
   */
  public static double cost(double[] cost, int rows, int columns) {
    if (rows < 1 || columns < 1 || cost.length != (long) rows * columns) {
      throw new IllegalArgumentException("%d costs, expected %d × %d".formatted(cost.length, rows, columns));
    }
    if (rows == columns) {
      return ExactAssignment.solve(cost, rows).cost() / rows;
    }
    // The solver is fast if columns are few.
    return rows > columns ? few(cost, rows, columns) : few(turned(cost, rows, columns), columns, rows);
  }

  private static double few(double[] cost, int rows, int columns) {
    int divisor = greatestCommonDivisor(rows, columns);
    Sizes.product(rows / divisor, columns);
    int[] supply = new int[rows];
    int[] demand = new int[columns];
    Arrays.fill(supply, columns / divisor);
    Arrays.fill(demand, rows / divisor);
    int stride = DenseSolver.stride(columns);
    double[] padded = new double[Sizes.product(rows, stride)];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        double c = cost[i * columns + j];
        if (!Double.isFinite(c)) {
          throw new IllegalArgumentException(
              "cost of row %d, column %d is %s, expected a finite number".formatted(i, j, c));
        }
        padded[i * stride + j] = c;
      }
      Arrays.fill(padded, i * stride + columns, (i + 1) * stride, Double.POSITIVE_INFINITY);
    }
    Flows flows = MassSolver.solve(new CostMatrix(padded, stride), supply, demand, Scans.best()).flows();
    double total = 0;
    for (int j = 0; j < columns; j++) {
      for (int at : flows.inOrder(j)) {
        total += flows.amount(j, at) * padded[flows.sender(j, at) * stride + j];
      }
    }
    return total * divisor / ((double) rows * columns);
  }

  private static double[] turned(double[] cost, int rows, int columns) {
    double[] turned = new double[cost.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        turned[j * rows + i] = cost[i * columns + j];
      }
    }
    return turned;
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
