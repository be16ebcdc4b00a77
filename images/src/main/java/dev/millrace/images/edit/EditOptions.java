package dev.millrace.images.edit;

import dev.millrace.flow.random.Seed;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.work.Device;
import org.jspecify.annotations.Nullable;

/**
 * How images are changed.
 *
 * @param guidance weight of guidance w in u + w·(c − u); 1 if null
 * @param steps number of steps between noise and image
 * @param seed seed of the random numbers, for noise and for the choice of images
 * @param device what computes
 * @param file the name of the file that the images are for, so that its limits are checked before the work; may be empty
 */
public record EditOptions(@Nullable Double guidance, int steps, Seed seed, Device device, String file) {
  /**
   * Checks the values.
   *
   * @throws dev.millrace.flow.InvalidInputException if the number of steps is out of range
   */
  public EditOptions {
    Integration.requireSteps("`steps`", steps);
  }
}
