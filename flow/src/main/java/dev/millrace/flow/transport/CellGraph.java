package dev.millrace.flow.transport;

import java.util.Arrays;

/**
 * How the masses of neighbouring cells react to shifts of their potentials. This is the Hessian of the semidiscrete
 * problem, which is a weighted graph Laplacian. An edge's weight is the density, per unit of cost, of the source on the
 * face between two cells (Kitagawa, Mérigot, Thibert 2019, "Convergence of a Newton algorithm for semi-discrete optimal
 * transport", theorem 1.3).
 *
 * <p>It is estimated from source points. The margin of a point, by which its cell is better than the second best, is
 * its distance to the nearest face. If k points near a face have margins with mean μ, the density at margin 0 is k/μ if
 * it falls like an exponential; for other shapes the factor is between ½ and 1. Using 1 makes the steps too short
 * rather than too long.
 */
final class CellGraph {
  private static final double CG_TOLERANCE = 1e-4;
  private static final int MOST_CG_ITERATIONS = 60;

  private final int cells;
  private final int[] a;
  private final int[] b;
  private final double[] weight;
  private final double meanMargin;

  /**
   * @param best the cell of each point
   * @param second the second best cell of each point
   * @param margin by how much the second best is worse, in units of cost
   */
  CellGraph(int cells, int[] best, int[] second, float[] margin) {
    this.cells = cells;
    int count = best.length;
    int[] start = new int[cells + 1];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      start[Math.min(best[i], second[i]) + 1]++;
      sum += margin[i];
    }
    meanMargin = Math.max(sum / count, Double.MIN_NORMAL);
    for (int cell = 0; cell < cells; cell++) {
      start[cell + 1] += start[cell];
    }
    int[] next = start.clone();
    int[] sorted = new int[count];
    for (int i = 0; i < count; i++) {
      sorted[next[Math.min(best[i], second[i])]++] = i;
    }
    int[] first = new int[count];
    int[] other = new int[count];
    int[] points = new int[count];
    double[] margins = new double[count];
    int[] edgeTo = new int[cells];
    Arrays.fill(edgeTo, -1);
    int edges = 0;
    for (int cell = 0; cell < cells; cell++) {
      int ownEdges = edges;
      for (int k = start[cell]; k < start[cell + 1]; k++) {
        int point = sorted[k];
        int neighbour = Math.max(best[point], second[point]);
        if (edgeTo[neighbour] < ownEdges) {
          edgeTo[neighbour] = edges;
          first[edges] = cell;
          other[edges++] = neighbour;
        }
        points[edgeTo[neighbour]]++;
        margins[edgeTo[neighbour]] += margin[point];
      }
    }
    a = Arrays.copyOf(first, edges);
    b = Arrays.copyOf(other, edges);
    weight = new double[edges];
    for (int e = 0; e < edges; e++) {
      // Adding a small part of the mean margin keeps the density finite on the face between two points that nearly
      // coincide.
      weight[e] = points[e] / (margins[e] / points[e] + 1e-4 * meanMargin) / count;
    }
  }

  /**
   * Solves (H + M/reach)·shift = masses by conjugate gradients with Jacobi's preconditioner.
   *
   * @param lacking the mass that each cell should gain [cells]
   * @param target the mass that each cell should have: M is their diagonal matrix
   * @param reach the greatest shift, in units of the mean margin, of a region that lacks all its mass; small values
   *     make short steps
   * @return the increase of each cell's potential
   */
  double[] shift(double[] lacking, double[] target, double reach) {
    double[] diagonal = new double[cells];
    for (int i = 0; i < cells; i++) {
      diagonal[i] = target[i] / (reach * meanMargin);
    }
    for (int e = 0; e < weight.length; e++) {
      diagonal[a[e]] += weight[e];
      diagonal[b[e]] += weight[e];
    }
    double[] x = new double[cells];
    double[] r = lacking.clone();
    double[] p = new double[cells];
    double[] product = new double[cells];
    double rz = 0;
    for (int i = 0; i < cells; i++) {
      p[i] = r[i] / diagonal[i];
      rz += r[i] * p[i];
    }
    double enough = CG_TOLERANCE * rz;
    for (int k = 0; k < MOST_CG_ITERATIONS && rz > enough; k++) {
      multiply(diagonal, p, product);
      double pHp = 0;
      for (int i = 0; i < cells; i++) {
        pHp += p[i] * product[i];
      }
      double step = rz / pHp;
      double rzNew = 0;
      for (int i = 0; i < cells; i++) {
        x[i] += step * p[i];
        r[i] -= step * product[i];
        rzNew += r[i] * r[i] / diagonal[i];
      }
      for (int i = 0; i < cells; i++) {
        p[i] = r[i] / diagonal[i] + rzNew / rz * p[i];
      }
      rz = rzNew;
    }
    return x;
  }

  private void multiply(double[] diagonal, double[] p, double[] product) {
    for (int i = 0; i < cells; i++) {
      product[i] = diagonal[i] * p[i];
    }
    for (int e = 0; e < weight.length; e++) {
      product[a[e]] -= weight[e] * p[b[e]];
      product[b[e]] -= weight[e] * p[a[e]];
    }
  }
}
