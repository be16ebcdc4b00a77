package dev.millrace.runs.evaluate;

import java.nio.file.Path;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Csv;

/**
 * Which distances are measured between two files of points.
 *
 * @param a a .npy, .csv or .jsonl file, one point per row
 * @param b another one, with as many columns
 * @param metric the measure by name, or "all"
 * @param splits how often both files are mixed and split at random, to show what chance alone gives
 * @param projections number of random directions of the sliced distance
 * @param seed seed of the random numbers
 * @param threads number of threads; 0 for all processors
 * @param standardised whether each column is divided by its standard deviation in both files together
 * @param header whether the first row of a .csv file holds names
 */
public record DistanceOptions(Path a, Path b, String metric, int splits, int projections, long seed, int threads,
    boolean standardised, Csv.Header header) {
  private static final int MOST_SPLITS = 10_000;
  private static final int MOST_PROJECTIONS = 1_000_000;

  /**
   * Checks the values.
   *
   * @throws InvalidInputException if a number is out of range
   */
  public DistanceOptions {
    if (splits < 0 || splits > MOST_SPLITS || projections < 1 || projections > MOST_PROJECTIONS || threads < 0) {
      throw new InvalidInputException(
          "`splits` %d, `projections` %d, `threads` %d: expected 0 to %,d, 1 to %,d, and 0 or more".formatted(splits,
              projections, threads, MOST_SPLITS, MOST_PROJECTIONS));
    }
  }
}
