package dev.millrace.plot;

import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.util.List;

/** A panel's place in the image, in pixels, and the numbers that its edges stand for. */
record Axes(Rectangle box, Limits limits) {
  private static final int MOST_ELONGATED = 3;

  /**
   * Axes in which one unit in x is as long as one in y. The longer side is {@code side} pixels and the limits' own shape gives
   * the other one; limits longer than 3 : 1 are widened about their middle, and others by less than a pixel.
   */
  static Axes equal(Limits limits, int side) {
    double xLength = limits.xMax() - limits.xMin();
    double yLength = limits.yMax() - limits.yMin();
    double perUnit = side / Math.max(xLength, yLength);
    int width = Math.max(side / MOST_ELONGATED, (int) Math.ceil(perUnit * xLength - 1e-9));
    int height = Math.max(side / MOST_ELONGATED, (int) Math.ceil(perUnit * yLength - 1e-9));
    double xMore = (width / perUnit - xLength) / 2;
    double yMore = (height / perUnit - yLength) / 2;
    return new Axes(new Rectangle(0, 0, width, height), new Limits(limits.xMin() - xMore, limits.xMax() + xMore,
        limits.yMin() - yMore, limits.yMax() + yMore));
  }

  Axes at(int left, int top) {
    return new Axes(new Rectangle(left, top, box.width, box.height), limits);
  }

  double x(double value) {
    return box.x + (value - limits.xMin()) / (limits.xMax() - limits.xMin()) * box.width;
  }

  double y(double value) {
    return box.y + (limits.yMax() - value) / (limits.yMax() - limits.yMin()) * box.height;
  }

  /** Whether a point lies in the panel; a point that is not finite does not. */
  boolean shows(double x, double y) {
    return x >= limits.xMin() && x <= limits.xMax() && y >= limits.yMin() && y <= limits.yMax();
  }

  List<Tick> xTicks() {
    return Tick.between(limits.xMin(), limits.xMax(), box.width, true);
  }

  List<Tick> yTicks() {
    return Tick.between(limits.yMin(), limits.yMax(), box.height, false);
  }

  void drawGrid(Graphics2D g) {
    g.setColor(Ink.GRID);
    for (Tick tick : xTicks()) {
      g.fillRect(column(tick), box.y, 1, box.height);
    }
    for (Tick tick : yTicks()) {
      g.fillRect(box.x, row(tick), box.width, 1);
    }
  }

  void drawFrame(Graphics2D g, boolean labelY) {
    g.setColor(Ink.FRAME);
    int bottom = box.y + box.height;
    g.fillRect(box.x - 1, box.y - 1, box.width + 2, 1);
    g.fillRect(box.x - 1, bottom, box.width + 2, 1);
    g.fillRect(box.x - 1, box.y, 1, box.height);
    g.fillRect(box.x + box.width, box.y, 1, box.height);
    for (Tick tick : xTicks()) {
      g.setColor(Ink.FRAME);
      g.fillRect(column(tick), bottom + 1, 1, 4);
      Text.draw(g, Text.TICK, tick.label(), x(tick.value()) - Text.width(Text.TICK, tick.label()) / 2.0, bottom + 14);
    }
    for (Tick tick : yTicks()) {
      g.setColor(Ink.FRAME);
      g.fillRect(box.x - 5, row(tick), 4, 1);
      if (labelY) {
        Text.draw(g, Text.TICK, tick.label(), box.x - 9 - Text.width(Text.TICK, tick.label()), row(tick));
      }
    }
  }

  private int column(Tick tick) {
    return Math.clamp((int) Math.floor(x(tick.value())), box.x, box.x + box.width - 1);
  }

  private int row(Tick tick) {
    return Math.clamp((int) Math.floor(y(tick.value())), box.y, box.y + box.height - 1);
  }
}
