package dev.millrace.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.function.DoubleToIntFunction;

/** One entry of a legend: a small drawing and what it stands for. */
sealed interface Key {
  String label();

  /** The width of the small drawing in pixels. */
  int width();

  /** Makes the small drawing from x on, centred vertically at y. */
  void draw(Graphics2D g, double x, double y);

  /** The legend of points over real data, if there are any. */
  static List<Key> dots(float[] real, Color realColor, String label) {
    var points = new Dot(label, Ink.GENERATED);
    return real.length == 0 ? List.of(points) : List.of(new Dot("real data", realColor), points);
  }

  /** Colours from left to right in a thin frame, centred vertically at y. */
  private static void drawRamp(Graphics2D g, double x, double y, int width, DoubleToIntFunction color) {
    for (int i = 0; i < width; i++) {
      g.setColor(new Color(color.applyAsInt((i + 0.5) / width)));
      g.fillRect((int) x + i, (int) y - 5, 1, 10);
    }
    g.setColor(Ink.FRAME);
    g.fillRect((int) x - 1, (int) y - 6, width + 2, 1);
    g.fillRect((int) x - 1, (int) y + 5, width + 2, 1);
    g.fillRect((int) x - 1, (int) y - 5, 1, 10);
    g.fillRect((int) x + width, (int) y - 5, 1, 10);
  }

  record Dot(String label, Color color) implements Key {
    @Override
    public int width() {
      return 8;
    }

    @Override
    public void draw(Graphics2D g, double x, double y) {
      g.setColor(color);
      g.fill(new Ellipse2D.Double(x, y - 4, 8, 8));
    }
  }

  record Line(String label, Color color, float thickness) implements Key {
    @Override
    public int width() {
      return 24;
    }

    @Override
    public void draw(Graphics2D g, double x, double y) {
      g.setColor(color);
      g.setStroke(new BasicStroke(thickness));
      g.draw(new Line2D.Double(x, y, x + width(), y));
    }
  }

  /** A line, with its marker if it has markers. */
  record Curve(String label, Marker marker, boolean marked) implements Key {
    @Override
    public int width() {
      return 28;
    }

    @Override
    public void draw(Graphics2D g, double x, double y) {
      new Line(label, marker.color(), 2).draw(g, x + 2, y);
      if (marked) {
        marker.draw(g, x + width() / 2.0, y);
      }
    }
  }

  /** A dashed line in a band of its standard error. */
  record Band(String label) implements Key {
    @Override
    public int width() {
      return 28;
    }

    @Override
    public void draw(Graphics2D g, double x, double y) {
      draw(g, x, x + width(), y - 5, y, y + 5);
    }

    static void draw(Graphics2D g, double left, double right, double top, double line, double bottom) {
      g.setColor(Ink.BAND);
      g.fill(new Rectangle2D.Double(left, top, right - left, bottom - top));
      g.setColor(Ink.TEXT);
      g.setStroke(new BasicStroke(1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[]{6, 4}, 0));
      g.draw(new Line2D.Double(left, line, right, line));
    }
  }

  /** A ramp of the heat map's colours between the numbers of its ends. */
  record ColorBar(String label, String low, String high) implements Key {
    private static final int RAMP = 160;
    private static final int GAP = 7;

    @Override
    public int width() {
      return Text.width(Text.LABEL, low) + GAP + RAMP + GAP + Text.width(Text.LABEL, high) + GAP;
    }

    @Override
    public void draw(Graphics2D g, double x, double y) {
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
    public void draw(Graphics2D g, double x, double y) {
      drawRamp(g, x, y, width(), Density::color);
    }
  }

  record Arrow(String label, double length) implements Key {
    @Override
    public int width() {
      return (int) Math.ceil(length);
    }

    @Override
    public void draw(Graphics2D g, double x, double y) {
      Arrows.draw(g, x + length / 2, y, length, 0);
    }
  }
}
