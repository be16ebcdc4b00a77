package dev.millrace.plot;

import java.awt.Color;
import java.util.Arrays;

/** The look of the points of a cloud. */
record Dots(Form form, double radius, Color color, double opacity) {
  enum Form {
    DISC,
    SQUARE
  }

  /** Discs that together cover only a small part of the panel, but are never too small to be seen. */
  static Dots forCount(int count, Axes axes, Color color, double opacity) {
    double area = 0.05 * axes.box().width * axes.box().height / Math.max(1, count);
    return new Dots(Form.DISC, Math.clamp(Math.sqrt(area / Math.PI), 1.1, 3.2), color, opacity);
  }

  /** The same as squares of about the same area. */
  Dots asSquares() {
    return new Dots(Form.SQUARE, 0.9 * radius, color, opacity);
  }

  /** The fraction of a pixel that a dot covers, from 0 to 1, given the distance between their centres. */
  double coverage(double dx, double dy) {
    double distance = form == Form.DISC ? Math.sqrt(dx * dx + dy * dy) : Math.max(Math.abs(dx), Math.abs(dy));
    return Math.clamp(radius + 0.5 - distance, 0, 1);
  }

  /** Draws the points that the axes show; dots are cut off at the edge of the panel. */
  void draw(Canvas canvas, Axes axes, float[] points) {
    double[] centres = new double[points.length];
    int shown = 0;
    for (int i = 0; i < points.length; i += 2) {
      if (axes.shows(points[i], points[i + 1])) {
        centres[shown++] = axes.x(points[i]);
        centres[shown++] = axes.y(points[i + 1]);
      }
    }
    canvas.dots(this, axes.box(), Arrays.copyOf(centres, shown));
  }
}
