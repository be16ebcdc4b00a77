package dev.millrace.plot;

import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A picture with a title, a grid of equal panels and a legend below them. Every margin is computed from the sizes of
 * the texts, so that no text overlaps another, is cut off or covers data.
 */
final class Figure {
  private static final int MARGIN = 20;
  private static final int TICK_LABELS = 26;
  private static final int TICK_GAP = 9;
  private static final int TEXT_GAP = 4;
  private static final int ROW_GAP = 16;

  private final Labels labels;
  private final String title;
  private final int width;
  private final int height;
  private final List<Axes> panels = new ArrayList<>();
  private final List<Consumer<Canvas>> parts = new ArrayList<>();

  /**
   * @param axes the size and the numbers of every panel
   */
  Figure(String title, Labels labels, Axes axes, List<Key> keys) {
    this.title = title;
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
    int widthOfPanels = Math.max(left + panelsWidth + Math.max(MARGIN, MARGIN / 2 + overhang),
        titleWidth + 2 * MARGIN);
    var legend = new Legend(keys, widthOfPanels - 2 * MARGIN);
    width = Math.max(widthOfPanels, legend.width() + 2 * MARGIN);
    // The width that the panels leave over is divided equally between their left and their right.
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
    height = acrossBottom + (keys.isEmpty() ? MARGIN / 2 : legend.height());

    double middle = left + panelsWidth / 2.0;
    int titleLeft = centred(middle, titleWidth);
    parts.add(g -> Text.draw(g, Text.TITLE, title, titleLeft, MARGIN * 3 / 4.0 + titleHeight / 2.0));
    for (int row = 0; row < rows; row++) {
      int rowTop = top + row * rowPitch;
      String name = labels.rows().get(row);
      double nameX = left - upTicks - TICK_GAP - rowNamesGap - rowNames / 2.0;
      double nameY = rowTop + boxHeight / 2.0;
      parts.add(g -> g.turned(nameX, nameY, () -> Text.drawCentred(g, labels.rowFont(), name, nameX, nameY)));
      for (int column = 0; column < columns; column++) {
        Axes panel = axes.at(left + column * pitch, rowTop);
        panels.add(panel);
        String caption = labels.captions().get(row * columns + column);
        parts.add(panel::drawGrid);
        parts.add(g -> Text.drawCentred(g, Text.LABEL, caption, panel.box().getCenterX(),
            rowTop - TEXT_GAP - captions / 2.0));
      }
    }
    for (int column = 0; column < columns; column++) {
      double centre = panels.get(column).box().getCenterX();
      String name = labels.columns().get(column);
      parts.add(
          g -> Text.drawCentred(g, Text.PANEL, name, centre, top - TEXT_GAP - captions - columnNames / 2.0));
      parts.add(g -> Text.drawCentred(g, Text.LABEL, labels.across(), centre, bottom + TICK_LABELS + acrossName / 2));
    }
    int legendLeft = centred(middle, legend.width());
    parts.add(g -> legend.draw(g, legendLeft, acrossBottom));
  }

  /** The left end of something that is centred on the middle of the panels, or as near to it as the margins allow. */
  private int centred(double middle, int ofWidth) {
    return (int) Math.clamp(middle - ofWidth / 2.0, MARGIN, Math.max(MARGIN, width - MARGIN - ofWidth));
  }

  /** Draws into a panel; panels are numbered row by row. What would be outside the panel is cut off. */
  void inside(int index, BiConsumer<Canvas, Axes> drawing) {
    Axes panel = panels.get(index);
    Rectangle box = panel.box();
    parts.add(g -> g.inside(box, () -> drawing.accept(g, panel)));
  }

  /** The picture, with frames and ticks drawn over the contents of the panels. */
  Picture finish() {
    int columns = labels.columns().size();
    for (int i = 0; i < panels.size(); i++) {
      Axes panel = panels.get(i);
      boolean labelX = i >= panels.size() - columns;
      boolean labelY = i % columns == 0;
      parts.add(g -> panel.drawFrame(g, labelX, labelY));
    }
    List<Consumer<Canvas>> all = List.copyOf(parts);
    return new Picture(width, height, title, g -> all.forEach(part -> part.accept(g)));
  }
}
