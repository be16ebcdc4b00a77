package dev.millrace.plot;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;

import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes images as PNG. */
public final class Png {
  private Png() {
  }

  /**
   * Writes an image as PNG, without temporary files. The stream is not closed.
   *
   * @param image the picture
   * @param out where to write; it is not closed
   * @throws IOException if the stream fails
   */
  public static void write(BufferedImage image, OutputStream out) throws IOException {
    // A stream of our own keeps ImageIO from making a temporary file, without changing its settings for the whole process.
    try (var buffered = new MemoryCacheImageOutputStream(out)) {
      if (!ImageIO.write(image, "png", buffered)) {
        throw new IOException("no PNG writer for an image of type " + image.getType());
      }
    }
  }
}
