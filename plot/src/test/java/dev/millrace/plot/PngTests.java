package dev.millrace.plot;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class PngTests {
  @Test
  void whatIsWrittenIsReadBackPixelForPixel() throws IOException {
    BufferedImage image = Pictures.scatter("Some title", new float[]{0, 0, 1, 1}, new Limits(-1, 2, -1, 2)).image();
    var out = new ByteArrayOutputStream();
    Png.write(image, out);
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
    assertEquals(image.getWidth(), read.getWidth());
    assertEquals(image.getHeight(), read.getHeight());
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        assertEquals(image.getRGB(x, y), read.getRGB(x, y));
      }
    }
  }

  @Test
  void aFailingStreamIsReported() {
    var full = new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException("disk full");
      }
    };
    var image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
    assertThrows(IOException.class, () -> Png.write(image, full));
  }
}
