package dev.millrace.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.util.List;

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

  record DensityRamp(String label) implements Key {
    @Override
    public int width() {
      return 60;
    }

    @Override
    public void draw(Graphics2D g, double x, double y) {
      for (int i = 0; i < width(); i++) {
        g.setColor(new Color(Density.color((double) i / width())));
        g.fillRect((int) x + i, (int) y - 5, 1, 10);
      }
      g.setColor(Ink.FRAME);
      g.fillRect((int) x - 1, (int) y - 6, width() + 2, 1);
      g.fillRect((int) x - 1, (int) y + 5, width() + 2, 1);
      g.fillRect((int) x - 1, (int) y - 5, 1, 10);
      g.fillRect((int) x + width(), (int) y - 5, 1, 10);
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
