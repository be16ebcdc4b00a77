package dev.millrace.plot;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images in rows and columns. Each pixel of an image is a square of whole pixels of the picture, so that nothing is
 * blurred. Any text may be empty and then takes up no space.
 *
 * @param title above all
 * @param rows texts left of the rows, one per row
 * @param columns texts above the columns, one per column
 * @param captions texts below each image, row by row; or an empty list
 * @param gapAfterFirst whether there is a gap after the first column
 */
record ImageSheet(String title, List<String> rows, List<String> columns, List<String> captions,
    boolean gapAfterFirst) {
  private static final int MARGIN = 16;
  private static final int GAP = 3;
  private static final int APART = 14;
  private static final int SHEET_WIDTH = 960;
  private static final int LEAST_SIDE = 56;
  private static final int GREATEST_SIDE = 112;
  private static final int MOST_PIXELS = 1 << 26;

  /** One tile of a sheet: one image out of a set. */
  record Tile(Images images, int index) {}

  /**
   * Draws the sheet.
   *
   * @param tiles [rows × columns] at most, row by row, all of one size
   */
  BufferedImage draw(List<Tile> tiles) {
    Images first = tiles.getFirst().images;
    int side = Math.clamp(SHEET_WIDTH / columns.size(), LEAST_SIDE, GREATEST_SIDE);
    int scale = Math.max(1, side / Math.max(first.height(), first.width()));
    int width = scale * first.width();
    int height = scale * first.height();
    int captionHeight = Labels.highest(Text.TICK, captions);
    int columnPitch = GAP + Math.max(width, Math.max(Labels.widest(Text.LABEL, columns) + 6,
        Labels.widest(Text.TICK, captions) + 6));
    int rowPitch = Math.max(GAP + height + captionHeight, Labels.highest(Text.LABEL, rows));
    int rowNames = Labels.widest(Text.LABEL, rows);
    int left = MARGIN + rowNames + (rowNames > 0 ? 8 : 0);
    int titleHeight = Text.height(Text.TITLE, title);
    int columnNames = Labels.highest(Text.LABEL, columns);
    int top = MARGIN + titleHeight + (titleHeight > 0 ? 6 : 0) + columnNames + (columnNames > 0 ? 4 : 0);
    int apart = gapAfterFirst ? APART : 0;
    long sheetWidth = Math.max(left + (long) columnPitch * columns.size() + apart - GAP + MARGIN,
        Text.width(Text.TITLE, title) + 2L * MARGIN);
    long sheetHeight = top + (long) rowPitch * rows.size() - GAP + MARGIN;
    if (sheetWidth * sheetHeight > MOST_PIXELS) {
      throw new IllegalArgumentException("%d × %d images make a picture of %d × %d pixels, more than %d in all"
          .formatted(rows.size(), columns.size(), sheetWidth, sheetHeight, MOST_PIXELS));
    }
    var g = new PixelCanvas((int) sheetWidth, (int) sheetHeight);
    Text.draw(g, Text.TITLE, title, MARGIN, MARGIN + titleHeight / 2.0);
    int[] lefts = IntStream.range(0, columns.size())
        .map(c -> left + c * columnPitch + (columnPitch - GAP - width) / 2 + (c > 0 ? apart : 0)).toArray();
    for (int c = 0; c < lefts.length; c++) {
      Text.drawCentred(g, Text.LABEL, columns.get(c), lefts[c] + width / 2.0, top - 4 - columnNames / 2.0);
    }
    for (int r = 0; r < rows.size(); r++) {
      String name = rows.get(r);
      Text.draw(g, Text.LABEL, name, left - 8 - Text.width(Text.LABEL, name), top + r * rowPitch + height / 2.0);
    }
    for (int i = 0; i < tiles.size(); i++) {
      int x = lefts[i % lefts.length];
      int y = top + i / lefts.length * rowPitch;
      Tile tile = tiles.get(i);
      g.pixels(new Rectangle(x, y, width, height),
          (column, row) -> 0xFF000000 | tile.images.rgb(tile.index, (row - y) / scale, (column - x) / scale));
      if (!captions.isEmpty()) {
        Text.drawCentred(g, Text.TICK, captions.get(i), x + width / 2.0, y + height + captionHeight / 2.0);
      }
    }
    return g.finish();
  }
}
