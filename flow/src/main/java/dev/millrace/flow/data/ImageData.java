package dev.millrace.flow.data;

import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;

/**
 * Images to learn and images kept apart, of one size and with the same classes: the second tell how far apart two true samples
 * lie, and whether a model only repeats the first.
 *
 * @param train what a model learns
 * @param test what it never sees
 */
public record ImageData(ImageSet train, ImageSet test) {
  private static final int ONE_IN = 10;

  /**
   * Checks that the two belong together.
   *
   * @throws IllegalArgumentException if dimensions or classes differ
   */
  public ImageData {
    if (train.channels() != test.channels() || train.height() != test.height() || train.width() != test.width()) {
      throw new IllegalArgumentException("%s: training images of %d × %d × %d, test images of %d × %d × %d"
          .formatted(train.name(), train.channels(), train.height(), train.width(), test.channels(), test.height(),
              test.width()));
    }
    if (!train.classNames().equals(test.classNames())) {
      throw new IllegalArgumentException("%s: training classes %s, test classes %s"
          .formatted(train.name(), train.classNames(), test.classNames()));
    }
  }

  /**
   * Keeps every tenth image apart, by order and not by chance: of images that stand class by class, a tenth of each class. Of
   * fewer than ten the last is kept.
   *
   * @throws InvalidInputException if there is only one image
   */
  static ImageData keepingATenth(ImageSet all) {
    if (all.count() < 2) {
      throw new InvalidInputException(
          all.name() + ": one image, expected at least 2: one to learn and one to keep apart");
    }
    int last = Math.min(ONE_IN, all.count()) - 1;
    return new ImageData(all.take(IntStream.range(0, all.count()).filter(i -> i % ONE_IN != last).toArray()),
        all.take(IntStream.range(0, all.count()).filter(i -> i % ONE_IN == last).toArray()));
  }
}
