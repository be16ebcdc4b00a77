package dev.millrace.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Many small panels in one picture, each with axes of its own: how columns of a table are distributed, figures by steps. */
public final class SmallMultiples {
  private static final int MARGIN = 20;
  private static final int WIDTH = 230;
  private static final int HEIGHT = 120;
  private static final int HEAD = 24;
  private static final int FOOT = 26;
  private static final int GAP = 24;
  private static final int VERTICAL_LABELS = 40;
  private static final int MOST_WORD = 84;
  private static final int BAR_GAP = 5;
  private static final BasicStroke LINE = new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);
  private static final BasicStroke LEVEL = new BasicStroke(1.3f);
  private static final BasicStroke DASHED = new BasicStroke(1.3f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10,
      new float[]{6, 4}, 0);

  private SmallMultiples() {
  }

  /**
   * Draws panels of distributions, real data in grey and synthetic ones in blue.
   *
   * @param title above all; may be empty
   * @param cells from left to right and from top to bottom, at least 1
   * @param columns panels side by side, at least 1
   * @return the picture
   * @throws IllegalArgumentException if there is no panel
   */
  public static Picture distributions(String title, List<? extends Cell> cells, int columns) {
    return draw(title, cells, columns, List.of(new Key.Dot("real", Ink.REAL, Dots.Form.DISC),
        new Key.Line("synthetic", Ink.GENERATED, 2)));
  }

  /**
   * Draws panels of figures by number of steps.
   *
   * @param title above all; may be empty
   * @param cells from left to right and from top to bottom, at least 1
   * @param columns panels side by side, at least 1
   * @param curve the name of the curve
   * @param levels the names of the levels, as many as the cell with most has; the first is that of the dashed one
   * @return the picture
   * @throws IllegalArgumentException if there is no panel
   */
  public static Picture figures(String title, List<Cell.Lines> cells, int columns, String curve, List<String> levels) {
    List<Key> keys = new ArrayList<>(List.of(new Key.Curve(curve, Marker.ofSeries(0), true)));
    for (int i = 0; i < levels.size(); i++) {
      keys.add(new Key.Line(levels.get(i), i == 0 ? Ink.TEXT : ofLevel(i), i == 0 ? DASHED : LEVEL));
    }
    return draw(title, cells, columns, keys);
  }

  private static Picture draw(String title, List<? extends Cell> cells, int columns, List<Key> keys) {
    Check.atLeast("panels", cells.size(), 1);
    int across = Math.min(columns, cells.size());
    int rows = Math.ceilDiv(cells.size(), across);
    int titleHeight = title.isEmpty() ? 0 : Text.height(Text.TITLE, title) + 10;
    int pitch = VERTICAL_LABELS + WIDTH + GAP;
    int rowPitch = HEAD + HEIGHT + FOOT + GAP / 2;
    int wide = Math.max(across * pitch - GAP, Text.width(Text.TITLE, title));
    Legend legend = new Legend(keys, wide);
    int width = Math.max(wide, legend.width()) + 2 * MARGIN;
    int top = MARGIN + titleHeight;
    int bottom = top + rows * rowPitch - GAP / 2;
    List<Cell> all = List.copyOf(cells);
    return new Picture(width, bottom + legend.height(), title, g -> {
      Text.draw(g, Text.TITLE, title, MARGIN, MARGIN + titleHeight / 2.0 - 5);
      for (int i = 0; i < all.size(); i++) {
        int left = MARGIN + VERTICAL_LABELS + i % across * pitch;
        draw(g, all.get(i), new Rectangle(left, top + i / across * rowPitch + HEAD, WIDTH, HEIGHT));
      }
      legend.draw(g, (width - legend.width()) / 2, bottom);
    });
  }

  /** The colours of curves without that of the dashed level. */
  private static Color ofLevel(int number) {
    List<Color> colors = Ink.SERIES.stream().filter(color -> !color.equals(Ink.TEXT) && !color.equals(Ink.GENERATED))
        .toList();
    // Orange, green, vermilion, light blue: the darker ones first.
    return colors.get(new int[]{0, 1, 3, 2}[(number - 1) % colors.size()]);
  }

  private static void draw(Canvas g, Cell cell, Rectangle box) {
    int noteWidth = Text.width(Text.TICK, cell.note());
    double middle = box.y - HEAD / 2.0;
    Text.draw(g, Text.LABEL, cut(cell.title(), box.width - noteWidth - 8), box.x, middle);
    Text.draw(g, Text.TICK, cell.note(), box.x + box.width - (double) noteWidth, middle);
    switch (cell) {
      case Cell.Histogram histogram -> draw(g, histogram, box);
      case Cell.Bars bars -> draw(g, bars, box);
      case Cell.Lines lines -> draw(g, lines, box);
    }
  }

  /** A text without the letters that do not fit. */
  static String cut(String text, int width) {
    if (Text.width(Text.LABEL, text) <= width) {
      return text;
    }
    int end = text.length();
    while (end > 1 && Text.width(Text.LABEL, text.substring(0, end) + "…") > width) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end) + "…";
  }

  private static void draw(Canvas g, Cell.Histogram of, Rectangle box) {
    double greatest = Math.max(1e-12, Math.max(Arrays.stream(of.real()).max().orElse(1),
        Arrays.stream(of.synthetic()).max().orElse(1)));
    double wide = box.width / (double) of.real().length;
    // Bins about integers begin and end at halves.
    boolean whole = isWhole(of.low() + 0.5) && isWhole(of.high() + 0.5);
    Axis axis = whole
        ? Axis.ofWholeNumbers(of.low(), of.high(), box.width)
        : Axis.horizontal(of.low(), of.high(), box.width);
    g.inside(box, () -> {
      Path2D outline = new Path2D.Double();
      outline.moveTo(box.x, box.getMaxY());
      for (int b = 0; b < of.real().length; b++) {
        double high = 0.94 * box.height * of.real()[b] / greatest;
        g.fill(Ink.REAL, new Rectangle2D.Double(box.x + b * wide, box.getMaxY() - high, wide + 0.5, high));
        double level = box.getMaxY() - 0.94 * box.height * of.synthetic()[b] / greatest;
        outline.lineTo(box.x + b * wide, level);
        outline.lineTo(box.x + (b + 1) * wide, level);
      }
      outline.lineTo(box.getMaxX(), box.getMaxY());
      g.line(Ink.GENERATED, LINE, outline);
    });
    base(g, box);
    if (!of.ends().isEmpty()) {
      Text.draw(g, Text.TICK, of.ends().getFirst(), box.x, box.getMaxY() + 13);
      Text.draw(g, Text.TICK, of.ends().getLast(),
          box.getMaxX() - Text.width(Text.TICK, of.ends().getLast()), box.getMaxY() + 13);
      return;
    }
    for (Tick tick : axis.ticks()) {
      double x = box.x + axis.share(tick.value()) * box.width;
      g.fill(Ink.FRAME, new Rectangle2D.Double(Math.floor(x), box.getMaxY(), 1, 4));
      Text.drawCentred(g, Text.TICK, tick.label(), x, box.getMaxY() + 13);
    }
  }

  private static boolean isWhole(double value) {
    return value == Math.rint(value);
  }

  private static void base(Canvas g, Rectangle box) {
    g.fill(Ink.FRAME, new Rectangle(box.x, box.y + box.height, box.width, 1));
  }

  private static void draw(Canvas g, Cell.Bars of, Rectangle box) {
    double greatest = Math.max(1e-12, Math.max(Arrays.stream(of.real()).max().orElse(1),
        Arrays.stream(of.synthetic()).max().orElse(1)));
    int names = Math.min(MOST_WORD, Labels.widest(Text.LABEL, of.words()));
    double left = Math.max(box.x, box.x - VERTICAL_LABELS + names + 6.0);
    double room = box.getMaxX() - left - 42;
    double pitch = (box.height + FOOT - BAR_GAP) / (double) of.words().size();
    double bar = Math.min(11, (pitch - BAR_GAP) / 2);
    for (int w = 0; w < of.words().size(); w++) {
      double middle = box.y + (w + 0.5) * pitch;
      String word = cut(of.words().get(w), MOST_WORD);
      Text.draw(g, Text.LABEL, word, left - 6 - Text.width(Text.LABEL, word), middle);
      g.fill(Ink.REAL, new Rectangle2D.Double(left, middle - bar, Math.max(1, room * of.real()[w] / greatest), bar));
      g.fill(Ink.GENERATED,
          new Rectangle2D.Double(left, middle, Math.max(1, room * of.synthetic()[w] / greatest), bar));
      double end = left + room * Math.max(of.real()[w], of.synthetic()[w]) / greatest;
      Text.draw(g, Text.TICK, String.format(Locale.ROOT, "%.0f %%", 100 * of.synthetic()[w]), end + 6, middle);
    }
  }

  private static void draw(Canvas g, Cell.Lines of, Rectangle box) {
    double[] shown = Arrays.stream(of.y()).filter(Double::isFinite).toArray();
    double[] levels = Arrays.stream(of.levels()).filter(Double::isFinite).toArray();
    double[] values = Arrays.copyOf(shown, shown.length + levels.length);
    System.arraycopy(levels, 0, values, shown.length, levels.length);
    double[] ends = Limits.interval(values.length == 0 ? new double[]{0, 1} : values, 0, 1, 0.1);
    double first = of.x()[0];
    double last = of.x()[of.x().length - 1];
    double apart = last > first ? Math.pow(last / first, 0.06) : 2;
    Axes axes = new Axes(box, Axis.horizontalAt(of.x(), first / apart, last * apart, box.width),
        Axis.vertical(ends[0], ends[1], box.height, Scale.LINEAR));
    axes.drawGrid(g);
    g.inside(box, () -> {
      for (int i = of.levels().length - 1; i >= 0; i--) {
        if (Double.isFinite(of.levels()[i])) {
          double y = axes.y(of.levels()[i]);
          g.line(i == 0 ? Ink.TEXT : ofLevel(i), i == 0 ? DASHED : LEVEL,
              new Line2D.Double(box.x, y, box.getMaxX(), y));
        }
      }
      Curve.draw(g, axes, of.x(), of.y(), Ink.GENERATED, 2);
    });
    Marker marker = Marker.ofSeries(0);
    for (int i = 0; i < of.x().length; i++) {
      if (axes.shows(of.x()[i], of.y()[i])) {
        marker.draw(g, axes.x(of.x()[i]), axes.y(of.y()[i]));
      }
    }
    axes.drawFrame(g, true, true);
  }
}
