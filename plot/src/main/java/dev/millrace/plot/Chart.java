package dev.millrace.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/** Draws curves against a number in one panel. Curves of few points have a marker at each point. */
final class Chart {
  private static final Rectangle BOX = new Rectangle(680, 360);
  /** The size of each of several panels. */
  private static final Rectangle SMALL_BOX = new Rectangle(400, 280);
  private static final int MOST_COLUMNS = 2;
  private static final int MOST_SERIES = 12;
  private static final int FEW_POINTS = 24;
  private static final double LEAST_RATIO = 2;
  /** Losses whose ratio is smaller than this are easier to read on a linear axis. */
  private static final double LEAST_RATIO_OF_LOGARITHM = 4;

  private Chart() {
  }

  static Picture lines(String title, String xLabel, String yLabel, List<Series> series, Scale yScale) {
    checkNumber(series);
    double[] x = Limits.interval(xs(series), 0, 1, 0.02);
    Axis across = Arrays.stream(xs(series)).allMatch(value -> value == Math.rint(value))
        ? Axis.ofWholeNumbers(x[0], x[1], BOX.width)
        : Axis.horizontal(x[0], x[1], BOX.width);
    var axes = new Axes(BOX, across, up(extents(series, yScale), yScale, BOX));
    var figure = new Figure(title, Labels.axes(xLabel, yLabel), axes, keys(series));
    figure.inside(0, (g, panel) -> draw(g, panel, series));
    return figure.finish();
  }

  static Picture quality(String title, String measure, String floorName, List<QualityPanel> panels) {
    panels.forEach(panel -> checkNumber(panel.series()));
    double[] nfe = panels.stream().flatMapToDouble(panel -> Arrays.stream(xs(panel.series()))).sorted().distinct()
        .toArray();
    if (nfe[0] <= 0) {
      throw new IllegalArgumentException("numbers of function evaluations must be above 0, not " + nfe[0]);
    }
    List<Key> keys = keys(panels.getFirst().series());
    var extents = DoubleStream.builder();
    for (QualityPanel panel : panels) {
      Arrays.stream(extents(panel.series(), Scale.LOGARITHMIC)).forEach(extents);
      if (Double.isFinite(panel.floor())) {
        extents.add(panel.floor() + panel.knownError()).add(lowEnd(panel.floor(), panel.knownError()));
      }
    }
    if (panels.stream().anyMatch(panel -> Double.isFinite(panel.floor()))) {
      keys.add(new Key.Band(floorName));
    }
    Rectangle box = panels.size() == 1 ? BOX : SMALL_BOX;
    double[] x = around(nfe[0], nfe[nfe.length - 1], 0.06);
    var axes = new Axes(box, Axis.horizontalAt(nfe, x[0], x[1], box.width),
        up(extents.build().toArray(), Scale.LOGARITHMIC, box));
    int columns = Math.min(panels.size(), MOST_COLUMNS);
    var figure = new Figure(title, Labels.captioned("function evaluations per sample (NFE)", measure, columns,
        panels.stream().map(QualityPanel::title).toList()), axes, keys);
    for (int i = 0; i < panels.size(); i++) {
      QualityPanel of = panels.get(i);
      figure.inside(i, (g, panel) -> {
        if (Double.isFinite(of.floor())) {
          double bottom = panel.box().getMaxY();
          Key.Band.draw(g, panel.box().x, panel.box().getMaxX(), at(panel, of.floor() + of.knownError(), bottom),
              at(panel, of.floor(), bottom), at(panel, of.floor() - of.knownError(), bottom));
        }
        draw(g, panel, of.series());
      });
    }
    return figure.finish();
  }

  static Picture loss(String title, double[] steps, double[] loss, double[] smoothed) {
    double[] finite = DoubleStream.concat(Arrays.stream(loss), Arrays.stream(smoothed))
        .filter(Double::isFinite).toArray();
    if (finite.length == 0) {
      throw new IllegalArgumentException("0 of " + loss.length + " losses are finite, so there is nothing to draw");
    }
    double[] x = Limits.interval(steps.clone(), 0, 1, 0);
    double[] y = Limits.interval(finite, 0.005, 0.98, 0.08); // sorts them
    double low = Limits.quantile(finite, 0.005);
    double high = Limits.quantile(finite, 0.98);
    boolean manyFold = low > 0 && high > LEAST_RATIO_OF_LOGARITHM * low;
    if (manyFold) {
      y = around(low, high, 0.06);
    }
    var axes = new Axes(BOX, Axis.horizontal(x[0], x[1], BOX.width),
        Axis.vertical(y[0], y[1], BOX.height, manyFold ? Scale.LOGARITHMIC : Scale.LINEAR));
    Color light = Ink.mixed(Ink.PAPER, Ink.GENERATED, 0.35);
    List<Key> keys = List.of(new Key.Line("loss", light, 1.5f), new Key.Line("smoothed", Ink.GENERATED, 2));
    var figure = new Figure(title, Labels.axes("training step", "loss"), axes, keys);
    figure.inside(0, (g, panel) -> {
      Curve.draw(g, panel, steps, loss, light, 1);
      Curve.draw(g, panel, steps, smoothed, Ink.GENERATED, 2);
    });
    return figure.finish();
  }

