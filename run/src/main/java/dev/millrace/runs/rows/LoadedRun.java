package dev.millrace.runs.rows;

import java.io.IOException;
import java.nio.file.Path;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.likelihood.LogDensities;
import dev.millrace.flow.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * A run in memory, ready to draw rows. Any number of threads may ask for sequences of rows, draw those of different
 * sequences, compute densities and fill holes at the same time.
 */
public interface LoadedRun extends AutoCloseable {
  /** {@return what a program must know of it} */
  RunFacts facts();

  /**
   * {@return a sequence of rows} It is cheap to make, and belongs to one user, who draws its rows in ascending order.
   *
   * @param how how they are drawn
   * @param seed their seed
   * @throws InvalidInputException naming the setting that has no meaning for this run
   */
  RowSource rows(RowSettings how, Seed seed);

  /**
   * Computes how probable points are.
   *
   * @param points [count, dim] in the units of the data, finite
   * @param classes the class whose density is computed, or any; null for any
   * @return the natural logarithm of the density of each point, in the units of the data, and the cost
   * @throws InvalidInputException if the run has no densities
   */
  default LogDensities logDensities(double[] points, @Nullable String classes) {
    throw new InvalidInputException("likelihoods are offered for points only");
  }

  /**
   * Makes pairs from which reflow learns. Pair i is a function of the run, the settings, the seed and i, but for the last bits of
   * images, which depend on the others of the call; classes come in turn by the number of the pair.
   *
   * @param how steps, solver, and the weight of guidance, which becomes part of what is learnt
   * @param seed the seed
   * @param from number of the first pair, at least 0
   * @param count number of pairs, at least 1
   * @return the pairs
   * @throws InvalidInputException if the run makes no pairs, or a setting has no meaning for them
   */
  default FlowPairs pairs(RowSettings how, Seed seed, long from, int count) {
    throw new InvalidInputException("pairs are made by flows of points and of images only");
  }

  /**
   * Fills the holes of a table.
   *
   * @param file a .csv file with some of the columns of the run
   * @param steps steps of draws; the usual number if null
   * @param seed the seed
   * @param draw whether holes are filled with draws, not with what is most likely
   * @return the filled table
   * @throws InvalidInputException if the run is not of a table, or the file does not fit it
   * @throws IOException if reading fails
   */
  default FilledRows impute(Path file, @Nullable Integer steps, Seed seed, boolean draw) throws IOException {
    throw new InvalidInputException("holes are filled in tables only");
  }

  /** Frees what it holds outside of the heap. No rows may be drawn afterwards. */
  @Override
  void close();
}
