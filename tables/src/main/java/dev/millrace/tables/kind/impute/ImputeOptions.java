package dev.millrace.tables.kind.impute;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.random.Seed;
import dev.millrace.tables.model.Filling;
import dev.millrace.tables.read.SourceOptions;
import org.jspecify.annotations.Nullable;

/**
 * How holes are filled.
 *
 * @param source how the file is read
 * @param filling what holes are filled with
 * @param steps steps of draws; the usual number if null
 * @param certainty whether a column is added for each that has holes, which says how sure each filled value is
 * @param seed the seed
 * @param threads number of threads; 0 for all processors
 */
public record ImputeOptions(SourceOptions source, Filling filling, @Nullable Integer steps, boolean certainty,
    Seed seed, int threads) {
  /**
   * Checks the ranges.
   *
   * @throws InvalidInputException naming the option out of range
   */
  public ImputeOptions {
    if (steps != null && steps < 1) {
      throw new InvalidInputException("`steps` " + steps + ": expected 1 or more");
    }
    if (threads < 0) {
      throw new InvalidInputException("`threads` " + threads + ": expected 0 or more");
    }
  }
}
