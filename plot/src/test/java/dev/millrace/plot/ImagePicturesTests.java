package dev.millrace.plot;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImagePicturesTests {
  /** Image i is all of one colour, which no text nor paper has: 10·i + 5 of red and half of green; its last pixel is black. */
  private static Images tints(int from, int count, int side) {
    int size = side * side;
    float[] values = new float[count * 3 * size];
    Arrays.fill(values, -1);
    for (int i = 0; i < count; i++) {
      Arrays.fill(values, 3 * i * size, (3 * i + 1) * size - 1, (10 * (from + i) + 5) / 127.5f - 1);
      Arrays.fill(values, (3 * i + 1) * size, (3 * i + 2) * size - 1, 0);
    }
    return new Images(values, 3, side, side);
  }

  private static PixelSearch find(BufferedImage image, int index) {
    return PixelSearch.of(image, rgb -> (rgb & 0xFFFFFF) == ((10 * index + 5) << 16 | 0x8000));
  }

  /** Where images are: all of a column share their left edge, all of a row their top edge, and none has lost a pixel. */
  private static void assertGrid(BufferedImage image, int side, int scale, int[][] rows) {
    for (int r = 0; r < rows.length; r++) {
      for (int c = 0; c < rows[r].length; c++) {
        PixelSearch tile = find(image, rows[r][c]);
        assertEquals((side * side - 1) * scale * scale, tile.count(), "image " + rows[r][c]);
        assertEquals(side * scale, tile.maxX() - tile.minX() + 1);
        assertEquals(side * scale, tile.maxY() - tile.minY() + 1);
        assertEquals(find(image, rows[0][c]).minX(), tile.minX());
        assertEquals(find(image, rows[r][0]).minY(), tile.minY());
        if (c > 0) {
          assertTrue(tile.minX() > find(image, rows[r][c - 1]).maxX() + 1);
        }
        if (r > 0) {
          assertTrue(tile.minY() > find(image, rows[r - 1][c]).maxY() + 1);
        }
        // The black pixel stands in the lower right corner, whole and sharp.
        assertEquals(0xFF000000, image.getRGB(tile.maxX(), tile.maxY()));
        assertEquals(0xFF000000, image.getRGB(tile.maxX() - scale + 1, tile.maxY() - scale + 1));
        assertTrue(image.getRGB(tile.maxX() - scale, tile.maxY()) != 0xFF000000);
      }
    }
  }

  @Test
  void aGridIsInReadingOrderAndPixelsAreSquares() {
    assertGrid(ImagePictures.grid("", tints(0, 7, 8), 3), 8, 14, new int[][]{{0, 1, 2}, {3, 4, 5}, {6}});
    assertGrid(ImagePictures.grid("A title that is much longer than the grid is wide", tints(0, 2, 28), 9), 28, 4,
        new int[][]{{0, 1}});
    // More than a row of the sheet has room for at a legible size: the sheet grows.
    assertGrid(ImagePictures.grid("", tints(0, 24, 28), 24), 28, 2, new int[][]{IntStream.range(0, 24).toArray()});
    assertGrid(ImagePictures.grid("", tints(0, 2, 200), 2), 200, 1, new int[][]{{0, 1}});
  }

  @Test
  void namedRowsAndColumnsStandOutsideTheImages() {
    BufferedImage image = ImagePictures.grid("Guidance", tints(0, 6, 10), List.of("class of a long name", "7"),
        List.of("w = 1", "a name wider than its column", "w = 4"));
    assertGrid(image, 10, 11, new int[][]{{0, 1, 2}, {3, 4, 5}});
    PixelSearch first = find(image, 0);
    // Letters of row names left of the first column, and none at the picture's edge.
    assertTrue(
        PixelSearch.of(image, 0, first.minX(), first.minY(), first.maxY(), rgb -> (rgb & 0xFF) < 80).count() > 50);
    assertEquals(0, PixelSearch.of(image, 0, 8, 0, image.getHeight(), rgb -> (rgb & 0xFF) < 250).count());
    assertEquals(0, PixelSearch.of(image, image.getWidth() - 8, image.getWidth(), 0, image.getHeight(),
        rgb -> (rgb & 0xFF) < 250).count());
  }

  @Test
  void stripsAndStepsHaveARowForEachSample() {
    List<Images> states = List.of(tints(0, 2, 8), tints(2, 2, 8), tints(4, 2, 8));
    int[][] rows = {{0, 2, 4}, {1, 3, 5}};
    assertGrid(ImagePictures.strips("", states, new double[]{0, 0.5, 1}), 8, 14, rows);
    assertGrid(ImagePictures.steps("", states, 1, 10, 100), 8, 14, rows);
    assertGrid(ImagePictures.interpolations("", tints(0, 6, 8), 3), 8, 14, new int[][]{{0, 1, 2}, {3, 4, 5}});
    assertGrid(ImagePictures.stages("", List.of("image", "noise", "again"), states), 8, 14,
        new int[][]{{0, 1}, {2, 3}, {4, 5}});
  }

  @Test
  void neighboursStandBesideTheirSample() {
    BufferedImage image = ImagePictures.neighbours("Nearest", tints(0, 2, 8), tints(2, 6, 8),
        new double[]{0, 1.25, 2, 3, 4, 12345.678});
    assertGrid(image, 8, 14, new int[][]{{0, 2, 3, 4}, {1, 5, 6, 7}});
    int gap = find(image, 2).minX() - find(image, 0).maxX();
    assertTrue(gap > find(image, 3).minX() - find(image, 2).maxX() + 8);
  }

  @Test
  void coloursAreClampedAndWhatIsNotFiniteIsRed() {
    float[] values = new float[3 * 4];
    // Red, green and blue of four pixels.
    float[] pixels = {-1, 0, 1, 5, -5, 0.5f, Float.NaN, 0, 0, -1, -1, Float.NEGATIVE_INFINITY};
    for (int p = 0; p < 4; p++) {
      for (int c = 0; c < 3; c++) {
        values[c * 4 + p] = pixels[3 * p + c];
      }
    }
    BufferedImage image = ImagePictures.grid("", new Images(values, 3, 2, 2), 1);
    int left = 16;
    int top = 16;
    assertEquals(0xFF0080FF, image.getRGB(left, top));
    assertEquals(0xFFFF00BF, image.getRGB(left + 111, top));
    assertEquals(Ink.NOISE.getRGB(), image.getRGB(left + 55, top + 111));
    assertEquals(Ink.NOISE.getRGB(), image.getRGB(left + 56, top + 56));
    assertEquals(Ink.PAPER.getRGB(), image.getRGB(left - 1, top));
    assertEquals(Ink.PAPER.getRGB(), image.getRGB(left + 112, top));
  }

  @Test
  void oneChannelIsGrey() {
    BufferedImage image = ImagePictures.grid("", new Images(new float[]{-1, 0.2f, 1}, 1, 1, 3), 1);
    assertEquals(0xFF000000, image.getRGB(16, 16));
    assertEquals(0xFF999999, image.getRGB(16 + 37, 16 + 36));
    assertEquals(0xFFFFFFFF, image.getRGB(16 + 74, 16));
  }

  private static void refused(String part, Executable executable) {
    String message = String.valueOf(assertThrows(IllegalArgumentException.class, executable).getMessage());
    assertTrue(message.contains(part), message);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Images two = tints(0, 2, 8);
    refused("channels = 2", () -> new Images(new float[8], 2, 2, 2));
    refused("9 numbers", () -> new Images(new float[9], 1, 2, 2));
    refused("0 numbers", () -> new Images(new float[0], 1, 2, 2));
    refused("2 ≠ 3", () -> ImagePictures.grid("", two, List.of("a"), List.of("b", "c", "d")));
    refused("rows of 3", () -> ImagePictures.interpolations("", tints(0, 4, 8), 3));
    refused("2 ≠ 1", () -> ImagePictures.steps("", List.of(two, two), 1));
    refused("2 ≠ 3", () -> ImagePictures.steps("", List.of(two, tints(0, 3, 8)), 1, 2));
    refused("3 × 9 × 9", () -> ImagePictures.steps("", List.of(two, tints(0, 2, 9)), 1, 2));
    refused("increase", () -> ImagePictures.strips("", List.of(two, two), new double[]{1, 0}));
    refused("neighbours", () -> ImagePictures.neighbours("", two, tints(0, 3, 8), new double[3]));
    refused("distances", () -> ImagePictures.neighbours("", two, tints(0, 4, 8), new double[3]));
    float[] many = new float[20_000 * 784];
    Arrays.fill(many, 0.3f);
    refused("more than", () -> ImagePictures.grid("", new Images(many, 1, 28, 28), 100));
  }

  @Test
  void bareImagesHaveTheirOwnSizeAndAMarginOfAPixel() {
    BufferedImage sheet = ImagePictures.bare(tints(0, 5, 4), 3);
    assertEquals(3 * 6, sheet.getWidth());
    assertEquals(2 * 6, sheet.getHeight());
    assertGrid(sheet, 4, 1, new int[][]{{0, 1, 2}, {3, 4}});
    assertEquals(1, find(sheet, 0).minX());
    assertEquals(7, find(sheet, 3).minY());
    assertThrows(IllegalArgumentException.class, () -> ImagePictures.bare(tints(0, 5, 4), 0));
  }
}
