package dev.millrace.flow.data;

import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;

/**
 * Training images and test images of one size and with the same classes. The test images show how far apart two true
 * samples are, and whether a model only repeats its training images.
 *
 * @param train the images that a model learns from
 * @param test the images that it never sees
 */
public record ImageData(ImageSet train, ImageSet test) {
  private static final int ONE_IN = 10;

  /**
   * Checks that the two sets fit each other.
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
   * Takes every tenth image for the test set, in order and not at random: if the images are sorted by class, this takes
   * a tenth of each class. Of fewer than ten images it takes the last one.
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
