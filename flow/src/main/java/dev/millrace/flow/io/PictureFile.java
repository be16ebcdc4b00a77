package dev.millrace.flow.io;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.MemoryCacheImageInputStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.Sizes;
import dev.millrace.flow.text.Shown;

/**
 * Reads PNG and JPEG into 8-bit pixels. The dimensions are known, and checked, before any pixel is decoded. Transparent
 * pixels become white. The orientation in a photograph's metadata and its colour profile are ignored: numbers are taken
 * to be sRGB.
 */
public final class PictureFile {
  /** The most pixels a picture may have: some 200 MB when decoded. */
  public static final int MOST_PIXELS = 1 << 26;

  /**
   * What a file's header says about its picture.
   *
   * @param width in pixels, at least 1
   * @param height in pixels, at least 1
   * @param grey whether it has no colours
   */
  public record Header(int width, int height, boolean grey) {}

  private PictureFile() {
  }

  @FunctionalInterface
  private interface Step<T> {
    T apply(ImageReader reader, Header header) throws IOException;
  }

  /**
   * Reads only the header.
   *
   * @param file the file
   * @return the header
   * @throws InvalidInputException if there is no such file, it is neither PNG nor JPEG, or its header states more
   *     pixels than {@link #MOST_PIXELS} or than a file of its size can hold
   */
  public static Header header(Path file) {
    return with(file, false, (_, header) -> header);
  }

  /**
   * Decodes a picture.
   *
   * @param file the file
   * @param channels 1: grey, where a colour becomes its luma 0.299·R + 0.587·G + 0.114·B; 3: red, green, blue
   * @return [channels, height, width], unsigned, 0 to 255
   * @throws InvalidInputException as {@link #header}, or if the file is damaged or truncated
   */
  public static byte[] read(Path file, int channels) {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels = " + channels + ", expected 1 or 3");
    }
    BufferedImage image = with(file, true, (reader, _) -> {
      reader.addIIOReadWarningListener((_, warning) -> {
        // The JPEG reader invents the rest of a truncated file.
        if (warning.toLowerCase(Locale.ROOT).contains("premature")) {
          throw new InvalidInputException(file + ": cut short");
        }
      });
      return reader.read(0);
    });
    boolean grey = hasGreySpace(image.getColorModel());
    return grey ? fromGrey(image, channels) : fromColours(image, channels);
  }

  /** Turns whatever the decoders of the JDK throw for a bad file into an exception with a message of one line. */
  private static <T> T with(Path file, boolean pixels, Step<T> step) {
    InputFile.requireReadable(file);
    try {
      PictureBytes found = PictureBytes.of(file, pixels);
      ImageReader reader = ImageIO.getImageReadersByFormatName(found.format()).next();
      try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(found.bytes()))) {
        reader.setInput(stream, true, true);
        return step.apply(reader, header(reader, found, file));
      } finally {
        reader.dispose();
      }
    } catch (InvalidInputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      String cause = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new InvalidInputException("%s: cannot be read as a picture: %s".formatted(file, Shown.line(cause)), e);
    }
  }

  private static Header header(ImageReader reader, PictureBytes found, Path file) throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if ((long) width * height > MOST_PIXELS) {
      throw new InvalidInputException("%s: %d × %d pixels, expected at most %d in all"
          .formatted(file, width, height, MOST_PIXELS));
    }
    if ((long) width * height > found.mostPixels()) {
      throw new InvalidInputException("%s: %d × %d pixels, more than a file of this size can hold"
          .formatted(file, width, height));
    }
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    boolean jpeg = found.format().equals("jpeg");
    // A JPEG with four channels is CMYK, which the JDK's reader mistakes for red, green, blue and transparency.
    ColorModel colors = types.hasNext() ? types.next().getColorModel() : null;
    if (colors == null || (jpeg && colors.getNumComponents() > 3)) {
      throw new InvalidInputException(file + ": colours in a form that is not supported, expected grey or RGB");
    }
    return new Header(width, height, hasGreySpace(colors) || hasGreyPalette(colors));
  }

  private static boolean hasGreySpace(ColorModel colors) {
    return colors.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
  }

  private static boolean hasGreyPalette(ColorModel colors) {
    if (!(colors instanceof IndexColorModel palette)) {
      return false;
    }
    for (int i = 0; i < palette.getMapSize(); i++) {
      if (palette.getRed(i) != palette.getGreen(i) || palette.getGreen(i) != palette.getBlue(i)) {
        return false;
      }
    }
    return true;
  }

  /** Reads the raster itself, because BufferedImage takes grey for linear light and its getRGB would brighten it. */
  private static byte[] fromGrey(BufferedImage image, int channels) {
    Raster raster = image.getRaster();
    int size = Sizes.product(image.getWidth(), image.getHeight());
    byte[] pixels = new byte[Sizes.product(channels, size)];
    int most = (1 << image.getColorModel().getComponentSize(0)) - 1;
    boolean transparent = raster.getNumBands() > 1;
    int[] samples = new int[raster.getNumBands() * image.getWidth()];
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, image.getWidth(), 1, samples);
      for (int x = 0; x < image.getWidth(); x++) {
        int grey = samples[raster.getNumBands() * x];
        int alpha = transparent ? samples[raster.getNumBands() * x + 1] : most;
        byte value = (byte) onWhite(scaled(grey, most), scaled(alpha, most));
        for (int c = 0; c < channels; c++) {
          pixels[c * size + y * image.getWidth() + x] = value;
        }
      }
    }
    return pixels;
  }

  private static int scaled(int sample, int most) {
    return most == 255 ? sample : (int) Math.round(sample * 255.0 / most);
  }

  private static byte[] fromColours(BufferedImage image, int channels) {
    int width = image.getWidth();
    int size = Sizes.product(width, image.getHeight());
    byte[] pixels = new byte[Sizes.product(channels, size)];
    int[] row = new int[width];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        int alpha = row[x] >>> 24;
        int red = onWhite(row[x] >> 16 & 0xFF, alpha);
        int green = onWhite(row[x] >> 8 & 0xFF, alpha);
        int blue = onWhite(row[x] & 0xFF, alpha);
        int at = y * width + x;
        if (channels == 1) {
          pixels[at] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
        } else {
          pixels[at] = (byte) red;
          pixels[size + at] = (byte) green;
          pixels[2 * size + at] = (byte) blue;
        }
      }
    }
    return pixels;
  }

  private static int onWhite(int value, int alpha) {
    return (value * alpha + 255 * (255 - alpha) + 127) / 255;
  }
}
