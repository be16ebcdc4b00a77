package dev.millrace.images.sample;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.Supplier;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import dev.millrace.plot.Png;

/** Files of images: numbers or a picture. */
public final class ImageFiles {
  private static final String NUMBERS = ".npy";
  private static final String PICTURE = ".png";
  /** The endings of the files that images can be written to. */
  public static final List<String> ENDINGS = List.of(NUMBERS, PICTURE);
  /** The greatest number of pixels of a picture, and how many of them a small image takes. */
  private static final long MOST_PIXELS = 1 << 25;
  private static final int LEAST_SIDE = 60;

  private ImageFiles() {
  }

  /**
   * Fails if images make too large a picture.
   *
   * @param name of the file, which ends in ".png" if it is a picture
   * @param count how many
   * @param height height of an image in pixels
   * @param width width of an image in pixels
   * @throws InvalidInputException if they do
   */
  public static void requireRoom(String name, int count, int height, int width) {
    long most = MOST_PIXELS / ((long) Math.max(LEAST_SIDE, height) * Math.max(LEAST_SIDE, width));
    if (name.endsWith(PICTURE) && count > most) {
      throw new InvalidInputException(
          "`out` %s: %d images, a picture holds at most %d of %d × %d; a .npy file holds any number".formatted(name,
              count, most, height, width));
    }
  }

  /**
   * {@return the content of a file}
   *
   * @param ending one of {@link #ENDINGS}
   * @param images [count, channels, height, width], not clipped
   * @param picture the picture that is written as .png
   */
  public static AtomicFile.Body of(String ending, FloatArray images, Supplier<BufferedImage> picture) {
    if (ending.equals(NUMBERS)) {
      return out -> Npy.write(out, images);
    }
    BufferedImage drawn = picture.get();
    return out -> Png.write(drawn, out);
  }
}
