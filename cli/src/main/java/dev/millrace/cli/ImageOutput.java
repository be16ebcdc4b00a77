package dev.millrace.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import dev.millrace.plot.Png;
import dev.millrace.torch.ImageNet;

/** Writes images to a file, as numbers or as a picture. */
final class ImageOutput {
  private static final String NUMBERS = ".npy";
  private static final String PICTURE = ".png";
  /** The greatest number of pixels of a picture, and how many of them a small image takes. */
  private static final long MOST_PIXELS = 1 << 25;
  private static final int LEAST_SIDE = 60;

  private ImageOutput() {
  }

  static void requireKnownEnding(Path file) {
    OutputFile.require("--out", file, NUMBERS, PICTURE);
  }

  /** @throws InvalidInputException if the images would make too large a picture */
  static void requireRoom(Path file, int count, int height, int width) {
    long most = MOST_PIXELS / ((long) Math.max(LEAST_SIDE, height) * Math.max(LEAST_SIDE, width));
    if (file.toString().endsWith(PICTURE) && count > most) {
      throw new InvalidInputException(
          "--out %s: %d images, a picture holds at most %d of %d × %d; a .npy file holds any number".formatted(file,
              count, most, height, width));
    }
  }

  /**
   * Writes images.
   *
   * @param images [count, channels, height, width], not clipped
   * @param picture the picture that is written as .png
   */
  static void write(Path file, float[] images, ImageNet net, Supplier<BufferedImage> picture) throws IOException {
    if (file.toString().endsWith(NUMBERS)) {
      FloatArray array = FloatArray.of(images, images.length / net.dim(), net.channels(), net.height(), net.width());
      AtomicFile.write(file, out -> Npy.write(out, array));
    } else {
      write(file, picture.get());
    }
  }

  static void write(Path file, BufferedImage picture) throws IOException {
    AtomicFile.write(file, out -> Png.write(picture, out));
  }
}