  private static void checkNumber(List<Series> series) {
    if (series.isEmpty() || series.size() > MOST_SERIES) {
      throw new IllegalArgumentException(
          "1 to " + MOST_SERIES + " series can be told apart in a picture, not " + series.size());
    }
  }

  private static double[] xs(List<Series> series) {
    return series.stream().flatMapToDouble(s -> Arrays.stream(s.x())).toArray();
  }

  /** All values that the vertical axis must include: points and the ends of their error bars. */
  private static double[] extents(List<Series> series, Scale scale) {
    var extents = DoubleStream.builder();
    for (Series s : series) {
      for (int i = 0; i < s.y().length; i++) {
        double y = s.y()[i];
        if (Double.isFinite(scale.along(y))) {
          extents.add(y).add(y + s.errorAt(i));
          extents.add(scale == Scale.LINEAR ? y - s.errorAt(i) : lowEnd(y, s.errorAt(i)));
        }
      }
    }
    double[] found = extents.build().toArray();
    if (found.length == 0) {
      throw new IllegalArgumentException("no value of '" + series.getFirst().name() + "' or any other series is finite"
          + (scale == Scale.LINEAR ? "" : " and above 0") + ", so there is nothing to draw");
    }
    return found;
  }

  /** On a logarithmic axis an error bar that reaches down to almost 0 would take up nearly the whole axis. */
  private static double lowEnd(double mean, double error) {
    return Math.max(mean - error, mean / LEAST_RATIO);
  }

  private static Axis up(double[] extents, Scale scale, Rectangle box) {
    double[] placed = Arrays.stream(extents).filter(v -> Double.isFinite(scale.along(v))).sorted().toArray();
    double min = placed[0];
    double max = placed[placed.length - 1];
    if (scale == Scale.LOGARITHMIC) {
      double[] y = around(min, max, 0.06);
      return Axis.vertical(y[0], y[1], box.height, scale);
    }
    double[] y = Limits.interval(placed, 0, 1, 0.06);
    // Where the lowest value is small beside the highest, an axis that begins at 0 shows their proportion.
    boolean fromZero = min >= 0 && min < max / 2;
    var limits = new Limits(0, 1, fromZero ? 0 : y[0], y[1]);
    return Axis.vertical(limits.yMin(), limits.yMax(), box.height, scale);
  }

  /** An interval about two numbers above 0, wider by a share of their ratio's logarithm, and never less than 1 : 2. */
  private static double[] around(double min, double max, double margin) {
    double middle = (Math.log(min) + Math.log(max)) / 2;
    double half = Math.max((Math.log(max) - Math.log(min)) / 2, Math.log(LEAST_RATIO) / 2) * (1 + 2 * margin);
    return new double[]{Math.max(Math.exp(middle - half), Double.MIN_NORMAL),
        Math.min(Math.exp(middle + half), Double.MAX_VALUE)};
  }

  private static List<Key> keys(List<Series> series) {
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      if (!series.get(i).name().isEmpty()) {
        keys.add(new Key.Curve(series.get(i).name(), Marker.ofSeries(i), marked(series.get(i))));
      }
    }
    return keys;
  }

  private static boolean marked(Series series) {
    return series.x().length <= FEW_POINTS;
  }

  /** The position of a value on the axis, or a substitute for a value that has none. */
  private static double at(Axes axes, double value, double otherwise) {
    double y = axes.y(value);
    return Double.isFinite(y) ? y : otherwise;
  }

  /** The first series is drawn last, over the others. */
  private static void draw(Canvas g, Axes axes, List<Series> series) {
    for (int n = series.size() - 1; n >= 0; n--) {
      Series s = series.get(n);
      Marker marker = Marker.ofSeries(n);
      Curve.draw(g, axes, s.x(), s.y(), marker.color(), marked(s) ? Marker.SOLID : marker.stroke());
      for (int i = 0; i < s.x().length; i++) {
        if (!axes.places(s.x()[i], s.y()[i])) {
          continue;
        }
        double x = axes.x(s.x()[i]);
        if (s.errorAt(i) > 0) {
          double top = axes.y(s.y()[i] + s.errorAt(i));
          double bottom = at(axes, s.y()[i] - s.errorAt(i), axes.box().getMaxY());
          g.line(marker.color(), new BasicStroke(1.3f), new Line2D.Double(x, top, x, bottom));
          g.fill(marker.color(), new Rectangle2D.Double(x - 4, top - 0.65, 8, 1.3));
          g.fill(marker.color(), new Rectangle2D.Double(x - 4, bottom - 0.65, 8, 1.3));
        }
        if (marked(s)) {
          marker.draw(g, x, axes.y(s.y()[i]));
        }
      }
    }
  }
}
