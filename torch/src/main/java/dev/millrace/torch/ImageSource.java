package dev.millrace.torch;

import java.util.SplittableRandom;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.random.Seed;

/**
 * Images that a network learns from, each with its class and, for fixed pairs, with its noise. Implementations are read
 * by one thread at a time.
 */
public interface ImageSource {
  /** Number of images, which is the length of an epoch. */
  int count();

  /** Count of numbers in an image. */
  int dim();

  /** Number of classes; 0 for none. */
  int classes();

  /**
   * Writes one image, in [−1, 1].
   *
   * @param index 0 to count − 1
   * @param x1 receives it at {@code at}
   * @param flip whether to mirror it horizontally
   */
  void read(int index, float[] x1, int at, boolean flip);

  /** The class of an image; 0 if there are no classes. */
  int label(int index);

  /** Whether noise and images are fixed pairs, which are neither coupled again nor mirrored. */
  default boolean hasFixedPairs() {
    return false;
  }

  /**
   * Writes the source point for an image: new noise from {@code random}, unless the pairs are fixed.
   *
   * @param index 0 to count − 1
   * @param x0 receives it at {@code at}
   */
  default void source(int index, SplittableRandom random, float[] x0, int at) {
    for (int i = at; i < at + dim(); i++) {
      x0[i] = (float) random.nextGaussian();
    }
  }

  /** The images of a set. */
  static ImageSource of(ImageSet set) {
    return new SetSource(set);
  }

  /**
   * Start points for sampling: noise, [count, dim].
   *
   * @return the noise; the first n points of a longer draw equal those of a shorter one
   */
  static float[] noise(int count, int dim, Seed seed, Seed.Purpose purpose) {
    return noise(count, dim, seed, purpose, 0);
  }

  /** As {@link #noise(int, int, Seed, Seed.Purpose)}, for one draw of several. */
  static float[] noise(int count, int dim, Seed seed, Seed.Purpose purpose, int index) {
    return noise(0, count, dim, seed, purpose, index);
  }

  /** As {@link #noise(int, int, Seed, Seed.Purpose, int)}, from a row on. */
  static float[] noise(long offset, int count, int dim, Seed seed, Seed.Purpose purpose, int index) {
    float[] x0 = new float[Sizes.product(count, dim)];
    for (int i = 0; i < count; i++) {
      SplittableRandom random = seed.generator(purpose, index, offset + i);
      for (int j = i * dim; j < (i + 1) * dim; j++) {
        x0[j] = (float) random.nextGaussian();
      }
    }
    return x0;
  }
}
