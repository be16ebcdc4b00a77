package dev.millrace.plot;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AnimationTests {
  private static final Limits SQUARE = new Limits(-2, 2, -2, 2);

  private static byte[] gif(float[][] frames, double[] times, float[] real) throws IOException {
    var out = new ByteArrayOutputStream();
    Animation.gif(out, "Flow", frames, times, real, SQUARE);
    return out.toByteArray();
  }

  private static ImageReader reader(byte[] gif) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(gif)));
    return reader;
  }

  private static int delay(ImageReader reader, int frame) throws IOException {
    var root = (IIOMetadataNode) reader.getImageMetadata(frame).getAsTree("javax_imageio_gif_image_1.0");
    var control = (IIOMetadataNode) root.getElementsByTagName("GraphicControlExtension").item(0);
    return Integer.parseInt(control.getAttribute("delayTime"));
  }

  @Test
  void hasAFrameForEachTimeWithDelaysThatFollowTheTimes() throws IOException {
    float[][] frames = {{-1, 0}, {0, 0}, {1, 0}};
    ImageReader reader = reader(gif(frames, new double[]{0, 0.25, 1}, new float[]{1, 1}));
    assertEquals(3, reader.getNumImages(true));
    assertEquals(75, delay(reader, 0));
    assertEquals(225, delay(reader, 1));
    assertEquals(150, delay(reader, 2));
    double previous = 0;
    for (int k = 0; k < 3; k++) {
      BufferedImage image = reader.read(k);
      assertEquals(480, image.getWidth(), 40);
      double x = PixelSearch.aboveLegend(image, PixelSearch::blue).meanX();
      // A panel of 410 pixels shows 4 units, and the particle goes one unit a frame.
      assertEquals(k == 0 ? x : previous + 102.5, x, 1);
      previous = x;
    }
  }

  @Test
  void repeatsWithoutEnd() throws IOException {
    byte[] gif = gif(new float[][]{{0, 0}, {1, 1}}, new double[]{0, 1}, new float[0]);
    // The extension that browsers know: name, block of 3 bytes, 1, number of repetitions (0: endless).
    String wanted = "!\u00FF\u000BNETSCAPE2.0\u0003\u0001\u0000\u0000\u0000";
    int at = 13 + 3 * (2 << (gif[10] & 7)); // after the header and the palette
    boolean found = false;
    while (gif[at] == '!') {
      found |= new String(gif, at, wanted.length(), StandardCharsets.ISO_8859_1).equals(wanted);
      at += 2;
      while (gif[at] != 0) {
        at += 1 + (gif[at] & 0xFF);
      }
      at++;
    }
    assertEquals(',', gif[at], "the first image follows the extensions");
    assertTrue(found);
  }

  @Test
  void aThousandParticlesInSixtyFramesStaySmall() throws IOException {
    var random = new Random(1);
    float[][] frames = new float[60][2000];
    double[] times = new double[60];
    for (int k = 0; k < 60; k++) {
      times[k] = k / 59.0;
      for (int i = 0; i < 2000; i++) {
        frames[k][i] = (float) random.nextGaussian();
      }
    }
    float[] real = new float[4000];
    for (int i = 0; i < real.length; i++) {
      real[i] = (float) (0.7 * random.nextGaussian());
    }
    int bytes = gif(frames, times, real).length;
    assertTrue(bytes < 1_500_000, bytes + " bytes");
  }

  @Test
  void wrongArgumentsAreRefused() {
    float[][] two = {{0, 0}, {1, 1}};
    float[] none = {};
    assertThrows(IllegalArgumentException.class, () -> gif(new float[0][], new double[0], none));
    assertThrows(IllegalArgumentException.class, () -> gif(two, new double[]{0}, none));
    assertThrows(IllegalArgumentException.class, () -> gif(two, new double[]{0.5, 0.5}, none));
    assertThrows(IllegalArgumentException.class, () -> gif(two, new double[]{0, 1.1}, none));
    assertThrows(IllegalArgumentException.class, () -> gif(two, new double[]{-0.1, 1}, none));
    assertThrows(IllegalArgumentException.class, () -> gif(two, new double[]{0, 1}, new float[3]));
    assertThrows(IllegalArgumentException.class, () -> gif(new float[][]{{0, 0}, {1}}, new double[]{0, 1}, none));
  }
}
