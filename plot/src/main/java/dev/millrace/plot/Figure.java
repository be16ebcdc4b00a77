package dev.millrace.plot;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * An image with a title, equal panels in a row and a legend below them. Every margin follows from the texts' sizes, so no text
 * meets another, is cut off or covers data.
 */
final class Figure {
  private static final int MARGIN = 20;
  private static final int TICK_LABELS = 26;
  private static final int KEY_GAP = 28;
  private static final int KEY_LABEL_GAP = 8;

  private final BufferedImage image;
  private final Graphics2D g;
  private final List<Axes> panels = new ArrayList<>();

  /**
   * @param panelTitles one for each panel; an empty text takes no room
   * @param axes the size and the limits of every panel
   * @param xLabel below each panel; may be empty
   * @param yLabel left of the first panel; may be empty
   */
  Figure(String title, List<String> panelTitles, Axes axes, String xLabel, String yLabel, List<Key> keys) {
    int boxWidth = axes.box().width;
    int widestTitle = 0;
    int panelTitleHeight = 0;
    for (String panelTitle : panelTitles) {
      widestTitle = Math.max(widestTitle, Text.width(Text.PANEL, panelTitle));
      panelTitleHeight = Math.max(panelTitleHeight, Text.height(Text.PANEL, panelTitle));
    }
    int yTickWidth = widest(axes.yTicks());
    int overhang = Math.max(widest(axes.xTicks()) / 2, (widestTitle - boxWidth) / 2);
    int pitch = boxWidth + Math.max(22, 2 * overhang + 12);
    int left = MARGIN + Math.max(overhang, Text.height(Text.LABEL, yLabel) + yTickWidth + 9);
    int panelsWidth = pitch * (panelTitles.size() - 1) + boxWidth;
    int keysWidth = -KEY_GAP;
    for (Key key : keys) {
      keysWidth += KEY_GAP + key.width() + KEY_LABEL_GAP + Text.width(Text.LABEL, key.label());
    }
    int titleWidth = Text.width(Text.TITLE, title);
    int width = left + panelsWidth + Math.max(MARGIN, MARGIN / 2 + overhang);
    int missing = Math.max(titleWidth, keysWidth) + 2 * MARGIN - width;
    if (missing > 0) {
      left += missing / 2;
      width += missing;
    }

    int titleHeight = Text.height(Text.TITLE, title);
    int top = MARGIN * 3 / 4 + titleHeight + (titleHeight > 0 ? 6 : 0) + panelTitleHeight
        + (panelTitleHeight > 0 ? 4 : 0);
    int xLabelMiddle = top + axes.box().height + TICK_LABELS + Text.height(Text.LABEL, xLabel) / 2;
    int xLabelBottom = top + axes.box().height + TICK_LABELS + Text.height(Text.LABEL, xLabel);
    int keysMiddle = xLabelBottom + MARGIN;
    int height = keys.isEmpty() ? xLabelBottom + MARGIN / 2 : keysMiddle + MARGIN;

    image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setColor(Ink.PAPER);
    g.fillRect(0, 0, width, height);
    double middle = left + panelsWidth / 2.0;
    drawCentred(middle, titleWidth, x -> Text.draw(g, Text.TITLE, title, x, MARGIN * 3 / 4.0 + titleHeight / 2.0));
    for (int i = 0; i < panelTitles.size(); i++) {
      Axes panel = axes.at(left + i * pitch, top);
      panels.add(panel);
      panel.drawGrid(g);
      double centre = panel.box().getCenterX();
      String panelTitle = panelTitles.get(i);
      Text.draw(g, Text.PANEL, panelTitle, centre - Text.width(Text.PANEL, panelTitle) / 2.0,
          top - 4 - panelTitleHeight / 2.0);
      Text.draw(g, Text.LABEL, xLabel, centre - Text.width(Text.LABEL, xLabel) / 2.0, xLabelMiddle);
    }
    drawTurned(yLabel, left - yTickWidth - 9 - Text.height(Text.LABEL, yLabel) / 2.0,
        top + axes.box().height / 2.0);
    drawCentred(middle, keysWidth, x -> drawKeys(keys, x, keysMiddle));
  }

  private static int widest(List<Tick> ticks) {
    int widest = 0;
    for (Tick tick : ticks) {
      widest = Math.max(widest, Text.width(Text.TICK, tick.label()));
    }
    return widest;
  }

  /** Centres something about the panels' middle, or as near to it as the image's margins allow. */
  private void drawCentred(double middle, int width, Consumer<Double> drawFrom) {
    drawFrom.accept(Math.clamp(middle - width / 2.0, MARGIN, Math.max(MARGIN, image.getWidth() - MARGIN - width)));
  }

  private void drawTurned(String text, double x, double y) {
    var upright = g.getTransform();
    g.rotate(-Math.PI / 2, x, y);
    Text.draw(g, Text.LABEL, text, x - Text.width(Text.LABEL, text) / 2.0, y);
    g.setTransform(upright);
  }

  private void drawKeys(List<Key> keys, double from, int y) {
    double x = from;
    for (Key key : keys) {
      key.draw(g, x, y);
      x += key.width() + KEY_LABEL_GAP;
      Text.draw(g, Text.LABEL, key.label(), x, y);
      x += Text.width(Text.LABEL, key.label()) + KEY_GAP;
    }
  }

  BufferedImage image() {
    return image;
  }

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
    for (int i = 0; i < panels.size(); i++) {
      panels.get(i).drawFrame(g, i == 0);
    }
    g.dispose();
    return image;
  }
}
