package dev.millrace.plot;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
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

  /** The outermost lines around the panels. */
  static PixelSearch frame(BufferedImage image) {
    int[] columns = frameLines(image, true);
    int[] rows = frameLines(image, false);
    int left = columns[0];
    int right = columns[columns.length - 1];
    int top = rows[0];
    int bottom = rows[rows.length - 1];
    return new PixelSearch(columns.length + rows.length, (left + right + 1) / 2.0, (top + bottom + 1) / 2.0, left,
        right,
        top, bottom);
  }

  /** What the frames enclose, row by row. */
  static List<Rectangle> panels(BufferedImage image) {
    int[] columns = frameLines(image, true);
    int[] rows = frameLines(image, false);
    List<Rectangle> panels = new ArrayList<>();
    for (int r = 0; r < rows.length; r += 2) {
      for (int c = 0; c < columns.length; c += 2) {
        panels.add(new Rectangle(columns[c] + 1, rows[r] + 1, columns[c + 1] - columns[c] - 1,
            rows[r + 1] - rows[r] - 1));
      }
    }
    return panels;
  }

  static PixelSearch within(BufferedImage image, Rectangle box, IntPredicate wanted) {
    return of(image, box.x, box.x + box.width, box.y, box.y + box.height, wanted);
  }

  /** Columns or rows with more of the frame's grey than any tick or letter has. */
  private static int[] frameLines(BufferedImage image, boolean columns) {
    int[] grey = new int[columns ? image.getWidth() : image.getHeight()];
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if ((image.getRGB(x, y) & 0xFFFFFF) == 0x808080) {
          grey[columns ? x : y]++;
        }
      }
    }
    return IntStream.range(0, grey.length).filter(i -> grey[i] > 80).toArray();
  }

  /** The parts of a box, from left to right, that columns without a wanted pixel keep apart. */
  static List<PixelSearch> islands(BufferedImage image, Rectangle box, IntPredicate wanted) {
    List<PixelSearch> islands = new ArrayList<>();
    int from = box.x;
    for (int x = box.x; x <= box.x + box.width; x++) {
      boolean empty = x == box.x + box.width || of(image, x, x + 1, box.y, box.y + box.height, wanted).count() == 0;
      if (empty && x > from) {
        islands.add(of(image, from, x, box.y, box.y + box.height, wanted));
      }
      from = empty ? x + 1 : from;
    }
    return islands;
  }

  static boolean orange(int rgb) {
    return ((rgb >> 16) & 0xFF) - (rgb & 0xFF) > 74;
  }

  static boolean blue(int rgb) {
    return (rgb & 0xFF) - ((rgb >> 16) & 0xFF) > 74;
  }
}
