package dev.millrace.flow.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

import dev.millrace.flow.ode.Solution;
import dev.millrace.flow.ode.SolverException;
import dev.millrace.flow.parallel.Tasks;
import org.jspecify.annotations.Nullable;

/**
 * Divides rows into tiles that go through all steps independently. Which rows form a tile does not depend on the number
 * of threads, where it matters: a few rows that take fixed steps on one thread are one tile.
 *
 * @param <S> the state
 */
public final class Tiles<S> {
  /** Rows per tile of points, so that its state and the activations of a small network remain in the cache. */
  static final int ROWS = 64;
  /** Evaluations of the network, which take some tenths of a millisecond, from which a few rows are divided. */
  private static final int MANY_EVALUATIONS = 512;
  /** A few rows make so many tiles at most, for as many threads. */
  private static final int FEW_TILES = 4;
  /** The rows of a tile are a multiple of this: with fewer, reading the weights would take much of the time. */
  private static final int FEW_ROWS = 16;
  /** The number of rows that a message names. */
  private static final int SHOWN = 5;

  private final TileEngine<S> engine;
  private final int dim;

  /**
   * Tiles of an engine.
   *
   * @param engine how rows are integrated
   * @param dim width of a row
   */
  public Tiles(TileEngine<S> engine, int dim) {
    if (dim < 1) {
      throw new IllegalArgumentException("dim = " + dim + ", expected at least 1");
    }
    this.engine = engine;
    this.dim = dim;
  }

  /** The rows per tile of points that take fixed steps, so that they do not depend on the other rows of their tile. */
  static int rows(int count, int steps) {
    if ((long) count * steps < MANY_EVALUATIONS) {
      return ROWS;
    }
    return Math.min(ROWS, Math.ceilDiv(count, FEW_TILES * FEW_ROWS) * FEW_ROWS);
  }

  /** Tiles of points on the common pool of threads. */
  static Tiles<float[]> ofPoints(int dim, int threads) {
    return ofPoints(dim, threads, ROWS);
  }

  /** As above, with so many rows each. */
  static Tiles<float[]> ofPoints(int dim, int threads, int tileRows) {
    return new Tiles<>(new TileEngine<>() {
      @Override
      public int rows() {
        return tileRows;
      }

      @Override
      public float[] load(float[] points, int from, int count) {
        return Arrays.copyOfRange(points, from * dim, (from + count) * dim);
      }

      @Override
      public void store(float[] state, float[] points, int from) {
        System.arraycopy(state, 0, points, from * dim, state.length);
      }

      @Override
      public void forEach(int tasks, IntConsumer task) {
        Tasks.forEach(threads, tasks, task);
      }
    }, dim);
  }

  /**
   * Transports one tile to the end.
   *
   * @param <S> the state
   */
  @FunctionalInterface
  public interface Carrier<S> {
    /**
     * Transports one tile.
     *
     * @param tile the number of the tile, from 0
     * @param from number of its first row
     * @param count number of its rows
     * @param start the rows; the carrier may change them
     * @return where they end
     */
    Solution<S> carry(int tile, int from, int count, S start);
  }

  /** As {@link #carry(float[], Carrier, IntConsumer)}, without reporting progress. */
  Sampler.Samples carry(float[] points, Carrier<S> carrier) {
    return carry(points, carrier, _ -> {});
  }

  /**
   * Transports all rows.
   *
   * @param points [count, dim], not changed
   * @param carrier transports one tile
   * @param progress called from time to time with the number of rows done; by any thread, but never by two at once
   * @return the ends and their cost
   * @throws SolverException if a tile could not reach the end. The message names those rows of the first such tile that
   *     also fail on their own, or all of its rows
   */
  public Sampler.Samples carry(float[] points, Carrier<S> carrier, IntConsumer progress) {
    if (points.length % dim != 0) {
      throw new IllegalArgumentException("points " + points.length + ", expected a multiple of " + dim);
    }
    int count = points.length / dim;
    float[] ends = new float[points.length];
    Cost cost = new Cost();
    engine.forEach(Math.ceilDiv(count, engine.rows()), tile -> {
      int from = tile * engine.rows();
      int rows = Math.min(engine.rows(), count - from);
      Solution<S> solution = carrier.carry(tile, from, rows, engine.load(points, from, rows));
      engine.store(solution.end(), ends, from);
      cost.add(tile, rows, solution, progress);
    });
    if (cost.failed != null) {
      throw stopped(cost.failed, cost.firstFailed, points, carrier);
    }
    return cost.of(ends);
  }

  private SolverException stopped(SolverException failed, int tile, float[] points, Carrier<S> carrier) {
    int first = tile * engine.rows();
    int count = Math.min(engine.rows(), points.length / dim - first);
    List<Integer> rows = new ArrayList<>();
    SolverException[] alone = {failed};
    // Repeating so many steps, or so many rows, one by one would take too long and tell little more.
    if (failed.status() != Solution.Status.TOO_MANY_STEPS && count <= ROWS) {
      engine.forEach(1, _ -> {
        for (int r = first; r < first + count; r++) {
          Solution<S> row = carrier.carry(tile, r, 1, engine.load(points, r, 1));
          if (row.status() != Solution.Status.DONE) {
            alone[0] = rows.isEmpty() ? row.failure() : alone[0];
            rows.add(r + 1);
          }
        }
      });
    }
    String named = rows.isEmpty()
        ? "%ss %d to %d".formatted(engine.noun(), first + 1, first + count)
        : engine.noun() + (rows.size() == 1 ? " " : "s ") + rows.stream().limit(SHOWN).map(Object::toString)
            .collect(Collectors.joining(", ")) + (rows.size() > SHOWN ? " …" : "");
    return alone[0].of(named + " (counted from 1)");
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
    private int done;
    private int firstFailed = Integer.MAX_VALUE;
    private @Nullable SolverException failed;

    synchronized void add(int tile, int rows, Solution<?> solution, IntConsumer progress) {
      weighted += (long) solution.nfe() * rows;
      done += rows;
      if (solution.nfe() > nfe || (solution.nfe() == nfe && tile < costliest)) {
        costliest = tile;
        nfe = solution.nfe();
        accepted = solution.accepted();
        rejected = solution.rejected();
      }
      if (solution.status() != Solution.Status.DONE && tile < firstFailed) {
        firstFailed = tile;
        failed = solution.failure();
      }
      progress.accept(done);
    }

    synchronized Sampler.Samples of(float[] ends) {
      double mean = done == 0 ? 0 : (double) weighted / done;
      return new Sampler.Samples(ends, nfe, mean, accepted, rejected);
    }
  }
}
