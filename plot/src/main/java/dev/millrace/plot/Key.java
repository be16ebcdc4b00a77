package dev.millrace.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.function.DoubleToIntFunction;

/** One entry of a legend: a small drawing and its meaning. */
sealed interface Key {
  String label();

  /** The width of the small drawing in pixels. */
  int width();

  /** Draws it with its left end at x, centred vertically at y. */
  void draw(Canvas g, double x, double y);

  /** The legend of points over real data, if there are any. */
  static List<Key> dots(float[] real, Color realColor, String label) {
    var points = new Dot(label, Ink.GENERATED, Dots.Form.DISC);
    return real.length == 0 ? List.of(points) : List.of(new Dot("real data", realColor, Dots.Form.DISC), points);
  }

  /** Draws colours from left to right in a thin frame, centred vertically at y. */
  private static void drawRamp(Canvas g, double x, double y, int width, DoubleToIntFunction color) {
    var box = new Rectangle((int) x, (int) y - 5, width, 10);
    g.pixels(box, (column, _) -> color.applyAsInt((column - box.x + 0.5) / width));
    Axes.drawFrame(g, box);
  }

  record Dot(String label, Color color, Dots.Form form) implements Key {
    @Override
    public int width() {
      return 8;
    }

    @Override
    public void draw(Canvas g, double x, double y) {
      double radius = form == Dots.Form.DISC ? 4 : 3.5;
      g.dots(new Dots(form, radius, color, 1), new Rectangle((int) x - 1, (int) y - 5, 10, 10), new double[]{x + 4, y});
    }
  }

  record Line(String label, Color color, BasicStroke stroke) implements Key {
    Line(String label, Color color, float thickness) {
      this(label, color, new BasicStroke(thickness));
    }

    @Override
    public int width() {
      return 24;
    }

    @Override
    public void draw(Canvas g, double x, double y) {
      g.line(color, stroke, new Line2D.Double(x, y, x + width(), y));
    }
  }

  /** A line with its marker, or with its own dashes if it has no markers. */
  record Curve(String label, Marker marker, boolean marked) implements Key {
    @Override
    public int width() {
      return 28;
    }

    @Override
    public void draw(Canvas g, double x, double y) {
      new Line(label, marker.color(), marked ? Marker.SOLID : marker.stroke()).draw(g, x + 2, y);
      if (marked) {
        marker.draw(g, x + width() / 2.0, y);
      }
    }
  }

  /** A dashed line in the middle of a band, which is its standard error. */
  record Band(String label) implements Key {
    @Override
    public int width() {
      return 28;
    }

    @Override
    public void draw(Canvas g, double x, double y) {
      draw(g, x, x + width(), y - 5, y, y + 5);
    }

    static void draw(Canvas g, double left, double right, double top, double line, double bottom) {
      g.fill(Ink.BAND, new Rectangle2D.Double(left, top, right - left, bottom - top));
      g.line(Ink.TEXT, new BasicStroke(1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[]{6, 4}, 0),
          new Line2D.Double(left, line, right, line));
    }
  }

  /** The colours of the heat map, between the numbers of their two ends. */
  record ColorBar(String label, String low, String high) implements Key {
    private static final int RAMP = 160;
    private static final int GAP = 7;

    @Override
    public int width() {
      return Text.width(Text.LABEL, low) + GAP + RAMP + GAP + Text.width(Text.LABEL, high) + GAP;
    }

    @Override
    public void draw(Canvas g, double x, double y) {
      Text.draw(g, Text.LABEL, low, x, y);
      double ramp = x + Text.width(Text.LABEL, low) + GAP;
      drawRamp(g, ramp, y, RAMP, Heat::color);
      Text.draw(g, Text.LABEL, high, ramp + RAMP + GAP, y);
    }
  }

  record DensityRamp(String label) implements Key {
    @Override
    public int width() {
      return 60;
    }

    @Override
    public void draw(Canvas g, double x, double y) {
      drawRamp(g, x, y, width(), Density::color);
    }
  }

  record Arrow(String label, double length) implements Key {
    @Override
    public int width() {
      return (int) Math.ceil(length);
    }

    @Override
    public void draw(Canvas g, double x, double y) {
      Arrows.drawOne(g, x + length / 2, y, length);
    }
  }
}
