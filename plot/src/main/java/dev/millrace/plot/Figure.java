package dev.millrace.plot;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * An image with a title, a grid of equal panels and a legend below them. Every margin follows from the texts' sizes, so no text
 * meets another, is cut off or covers data.
 */
final class Figure {
  private static final int MARGIN = 20;
  private static final int TICK_LABELS = 26;
  private static final int TICK_GAP = 9;
  private static final int TEXT_GAP = 4;
  private static final int ROW_GAP = 16;

  private final Labels labels;
  private final BufferedImage image;
  private final Graphics2D g;
  private final List<Axes> panels = new ArrayList<>();

  /**
   * @param axes the size and the numbers of every panel
   */
  Figure(String title, Labels labels, Axes axes, List<Key> keys) {
    this.labels = labels;
    int columns = labels.columns().size();
    int rows = labels.rows().size();
    int boxWidth = axes.box().width;
    int boxHeight = axes.box().height;

    int widestTitle = Math.max(Labels.widest(Text.PANEL, labels.columns()),
        Labels.widest(Text.LABEL, labels.captions()));
    int upTicks = Labels.widest(Text.TICK, axes.up().ticks().stream().map(Tick::label).toList());
    int acrossTicks = Labels.widest(Text.TICK, axes.across().ticks().stream().map(Tick::label).toList());
    int rowNames = Labels.highest(labels.rowFont(), labels.rows());
    int rowNamesGap = rowNames > 0 ? 6 : 0;
    int overhang = Math.max(acrossTicks / 2, (widestTitle - boxWidth) / 2);
    int pitch = boxWidth + Math.max(22, 2 * overhang + 12);
    int left = MARGIN + Math.max(overhang, rowNames + rowNamesGap + upTicks + TICK_GAP);
    int panelsWidth = pitch * (columns - 1) + boxWidth;
    int titleWidth = Text.width(Text.TITLE, title);
    int width = Math.max(left + panelsWidth + Math.max(MARGIN, MARGIN / 2 + overhang), titleWidth + 2 * MARGIN);
    var legend = new Legend(keys, width - 2 * MARGIN);
    width = Math.max(width, legend.width() + 2 * MARGIN);
    // What the panels leave of the width is shared out on both their sides.
    left += (width - left - panelsWidth - Math.max(MARGIN, MARGIN / 2 + overhang)) / 2;

    int titleHeight = Text.height(Text.TITLE, title);
    int columnNames = Labels.highest(Text.PANEL, labels.columns());
    int captions = Labels.highest(Text.LABEL, labels.captions());
    int rowOverhang = Math.max(0, (Labels.widest(labels.rowFont(), labels.rows()) - boxHeight) / 2);
    int headBottom = MARGIN * 3 / 4 + titleHeight + (titleHeight > 0 ? 6 : 0);
    int panelTexts = columnNames + captions + (columnNames + captions > 0 ? TEXT_GAP : 0);
    int top = headBottom + Math.max(panelTexts, rowOverhang);
    int rowPitch = boxHeight + Math.max(captions + ROW_GAP, 2 * rowOverhang + 12);
    int bottom = top + rowPitch * (rows - 1) + boxHeight;
    int acrossName = Text.height(Text.LABEL, labels.across());
    int acrossBottom = bottom + Math.max(TICK_LABELS + acrossName, rowOverhang);
    int height = acrossBottom + (keys.isEmpty() ? MARGIN / 2 : legend.height());

    image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setColor(Ink.PAPER);
    g.fillRect(0, 0, width, height);

    double middle = left + panelsWidth / 2.0;
    drawCentred(middle, titleWidth, x -> Text.draw(g, Text.TITLE, title, x, MARGIN * 3 / 4.0 + titleHeight / 2.0));
    for (int row = 0; row < rows; row++) {
      int rowTop = top + row * rowPitch;
      drawTurned(labels.rows().get(row), left - upTicks - TICK_GAP - rowNamesGap - rowNames / 2.0,
          rowTop + boxHeight / 2.0);
      for (int column = 0; column < columns; column++) {
        Axes panel = axes.at(left + column * pitch, rowTop);
        panels.add(panel);
        panel.drawGrid(g);
        double centre = panel.box().getCenterX();
        Text.drawCentred(g, Text.LABEL, labels.captions().get(row * columns + column), centre,
            rowTop - TEXT_GAP - captions / 2.0);
      }
    }
    for (int column = 0; column < columns; column++) {
      double centre = panels.get(column).box().getCenterX();
      Text.drawCentred(g, Text.PANEL, labels.columns().get(column), centre,
          top - TEXT_GAP - captions - columnNames / 2.0);
      Text.drawCentred(g, Text.LABEL, labels.across(), centre, bottom + TICK_LABELS + acrossName / 2);
    }
    drawCentred(middle, legend.width(), x -> legend.draw(g, x, acrossBottom));
  }

  /** Centres something about the panels' middle, or as near to it as the image's margins allow. */
  private void drawCentred(double middle, int width, IntConsumer drawFrom) {
    drawFrom.accept(
        (int) Math.clamp(middle - width / 2.0, MARGIN, Math.max(MARGIN, image.getWidth() - MARGIN - width)));
  }

  private void drawTurned(String text, double x, double y) {
    var upright = g.getTransform();
    g.rotate(-Math.PI / 2, x, y);
    Text.drawCentred(g, labels.rowFont(), text, x, y);
    g.setTransform(upright);
  }

  BufferedImage image() {
    return image;
  }

  /** The panels are numbered row by row. */
  Axes panel(int index) {
    return panels.get(index);
  }

  /** Lets something draw into a panel; nothing that it draws reaches beyond the panel. */
  void drawInside(Axes panel, Consumer<Graphics2D> drawing) {
    Shape everywhere = g.getClip();
    g.setClip(panel.box());
    drawing.accept(g);
    g.setClip(everywhere);
  }

  /** Draws the frames and ticks over what the panels hold, and hands out the image. */
  BufferedImage finish() {
    int columns = labels.columns().size();
    for (int i = 0; i < panels.size(); i++) {
      panels.get(i).drawFrame(g, i >= panels.size() - columns, i % columns == 0);
    }
    g.dispose();
    return image;
  }
}
