package dev.millrace.images.open;

import java.util.Arrays;
import java.util.SplittableRandom;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.random.Seed;

/** Draws some images of a set without replacement. */
public final class ImageChoice {
  private ImageChoice() {
  }

  /**
   * Draws images.
   *
   * @param set the images
   * @param among indices of the images that may be drawn
   * @param count how many
   * @param seed seed of the choice
   * @param what they are, for the message
   * @return the images
   * @throws InvalidInputException if there are fewer
   */
  public static ImageSet some(ImageSet set, int[] among, int count, Seed seed, String what) {
    if (count > among.length) {
      throw new InvalidInputException("`count` %d: there are %d %s".formatted(count, among.length, what));
    }
    int[] order = among.clone();
    SplittableRandom random = seed.generator(Seed.Purpose.DATA, 0, 0);
    for (int i = 0; i < count; i++) {
      int other = i + random.nextInt(order.length - i);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    return set.take(Arrays.copyOf(order, count));
  }
}
