package dev.millrace.plot;

import java.awt.image.BufferedImage;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Looks at finished pictures with no knowledge of how they were laid out. */
record PixelSearch(int count, double meanX, double meanY, int minX, int maxX, int minY, int maxY) {
  static PixelSearch of(BufferedImage image, int fromX, int toX, int fromY, int toY, IntPredicate wanted) {
    int count = 0;
    double sumX = 0;
    double sumY = 0;
    int minX = Integer.MAX_VALUE;
    int maxX = -1;
    int minY = Integer.MAX_VALUE;
    int maxY = -1;
    for (int y = fromY; y < toY; y++) {
      for (int x = fromX; x < toX; x++) {
        if (wanted.test(image.getRGB(x, y))) {
          count++;
          sumX += x + 0.5;
          sumY += y + 0.5;
          minX = Math.min(minX, x);
          maxX = Math.max(maxX, x);
          minY = Math.min(minY, y);
          maxY = Math.max(maxY, y);
        }
      }
    }
    return new PixelSearch(count, sumX / count, sumY / count, minX, maxX, minY, maxY);
  }

  static PixelSearch of(BufferedImage image, IntPredicate wanted) {
    return of(image, 0, image.getWidth(), 0, image.getHeight(), wanted);
  }

  /** The part of the image above the legend: legends stand in its last 35 rows. */
  static PixelSearch aboveLegend(BufferedImage image, IntPredicate wanted) {
    return of(image, 0, image.getWidth(), 0, image.getHeight() - 35, wanted);
  }

  /** The lines around the panels: rows and columns of the frame's grey that are longer than any tick or letter. */
  static PixelSearch frame(BufferedImage image) {
    int[] inColumn = new int[image.getWidth()];
    int[] inRow = new int[image.getHeight()];
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if ((image.getRGB(x, y) & 0xFFFFFF) == 0x808080) {
          inColumn[x]++;
          inRow[y]++;
        }
      }
    }
    int[] columns = IntStream.range(0, inColumn.length).filter(x -> inColumn[x] > 80).toArray();
    int[] rows = IntStream.range(0, inRow.length).filter(y -> inRow[y] > 80).toArray();
    int left = columns[0];
    int right = columns[columns.length - 1];
    int top = rows[0];
    int bottom = rows[rows.length - 1];
    return new PixelSearch(columns.length + rows.length, (left + right + 1) / 2.0, (top + bottom + 1) / 2.0, left,
        right,
        top, bottom);
  }

  static boolean red(int rgb) {
    return ((rgb >> 16) & 0xFF) > 150 && ((rgb >> 8) & 0xFF) < 110 && (rgb & 0xFF) < 110;
  }

  static boolean green(int rgb) {
    return ((rgb >> 16) & 0xFF) < 110 && ((rgb >> 8) & 0xFF) > 110 && (rgb & 0xFF) < 120;
  }

  static boolean blue(int rgb) {
    return (rgb & 0xFF) - ((rgb >> 16) & 0xFF) > 60;
  }
}
