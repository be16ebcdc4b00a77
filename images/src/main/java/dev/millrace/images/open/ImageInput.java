package dev.millrace.images.open;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.data.ImageSources;
import dev.millrace.flow.data.PictureOptions;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.io.PictureFile;
import dev.millrace.torch.ImageNet;

/** Reads files of images, noise and masks, for a network that takes images of one size only. */
public final class ImageInput {
  private static final int GREY = 1;
  private static final int COLOURS = 3;

  private ImageInput() {
  }

  /**
   * Reads images.
   *
   * @param run the run
   * @param file a .npy file of [count, channels, height, width] in [−1, 1], or a picture, which is scaled to the
   *           network's size if the run's training pictures were
   * @return [count, channels, height, width]
   * @throws IOException if reading or writing fails
   */
  public static float[] images(ImageRun run, Path file) throws IOException {
    return file.toString().endsWith(".npy") ? array(run.net(), file) : picture(run, file);
  }

  /**
   * Reads numbers in the shape of images, such as noise.
   *
   * @param net the shape of the network
   * @param file the file
   * @return the numbers
   * @throws IOException if reading or writing fails
   */
  public static float[] array(ImageNet net, Path file) throws IOException {
    FloatArray array = Npy.read(file).requireFinite(file);
    List<Integer> expected = List.of(array.rows(), net.channels(), net.height(), net.width());
    if (!array.shape().equals(expected) || array.rows() == 0) {
      throw new InvalidInputException("%s: shape %s, expected [count, %d, %d, %d]".formatted(file, array.shape(),
          net.channels(), net.height(), net.width()));
    }
    return array.values();
  }

  private static float[] picture(ImageRun run, Path file) {
    int channels = run.net().channels();
    // Many programs write grey pictures with three equal channels.
    if (channels == GREY && run.config().channels() != GREY && !PictureFile.header(file).grey() && isColoured(file)) {
      throw new InvalidInputException(
          file + ": has three channels (colour), the network takes one (grey)");
    }
    ImageSet picture = ImageSources.picture(file, new PictureOptions(run.config().size(), channels));
    run.requireSize(picture);
    return picture.floats();
  }

  private static boolean isColoured(Path file) {
    byte[] pixels = PictureFile.read(file, COLOURS);
    int size = pixels.length / COLOURS;
    return !Arrays.equals(pixels, 0, size, pixels, size, 2 * size)
        || !Arrays.equals(pixels, 0, size, pixels, 2 * size, pixels.length);
  }

  /**
   * Reads a mask.
   *
   * @param net the shape of the network
   * @param file a picture of the size of the images, white where they are filled in
   * @return [height × width], whether a pixel is hidden
   */
  public static boolean[] mask(ImageNet net, Path file) {
    PictureFile.Header header = PictureFile.header(file);
    if (header.height() != net.height() || header.width() != net.width()) {
      throw new InvalidInputException("`mask` %s: %d × %d pixels, expected the images' %d × %d".formatted(file,
          header.height(), header.width(), net.height(), net.width()));
    }
    byte[] pixels = PictureFile.read(file, GREY);
    boolean[] hidden = new boolean[pixels.length];
    boolean some = false;
    for (int i = 0; i < pixels.length; i++) {
      hidden[i] = pixels[i] < 0; // 128 and more
      some |= hidden[i];
    }
    if (!some) {
      throw new InvalidInputException("`mask` " + file + ": nothing is white, so that nothing is to be filled in");
    }
    return hidden;
  }
}
