package dev.millrace.plot;

import java.awt.BasicStroke;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.util.Arrays;
import java.util.List;

/**
 * The scale that turns velocities into arrows. All panels share it. An arrow is centred on its grid point and is at
 * most nine tenths of the distance to the nearest other grid point long, so that arrows never touch. The fastest
 * twentieth of the arrows is capped at that length.
 *
 * @param longest pixels, the length of a capped arrow
 * @param fastest the speed above which arrows are capped; 0 if nothing moves
 * @param aspect the length of one unit in y divided by that of one unit in x, as drawn: arrows point where particles go
 *           in the picture
 */
record Arrows(double longest, double fastest, double aspect) {
  private static final double SHARE_OF_SPACING = 0.9;
  private static final double LONGEST_WITHOUT_NEIGHBOUR = 40;

  static Arrows forAll(List<FieldSlice> slices, Axes axes) {
    double perX = axes.box().width / (axes.across().max() - axes.across().min());
    double perY = axes.box().height / (axes.up().max() - axes.up().min());
    double aspect = perY / perX;
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
        double speed = Math.hypot(slice.arrows()[i], aspect * slice.arrows()[i + 1]);
        if (speed > 0 && Double.isFinite(speed)) {
          speeds[moving++] = speed;
        }
      }
    }
    double[] sorted = Arrays.copyOf(speeds, moving);
    Arrays.sort(sorted);
    return new Arrows(SHARE_OF_SPACING * spacing, moving == 0 ? 0 : Limits.quantile(sorted, 0.95), aspect);
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

  /**
   * Draws the arrows whose positions the axes show. Those that are not finite are left out; a velocity of 0 is a point.
   */
  void draw(Canvas g, Axes axes, float[] at, float[] velocity) {
    var shafts = new Path2D.Double();
    var heads = new Path2D.Double();
    for (int i = 0; i < at.length; i += 2) {
      double vx = velocity[i];
      double vy = aspect * velocity[i + 1];
      double speed = Math.hypot(vx, vy);
      if (axes.shows(at[i], at[i + 1]) && Double.isFinite(speed)) {
        add(shafts, heads, axes.x(at[i]), axes.y(at[i + 1]), speed == 0 ? 0 : length(speed), Math.atan2(-vy, vx));
      }
    }
    draw(g, shafts, heads);
  }

  /** Draws one arrow to the right, centred at (x, y), in pixels. */
  static void drawOne(Canvas g, double x, double y, double length) {
    var shafts = new Path2D.Double();
    var heads = new Path2D.Double();
    add(shafts, heads, x, y, length, 0);
    draw(g, shafts, heads);
  }

  private static void draw(Canvas g, Path2D shafts, Path2D heads) {
    g.line(Ink.TEXT, new BasicStroke(1.1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER), shafts);
    g.fill(Ink.TEXT, heads);
  }

  /** The angle is clockwise from the right, as pixels go. */
  private static void add(Path2D shafts, Path2D heads, double x, double y, double length, double angle) {
    if (length < 2) {
      heads.append(new Ellipse2D.Double(x - 0.8, y - 0.8, 1.6, 1.6), false);
      return;
    }
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double head = Math.min(6, 0.45 * length);
    double tipX = x + cos * length / 2;
    double tipY = y + sin * length / 2;
    double neckX = tipX - cos * head;
    double neckY = tipY - sin * head;
    shafts.moveTo(x - cos * length / 2, y - sin * length / 2);
    shafts.lineTo(neckX, neckY);
    heads.moveTo(tipX, tipY);
    heads.lineTo(neckX - sin * head * 0.42, neckY + cos * head * 0.42);
    heads.lineTo(neckX + sin * head * 0.42, neckY - cos * head * 0.42);
    heads.closePath();
  }
}
