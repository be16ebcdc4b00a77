package dev.millrace.images.edit;

import java.nio.file.Path;

import dev.millrace.flow.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * The images to work on.
 *
 * @param file a .npy file of [count, channels, height, width] with values in [−1, 1], or a picture; null for test images
 *     of the data of the run
 * @param count how many test images; the usual number if null
 */
public record GivenOptions(@Nullable Path file, @Nullable Integer count) {
  /**
   * Checks the values.
   *
   * @throws InvalidInputException if both are given, or the count is out of range
   */
  public GivenOptions {
    if (file != null && count != null) {
      throw new InvalidInputException("`images` %s with `count`: expected one of them".formatted(file));
    }
    if (count != null && count < 1) {
      throw new InvalidInputException("`count` " + count + ": expected 1 or more");
    }
  }
}
