package dev.millrace.flow.io;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** PNGs whose pixels are numbers of colours, as GIF converters and optimisers write them. */
class PalettePictureTests {
  private static final int WIDTH = 7;
  private static final int HEIGHT = 5;

  @TempDir
  Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({"1, 2, false", "1, 2, true", "2, 3, false", "2, 4, true", "4, 11, false", "4, 16, true", "8, 1, false",
      "8, 200, true", "8, 256, false"})
  void eachPixelHasItsColourOfThePalette(int bits, int colours, boolean transparent) throws IOException {
    Random random = new Random(bits * 1000L + colours);
    byte[][] palette = new byte[4][colours];
    for (byte[] channel : palette) {
      random.nextBytes(channel);
    }
    if (!transparent) {
      Arrays.fill(palette[3], (byte) 255);
    }
    IndexColorModel model = transparent
        ? new IndexColorModel(bits, colours, palette[0], palette[1], palette[2], palette[3])
        : new IndexColorModel(bits, colours, palette[0], palette[1], palette[2]);
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT,
        bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY, model);
    byte[] expected = new byte[3 * WIDTH * HEIGHT];
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      int index = random.nextInt(colours);
      image.getRaster().setSample(i % WIDTH, i / WIDTH, 0, index);
      int alpha = palette[3][index] & 0xFF;
      for (int c = 0; c < 3; c++) {
        double shown = ((palette[c][index] & 0xFF) * alpha + 255.0 * (255 - alpha)) / 255;
        expected[c * WIDTH * HEIGHT + i] = (byte) Math.round(shown);
      }
    }
    Path file = folder.resolve("p.png");
    ImageIO.write(image, "png", file.toFile());
    assertEquals(3, Files.readAllBytes(file)[25], "the colour type of a palette");
    PictureFile.Header header = PictureFile.header(file);
    assertEquals(WIDTH, header.width());
    assertEquals(HEIGHT, header.height());
    assertFalse(header.grey());
    assertArrayEquals(expected, PictureFile.read(file, 3));
  }

  @Test
  void aPaletteOfGreysIsGrey() throws IOException {
    byte[] ramp = {0, 50, 100, (byte) 200};
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_BINARY,
        new IndexColorModel(2, 4, ramp, ramp, ramp));
    for (int i = 0; i < 4; i++) {
      image.getRaster().setSample(i % 2, i / 2, 0, i);
    }
    Path file = folder.resolve("g.png");
    ImageIO.write(image, "png", file.toFile());
    assertTrue(PictureFile.header(file).grey());
    assertArrayEquals(ramp, PictureFile.read(file, 1));
  }
}
