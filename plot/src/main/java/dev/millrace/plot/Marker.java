package dev.millrace.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/**
 * How the points of one series look: a colour and a shape, so that series differ without colour too. Lines differ by
 * their dashes.
 */
record Marker(Form form, Color color) {
  enum Form {
    CIRCLE,
    SQUARE,
    DIAMOND,
    TRIANGLE
  }

  /** The line of a curve whose markers identify it. */
  static final BasicStroke SOLID = new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);

  /** The look of the series with that index; different for each of the first twelve. */
  static Marker ofSeries(int number) {
    return new Marker(Form.values()[number % Form.values().length], Ink.SERIES.get(number % Ink.SERIES.size()));
  }

  /** The line of a curve without markers. */
  BasicStroke stroke() {
    float[] dashes = switch (form) {
      case CIRCLE -> new float[0];
      case SQUARE -> new float[]{9, 4};
      case DIAMOND -> new float[]{2, 3};
      case TRIANGLE -> new float[]{10, 3, 2, 3};
    };
    return dashes.length == 0
        ? SOLID
        : new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes, 0);
  }

  void draw(Canvas g, double x, double y) {
    Shape shape = switch (form) {
      case CIRCLE -> new Ellipse2D.Double(x - 4, y - 4, 8, 8);
      case SQUARE -> new Rectangle2D.Double(x - 3.5, y - 3.5, 7, 7);
      case DIAMOND -> polygon(x, y - 5, x + 5, y, x, y + 5, x - 5, y);
      case TRIANGLE -> polygon(x, y - 5, x + 4.8, y + 3.6, x - 4.8, y + 3.6);
    };
    g.fill(color, shape);
    // An edge in the colour of the background separates markers that overlap.
    g.line(Ink.PAPER, new BasicStroke(1), shape);
  }

  private static Path2D polygon(double... corners) {
    var path = new Path2D.Double();
    path.moveTo(corners[0], corners[1]);
    for (int i = 2; i < corners.length; i += 2) {
      path.lineTo(corners[i], corners[i + 1]);
    }
    path.closePath();
    return path;
  }
}
