package dev.millrace.runs.sample;

import java.nio.file.Path;

import dev.millrace.flow.InvalidInputException;
import org.jspecify.annotations.Nullable;

/** What is integrated. */
public sealed interface Start {
  /**
   * Random noise. Row i is a function of the seed and of {@code offset + i}, so that samples may be made in parts.
   *
   * @param count number of rows; the usual number if null
   * @param offset the number of the first row
   */
  record Drawn(@Nullable Integer count, long offset) implements Start {
    /**
     * Checks the values.
     *
     * @throws InvalidInputException if a number is out of range
     */
    public Drawn {
      requireCount(count);
      if (offset < 0 || offset > Long.MAX_VALUE / 2) {
        throw new InvalidInputException("`offset` " + offset + ": expected 0 or more");
      }
    }
  }

  /**
   * The noise of a file, row by row.
   *
   * @param file the file
   * @param count the number of rows that the file should have; any if null
   */
  record Noise(Path file, @Nullable Integer count) implements Start {
    /**
     * Checks the values.
     *
     * @throws InvalidInputException if the count is out of range
     */
    public Noise {
      requireCount(count);
    }
  }

  /**
   * The data of a file, row by row, which are turned back into noise.
   *
   * @param file the file
   */
  record Data(Path file) implements Start {}

  private static void requireCount(@Nullable Integer count) {
    if (count != null && count < 1) {
      throw new InvalidInputException("`count` " + count + ": expected 1 or more");
    }
  }
}
