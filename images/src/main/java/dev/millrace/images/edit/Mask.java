package dev.millrace.images.edit;

import java.nio.file.Path;
import java.util.Locale;

import dev.millrace.images.open.ImageInput;
import dev.millrace.torch.ImageNet;

/** The part of images that is filled in. */
public sealed interface Mask {
  /**
   * Says which numbers of an image are hidden.
   *
   * @param net the shape of the network
   * @return [channels × height × width]; all channels of a pixel are treated alike
   */
  boolean[] hidden(ImageNet net);

  /**
   * The white part of a picture of the size of the images.
   *
   * @param file the file
   */
  record OfFile(Path file) implements Mask {
    @Override
    public boolean[] hidden(ImageNet net) {
      return allChannels(net, ImageInput.mask(net, file));
    }
  }

  /** A part of every image. */
  enum Part implements Mask {
    /** The left half. */
    LEFT,
    /** The right half. */
    RIGHT,
    /** The upper half. */
    TOP,
    /** The lower half. */
    BOTTOM,
    /** The middle, of half the width and half the height. */
    MIDDLE;

    @Override
    public boolean[] hidden(ImageNet net) {
      boolean[] pixels = new boolean[net.height() * net.width()];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = hides(i / net.width(), i % net.width(), net.height(), net.width());
      }
      return allChannels(net, pixels);
    }

    private boolean hides(int y, int x, int height, int width) {
      return switch (this) {
        case LEFT -> x < width / 2;
        case RIGHT -> x >= width - width / 2;
        case TOP -> y < height / 2;
        case BOTTOM -> y >= height - height / 2;
        case MIDDLE -> y >= height / 4 && y < height - height / 4 && x >= width / 4 && x < width - width / 4;
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static boolean[] allChannels(ImageNet net, boolean[] pixels) {
    boolean[] all = new boolean[net.dim()];
    for (int i = 0; i < all.length; i++) {
      all[i] = pixels[i % pixels.length];
    }
    return all;
  }
}
