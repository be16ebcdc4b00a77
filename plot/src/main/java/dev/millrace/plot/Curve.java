package dev.millrace.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Path2D;

/**
 * The line through some points in their order, with a gap where one is not finite or has no place on the axes. Points that follow each other within one
 * column of pixels are reduced to the first, lowest, highest and last of them: the picture stays the same, and a curve of a
 * million points costs no more than one of a thousand.
 */
final class Curve {
  private Curve() {
  }

  static void draw(Canvas g, Axes axes, double[] x, double[] y, Color color, float thickness) {
    draw(g, axes, x, y, color, new BasicStroke(thickness, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
  }

  static void draw(Canvas g, Axes axes, double[] x, double[] y, Color color, BasicStroke stroke) {
    var line = new Path2D.Double();
    int i = 0;
    boolean drawing = false;
    while (i < x.length) {
      if (!axes.places(x[i], y[i])) {
        drawing = false;
        i++;
        continue;
      }
      double column = Math.floor(axes.x(x[i]));
      int low = i;
      int high = i;
      int last = i;
      while (last + 1 < x.length && Math.floor(axes.x(x[last + 1])) == column
          && axes.places(x[last + 1], y[last + 1])) {
        last++;
        low = y[last] < y[low] ? last : low;
        high = y[last] > y[high] ? last : high;
      }
      int drawn = -1;
      for (int k : new int[]{i, Math.min(low, high), Math.max(low, high), last}) {
        if (k == drawn) {
          continue;
        }
        drawn = k;
        double px = axes.x(x[k]);
        double py = axes.y(y[k]);
        if (drawing) {
          line.lineTo(px, py);
        } else {
          line.moveTo(px, py);
          drawing = true;
        }
      }
      i = last + 1;
    }
    g.line(color, stroke, line);
  }
}
