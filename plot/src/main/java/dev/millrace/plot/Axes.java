package dev.millrace.plot;

import java.awt.Rectangle;

/** The position of a panel in the image, in pixels, and the numbers along its edges. */
record Axes(Rectangle box, Axis across, Axis up) {
  private static final int MOST_ELONGATED = 3;

  /** Axes that are linear in both directions. */
  static Axes linear(Rectangle box, Limits limits) {
    return new Axes(box, Axis.horizontal(limits.xMin(), limits.xMax(), box.width),
        Axis.vertical(limits.yMin(), limits.yMax(), box.height, Scale.LINEAR));
  }

  /**
   * Axes of a plane. If x and y have the same unit, one unit in x is as long as one in y: the longer side is
   * {@code side} pixels, and the other side follows from the shape of the limits. Limits longer than 3 : 1 are widened
   * about their middle, others by less than a pixel. If the units differ (age and income), each axis has its own scale,
   * and the panel is a square.
   */
  static Axes plane(Limits limits, int side) {
    if (limits.unitsDiffer()) {
      return linear(new Rectangle(side, side), limits);
    }
    double xLength = limits.xMax() - limits.xMin();
    double yLength = limits.yMax() - limits.yMin();
    double perUnit = side / Math.max(xLength, yLength);
    int width = Math.max(side / MOST_ELONGATED, (int) Math.ceil(perUnit * xLength - 1e-9));
    int height = Math.max(side / MOST_ELONGATED, (int) Math.ceil(perUnit * yLength - 1e-9));
    double xMore = (width / perUnit - xLength) / 2;
    double yMore = (height / perUnit - yLength) / 2;
    return linear(new Rectangle(0, 0, width, height), new Limits(limits.xMin() - xMore, limits.xMax() + xMore,
        limits.yMin() - yMore, limits.yMax() + yMore));
  }

  Axes at(int left, int top) {
    return new Axes(new Rectangle(left, top, box.width, box.height), across, up);
  }

  double x(double value) {
    return box.x + across.share(value) * box.width;
  }

  double y(double value) {
    return box.y + (1 - up.share(value)) * box.height;
  }

  /**
   * Whether a point has a position, inside the panel or not. A point that is not finite has none, nor has 0 on a
   * logarithmic axis.
   */
  boolean places(double x, double y) {
    return Double.isFinite(across.share(x)) && Double.isFinite(up.share(y));
  }

  /** Whether a point lies in the panel; a point that is not finite does not. */
  boolean shows(double x, double y) {
    return across.contains(x) && up.contains(y);
  }

  void drawGrid(Canvas g) {
    for (Tick tick : across.ticks()) {
      g.fill(Ink.GRID, new Rectangle(column(tick), box.y, 1, box.height));
    }
    for (Tick tick : up.ticks()) {
      g.fill(Ink.GRID, new Rectangle(box.x, row(tick), box.width, 1));
    }
  }

  /** Draws a line of one pixel around a box, just outside it. */
  static void drawFrame(Canvas g, Rectangle box) {
    g.fill(Ink.FRAME, new Rectangle(box.x - 1, box.y - 1, box.width + 2, 1));
    g.fill(Ink.FRAME, new Rectangle(box.x - 1, box.y + box.height, box.width + 2, 1));
    g.fill(Ink.FRAME, new Rectangle(box.x - 1, box.y, 1, box.height));
    g.fill(Ink.FRAME, new Rectangle(box.x + box.width, box.y, 1, box.height));
  }

  void drawFrame(Canvas g, boolean labelX, boolean labelY) {
    drawFrame(g, box);
    int bottom = box.y + box.height;
    for (Tick tick : across.ticks()) {
      g.fill(Ink.FRAME, new Rectangle(column(tick), bottom + 1, 1, 4));
      if (labelX) {
        Text.drawCentred(g, Text.TICK, tick.label(), x(tick.value()), bottom + 14);
      }
    }
    for (Tick tick : up.ticks()) {
      g.fill(Ink.FRAME, new Rectangle(box.x - 5, row(tick), 4, 1));
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
