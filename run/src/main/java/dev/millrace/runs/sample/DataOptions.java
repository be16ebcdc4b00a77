package dev.millrace.runs.sample;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * Which of the data are drawn.
 *
 * @param count number of points or images; the usual number if null
 * @param classes whether points are written with their classes
 * @param size width and height that the pictures of a folder are scaled to; their own if null
 * @param channels 1 or 3 for the pictures of a folder; their own if null
 * @param header whether the first row of a .csv file holds names
 * @param seed seed of the random numbers
 * @param file the name of the file that they are for, so that its limits are checked before the work
 */
public record DataOptions(@Nullable Integer count, boolean classes, @Nullable Integer size, @Nullable Integer channels,
    Csv.Header header, Seed seed, String file) {
  /**
   * Checks the values.
   *
   * @throws InvalidInputException if the count is out of range
   */
  public DataOptions {
    if (count != null && count < 1) {
      throw new InvalidInputException("`count` " + count + ": expected 1 or more");
    }
  }
}
