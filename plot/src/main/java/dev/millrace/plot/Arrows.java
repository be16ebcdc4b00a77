package dev.millrace.plot;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.util.Arrays;
import java.util.List;

/**
 * The scale that turns velocities into arrows, common to all panels. An arrow is centred on its grid point and no longer than
 * nine tenths of the distance to the nearest other one, so that arrows never touch. The fastest twentieth is capped there.
 *
 * @param longest pixels, the length of a capped arrow
 * @param fastest the speed from which on arrows are capped, in units of x; 0 if nothing moves
 * @param unit how many units of x a unit of y is as long as in the panels: 1 but where the units are unlike
 */
record Arrows(double longest, double fastest, double unit) {
  private static final double SHARE_OF_SPACING = 0.9;
  private static final double LONGEST_WITHOUT_NEIGHBOUR = 40;

  static Arrows forAll(List<FieldSlice> slices, Axes axes, Limits limits) {
    double unit = limits.unitsDiffer()
        ? (limits.xMax() - limits.xMin()) / (limits.yMax() - limits.yMin()) * axes.box().height / axes.box().width
        : 1;
    double spacing = LONGEST_WITHOUT_NEIGHBOUR;
    int total = 0;
    for (FieldSlice slice : slices) {
      spacing = Math.min(spacing, smallestDistance(slice.arrowsAt(), axes));
      total += slice.arrows().length / 2;
    }
    double[] speeds = new double[total];
    int moving = 0;
    for (FieldSlice slice : slices) {
      for (int i = 0; i < slice.arrows().length; i += 2) {
        double speed = Math.hypot(slice.arrows()[i], unit * slice.arrows()[i + 1]);
        if (speed > 0 && Double.isFinite(speed)) {
          speeds[moving++] = speed;
        }
      }
    }
    double[] sorted = Arrays.copyOf(speeds, moving);
    Arrays.sort(sorted);
    return new Arrows(SHARE_OF_SPACING * spacing, moving == 0 ? 0 : Limits.quantile(sorted, 0.95), unit);
  }

  private static double smallestDistance(float[] points, Axes axes) {
    double smallest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < points.length; i += 2) {
      for (int j = 0; j < i; j += 2) {
        double dx = axes.x(points[i]) - axes.x(points[j]);
        double dy = axes.y(points[i + 1]) - axes.y(points[j + 1]);
        double squared = dx * dx + dy * dy;
        if (squared > 0 && squared < smallest) {
          smallest = squared;
        }
      }
    }
    return Math.sqrt(smallest);
  }

  double length(double speed) {
    return speed >= fastest ? longest : longest * speed / fastest;
  }

  /** Draws the arrows whose places the axes show; those that are not finite are left out, and standstill is a point. */
  void draw(Graphics2D g, Axes axes, float[] at, float[] velocity) {
    for (int i = 0; i < at.length; i += 2) {
      double vx = velocity[i];
      double vy = unit * velocity[i + 1];
      double speed = Math.hypot(vx, vy);
      if (axes.shows(at[i], at[i + 1]) && Double.isFinite(speed)) {
        draw(g, axes.x(at[i]), axes.y(at[i + 1]), speed == 0 ? 0 : length(speed), Math.atan2(-vy, vx));
      }
    }
  }

  /** Draws one arrow centred at (x, y), in pixels; the angle is clockwise from the right, as pixels go. */
  static void draw(Graphics2D g, double x, double y, double length, double angle) {
    g.setColor(Ink.TEXT);
    if (length < 2) {
      g.fill(new Ellipse2D.Double(x - 0.8, y - 0.8, 1.6, 1.6));
      return;
    }
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double head = Math.min(6, 0.45 * length);
    double tipX = x + cos * length / 2;
    double tipY = y + sin * length / 2;
    double neckX = tipX - cos * head;
    double neckY = tipY - sin * head;
    g.setStroke(new BasicStroke(1.1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
    g.draw(new Line2D.Double(x - cos * length / 2, y - sin * length / 2, neckX, neckY));
    var triangle = new Path2D.Double();
    triangle.moveTo(tipX, tipY);
    triangle.lineTo(neckX - sin * head * 0.42, neckY + cos * head * 0.42);
    triangle.lineTo(neckX + sin * head * 0.42, neckY - cos * head * 0.42);
    triangle.closePath();
    g.fill(triangle);
  }
}
