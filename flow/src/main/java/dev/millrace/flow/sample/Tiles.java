package dev.millrace.flow.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import dev.millrace.flow.ode.Solution;
import dev.millrace.flow.ode.SolverException;
import dev.millrace.flow.parallel.Tasks;
import org.jspecify.annotations.Nullable;

/**
 * Divides rows into tiles that go through all steps independently. Which rows form a tile does not depend on the number
 * of threads.
 */
final class Tiles {
  /** Rows per tile, so that its state and the activations of a small network remain in the cache. */
  static final int ROWS = 64;
  /** The number of rows that a message names. */
  private static final int SHOWN = 5;

  private Tiles() {
  }

  /** Transports one tile to the end. */
  interface Carrier {
    /**
     * @param tile the number of the tile, from 0
     * @param from index of the tile's first number in the array of all points
     * @param start [up to ROWS, dim]: the rows of the tile; the carrier may change them
     */
    Solution<float[]> carry(int tile, int from, float[] start);
  }

  /**
   * Transports all rows.
   *
   * @throws SolverException if a tile could not reach the end. The message names those rows of the first such tile that
   *     also fail on their own, or all of its rows
   */
  static Sampler.Samples carry(float[] points, int dim, int threads, Carrier carrier) {
    if (points.length % dim != 0) {
      throw new IllegalArgumentException("points " + points.length + ", expected a multiple of " + dim);
    }
    int count = points.length / dim;
    int tiles = Math.ceilDiv(count, ROWS);
    float[] ends = new float[points.length];
    Cost cost = new Cost();
    Tasks.forEach(threads, tiles, i -> {
      int from = i * ROWS * dim;
      float[] start = tile(points, i, dim);
      Solution<float[]> solution = carrier.carry(i, from, start);
      System.arraycopy(solution.end(), 0, ends, from, start.length);
      cost.add(i, solution);
    });
    if (cost.failed != null) {
      throw stopped(cost.failed, cost.firstFailed, tile(points, cost.firstFailed, dim), dim, carrier);
    }
    return cost.of(ends);
  }

  /**
   * Copies the rows of a tile. Their number is limited to the rows that exist before it is multiplied by dim, so that
   * the product cannot overflow.
   */
  private static float[] tile(float[] points, int tile, int dim) {
    int first = tile * ROWS;
    int from = first * dim;
    return Arrays.copyOfRange(points, from, from + Math.min(ROWS, points.length / dim - first) * dim);
  }

  private static SolverException stopped(Solution<float[]> failed, int tile, float[] start, int dim, Carrier carrier) {
    int first = tile * ROWS;
    List<Integer> rows = new ArrayList<>();
    Solution<float[]> alone = failed;
    // Repeating so many steps for each row would take too long and tell little more.
    if (failed.status() != Solution.Status.TOO_MANY_STEPS) {
      for (int r = 0; r < start.length / dim; r++) {
        Solution<float[]> row = carrier.carry(tile, (first + r) * dim,
            Arrays.copyOfRange(start, r * dim, (r + 1) * dim));
        if (row.status() != Solution.Status.DONE) {
          alone = rows.isEmpty() ? row : alone;
          rows.add(first + r + 1);
        }
      }
    }
    String named = rows.isEmpty()
        ? "rows %d to %d".formatted(first + 1, first + start.length / dim)
        : (rows.size() == 1 ? "row " : "rows ") + rows.stream().limit(SHOWN).map(Object::toString)
            .collect(Collectors.joining(", ")) + (rows.size() > SHOWN ? " …" : "");
    return alone.failure().of(named + " (counted from 1)");
  }

  /**
   * The cost of the tiles, independent of their order. It is kept instead of the solutions, so that memory does not
   * grow with their number.
   */
  private static final class Cost {
    private int costliest = -1;
    private int nfe;
    private int accepted;
    private int rejected;
    private long weighted;
    private int firstFailed = Integer.MAX_VALUE;
    private @Nullable Solution<float[]> failed;

    synchronized void add(int tile, Solution<float[]> solution) {
      weighted += (long) solution.nfe() * solution.end().length;
      if (solution.nfe() > nfe || (solution.nfe() == nfe && tile < costliest)) {
        costliest = tile;
        nfe = solution.nfe();
        accepted = solution.accepted();
        rejected = solution.rejected();
      }
      if (solution.status() != Solution.Status.DONE && tile < firstFailed) {
        firstFailed = tile;
        failed = solution;
      }
    }

    synchronized Sampler.Samples of(float[] ends) {
      double mean = ends.length == 0 ? 0 : (double) weighted / ends.length;
      return new Sampler.Samples(ends, nfe, mean, accepted, rejected);
    }
  }
}
