package dev.millrace.plot;

import java.awt.Color;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Still pictures of a flow on a white background, designed to be read at their original size.
 *
 * <p>Points are [count, 2], row-major. Points outside the limits are not drawn, and neither are points that are not
 * finite: a flow may diverge at some points, and the picture of the others is still useful (the titles of scatter
 * panels then give their number). One unit in x is as long as one in y wherever both are coordinates of the plane;
 * limits longer than 3 : 1 are widened for this. Ranges of 20 : 1 or more are taken to have different units, and each
 * axis has its own scale ({@link Limits#unitsDiffer}).
 */
public final class Pictures {
  private static final int SINGLE_PANEL = 560;
  private static final int ROW_WIDTH = 1400;
  private static final int SMALLEST_PANEL = 240;
  private static final int MOST_IN_A_ROW = 8;
  /** The number of looks that points can have: each colour as discs and as squares. */
  public static final int MOST_CLASSES = 12;

  private Pictures() {
  }

  /**
   * Draws generated points over real data, with one panel for each number of steps.
   *
   * @param title above all panels; may be empty
   * @param panels 1 to 8, from left to right
   * @param real [realCount, 2], in grey behind the points of every panel; may be empty
   * @param limits of every panel
   * @return the picture
   * @throws IllegalArgumentException if there are fewer than 1 or more than 8 panels, or real has an odd length
   */
  public static Picture steps(String title, List<Panel> panels, float[] real, Limits limits) {
    checkRow("panels", panels.size());
    List<String> titles = panels.stream().map(panel -> withLosses(panel.title(), panel.points())).toList();
    return clouds(title, Labels.row(titles, limits), panels, real, limits);
  }

  /**
   * Draws generated points over real data in a grid: one row for each model, one column for each number of steps.
   *
   * @param title above all panels; may be empty
   * @param models 1 to 8 names of the rows, from top to bottom
   * @param steps 1 to 8 names of the columns, from left to right
   * @param panels [models][steps]; a panel's title is its caption in small letters, such as "W2 0.08", and may be empty
   * @param real [realCount, 2], in grey behind the points of every panel; may be empty
   * @param limits of every panel
   * @return the picture
   * @throws IllegalArgumentException if the numbers of names are out of range or differ from those of the panels, or
   *           real has an odd length
   */
  public static Picture stepsGrid(String title, List<String> models, List<String> steps, List<List<Panel>> panels,
      float[] real, Limits limits) {
    checkRow("rows", models.size());
    checkRow("columns", steps.size());
    Check.sameLength("models", models.size(), "rows of panels", panels.size());
    for (int row = 0; row < panels.size(); row++) {
      Check.sameLength("steps", steps.size(), "panels[" + row + "]", panels.get(row).size());
    }
    List<Panel> all = panels.stream().flatMap(List::stream).toList();
    List<String> captions = all.stream().map(panel -> withLosses(panel.title(), panel.points())).toList();
    List<String> upNames = models.equals(List.of("")) ? List.of(limits.up()) : models;
    return clouds(title, new Labels(steps, upNames, captions, limits.across()), all, real, limits);
  }

  private static Picture clouds(String title, Labels labels, List<Panel> panels, float[] real, Limits limits) {
    Check.points("real", real);
    Axes size = Axes.plane(limits, panelSide(labels.columns().size()));
    var figure = new Figure(title, labels, size, Key.dots(real, Ink.REAL, "generated"));
    for (int i = 0; i < panels.size(); i++) {
      float[] points = panels.get(i).points();
      figure.inside(i, (g, axes) -> {
        Dots.forCount(real.length / 2, axes, Ink.REAL, 0.7).draw(g, axes, real);
        Dots.forCount(points.length / 2, axes, Ink.GENERATED, 0.6).draw(g, axes, points);
      });
    }
    return figure.finish();
  }

  /**
   * Draws one set of points.
   *
   * @param title above the panel; may be empty
   * @param points [count, 2]
   * @param limits of the panel
   * @return the picture
   * @throws IllegalArgumentException if points is empty or has an odd length
   */
  public static Picture scatter(String title, float[] points, Limits limits) {
    Check.points("points", points);
    Check.atLeast("numbers in points", points.length, 2);
    var figure = new Figure(withLosses(title, points), Labels.axes(limits.across(), limits.up()),
        Axes.plane(limits, SINGLE_PANEL),
        List.of());
    figure.inside(0, (g, axes) -> Dots.forCount(points.length / 2, axes, Ink.GENERATED, 0.6).draw(g, axes, points));
    return figure.finish();
  }

  /**
   * Draws points of several classes in one panel. Each class has a colour of its own, and those that share one differ
   * in shape.
   *
   * @param title above the panel; may be empty
   * @param classes 1 to {@value #MOST_CLASSES}, each with its name and its points
   * @param limits of the panel
   * @return the picture
   * @throws IllegalArgumentException if there are too few or too many classes, or none has points
   */
  public static Picture classes(String title, List<Panel> classes, Limits limits) {
    if (classes.isEmpty() || classes.size() > MOST_CLASSES) {
      throw new IllegalArgumentException(
          "1 to " + MOST_CLASSES + " classes can be told apart in a picture, not " + classes.size());
    }
    int numbers = classes.stream().mapToInt(each -> each.points().length).sum();
    Check.atLeast("numbers in the classes", numbers, 2);
    List<Key> keys = new ArrayList<>();
    for (int k = 0; k < classes.size(); k++) {
      keys.add(new Key.Dot(classes.get(k).title(), Ink.ofClass(k), formOfClass(k)));
    }
    var figure = new Figure(title, Labels.axes(limits.across(), limits.up()), Axes.plane(limits, SINGLE_PANEL), keys);
    for (int k = 0; k < classes.size(); k++) {
      float[] points = classes.get(k).points();
      int number = k;
      figure.inside(0, (g, axes) -> {
        Dots dots = Dots.forCount(numbers / 2, axes, Ink.ofClass(number), 0.7);
        (formOfClass(number) == Dots.Form.DISC ? dots : dots.asSquares()).draw(g, axes, points);
      });
    }
    return figure.finish();
  }

  private static Dots.Form formOfClass(int number) {
    return number < Ink.CLASSES.size() ? Dots.Form.DISC : Dots.Form.SQUARE;
  }

  /**
   * Draws the trajectories of particles in the plane from noise (orange squares) to data (blue discs). About a hundred
   * of them are readable.
   *
   * @param title above the panel; may be empty
   * @param path [times, count, 2]: path[k] holds the particles at t = k / (times − 1); 2 times or more
   * @param limits of the panel
   * @return the picture
   * @throws IllegalArgumentException if there are fewer than 2 times, no particles, an odd length, or different lengths
   */
  public static Picture trajectories(String title, float[][] path, Limits limits) {
    return trajectoriesSideBySide(title, List.of(new PathPanel("", "", path)), limits);
  }

  /**
   * Draws the trajectories of particles in the plane from noise (orange squares) to data (blue discs) under several
   * models, one panel each. From the same start points they show how the trajectories become straight.
   *
   * @param title above all panels; may be empty
   * @param panels 1 to 8, from left to right
   * @param limits of every panel
   * @return the picture
   * @throws IllegalArgumentException if there are fewer than 1 or more than 8 panels
   */
  public static Picture trajectoriesSideBySide(String title, List<PathPanel> panels, Limits limits) {
    checkRow("panels", panels.size());
    var labels = new Labels(panels.stream().map(PathPanel::title).toList(), List.of(limits.up()),
        panels.stream().map(PathPanel::caption).toList(), limits.across());
    var figure = new Figure(title, labels, Axes.plane(limits, panelSide(panels.size())), pathKeys());
    for (int i = 0; i < panels.size(); i++) {
      float[][] path = panels.get(i).path();
      figure.inside(i, (g, axes) -> drawPath(g, axes, path));
    }
    return figure.finish();
  }

  /**
   * Draws the trajectories of particles on a line from noise (orange squares, left) to data (blue discs, right),
   * against time.
   *
   * @param title above the panel; may be empty
   * @param path [times, count]: path[k] holds the particles at t = k / (times − 1); 2 times or more
   * @param low lower end of the vertical axis
   * @param high upper end of the vertical axis, above low
   * @return the picture
   * @throws IllegalArgumentException if there are fewer than 2 times, no particles, different lengths, or low is not
   *           below high
   */
  public static Picture trajectories1d(String title, float[][] path, double low, double high) {
    return trajectories1d(title, "x", path, low, high);
  }

  /**
   * As {@link #trajectories1d(String, float[][], double, double)}.
   *
   * @param title the title above the picture
   * @param name of the vertical axis
   * @param path the points at each time, [times][n]
   * @param low the lower edge of the axis
   * @param high the upper edge of the axis
   * @return what that method returns
   */
  public static Picture trajectories1d(String title, String name, float[][] path, double low, double high) {
    Check.path(path);
    Check.atLeast("numbers in path[0]", path[0].length, 1);
    float[][] inPlane = new float[path.length][2 * path[0].length];
    for (int k = 0; k < path.length; k++) {
      for (int i = 0; i < path[k].length; i++) {
        inPlane[k][2 * i] = (float) k / (path.length - 1);
        inPlane[k][2 * i + 1] = path[k][i];
      }
    }
    Axes axes = Axes.linear(new Rectangle(640, 400), new Limits(-0.02, 1.02, low, high));
    var figure = new Figure(title, Labels.axes("time t", name), axes, pathKeys());
    figure.inside(0, (g, panel) -> drawPath(g, panel, inPlane));
    return figure.finish();
  }

  /**
   * Draws the loss of a training run. The vertical axis shows most of the values, from the 0.5% to the 98% quantile and
   * a little more, since the high losses of the first steps would flatten all the rest. It is logarithmic if these
   * values differ by more than a factor of four, as those of a reflow do, whose least loss is near 0. Values that are
   * not finite leave a gap.
   *
   * @param title above the panel; may be empty
   * @param steps [count], increasing
   * @param loss [count], the raw loss at each of the steps
   * @param smoothed [count], the same after smoothing
   * @return the picture
   * @throws IllegalArgumentException if the arrays are empty or differ in length, steps do not increase, or no loss is
   *           finite
   */
  public static Picture loss(String title, double[] steps, double[] loss, double[] smoothed) {
    Check.atLeast("steps", steps.length, 1);
    Check.sameLength("steps", steps.length, "loss", loss.length);
    Check.sameLength("steps", steps.length, "smoothed", smoothed.length);
    Check.increasing("steps", steps);
    return Chart.loss(title, steps, loss, smoothed);
  }

  /**
   * Draws named curves against a number. A linear vertical axis begins at 0 if the lowest values are near 0.
   *
   * @param title above the panel; may be empty
   * @param xLabel below the horizontal axis, which is linear
   * @param yLabel left of the vertical axis
   * @param series 1 to 12; the first is drawn over the others
   * @param yScale of the vertical axis; on a logarithmic one values of 0 or less leave a gap
   * @return the picture
   * @throws IllegalArgumentException if there are fewer than 1 or more than 12 series, or no value can be drawn
   */
  public static Picture lines(String title, String xLabel, String yLabel, List<Series> series, Scale yScale) {
    return Chart.lines(title, xLabel, yLabel, series, yScale);
  }

  /**
   * Draws quality against the number of function evaluations, both on logarithmic axes, with the floor: the W2 between
   * two independent draws of true points, which is due to chance alone. Means of 0 or less leave a gap.
   *
   * @param title above the panel; may be empty
   * @param series 1 to 12, for example one per model or per solver: x is the NFE per sample, y the mean of W2, error
   *           its standard error
   * @param floor mean W2 between two sets of true data; NaN for none
   * @param floorError its standard error; NaN if not known
   * @return the picture
   * @throws IllegalArgumentException if there are fewer than 1 or more than 12 series, an NFE is not above 0, or no
   *           mean can be drawn
   */
  public static Picture quality(String title, List<Series> series, double floor, double floorError) {
    return quality(title, "W2 to real data", "floor: two sets of true data", series, floor, floorError);
  }

  /**
   * As {@link #quality(String, List, double, double)}, for another measure.
   *
   * @param title the title above the picture
   * @param measure left of the vertical axis
   * @param floorName the name of the floor in the legend
   * @param series the curves
   * @param floor the mean floor, drawn as a line
   * @param floorError the standard error of the floor
   * @return what that method returns
   */
  public static Picture quality(String title, String measure, String floorName, List<Series> series, double floor,
      double floorError) {
    return quality(title, measure, floorName, List.of(new QualityPanel("", series, floor, floorError)));
  }

  /**
   * Draws the quality of samples against function evaluations with a panel for each data set, two side by side. All panels
   * have the same axes, both logarithmic.
   *
   * @param title above all panels; may be empty
   * @param measure the name of the measure, for the vertical axes
   * @param floorName the name of the floor in the legend
   * @param panels 1 to 8; those after the first have the same series in the same order
   * @return the picture
   * @throws IllegalArgumentException if the number of panels or series is out of range, or no value can be drawn
   */
  public static Picture quality(String title, String measure, String floorName, List<QualityPanel> panels) {
    checkRow("panels", panels.size());
    return Chart.quality(title, measure, floorName, panels);
  }

  /**
   * Draws log densities as heat maps side by side. All share one colour scale, from the highest density down to a
   * thousandth of it.
   *
   * @param title above all panels; may be empty
   * @param grids 1 to 8, from left to right, for example a model's density and {@link DensityGrid#histogram} of the
   *           data; at least 200 cells per side look smooth
   * @param limits of every grid and panel
   * @return the picture
   * @throws IllegalArgumentException if there are fewer than 1 or more than 8 grids, or no log density is finite
   */
  public static Picture density(String title, List<DensityGrid> grids, Limits limits) {
    checkRow("grids", grids.size());
    Heat heat = Heat.of(grids);
    List<Key> keys = new ArrayList<>();
    keys.add(heat.key());
    if (grids.stream().anyMatch(grid -> grid.points().length > 0)) {
      keys.add(new Key.Dot("points", Ink.POINTS, Dots.Form.DISC));
    }
    var figure = new Figure(title, Labels.row(grids.stream().map(DensityGrid::title).toList(), limits),
        Axes.plane(limits, panelSide(grids.size())), keys);
    for (int i = 0; i < grids.size(); i++) {
      DensityGrid grid = grids.get(i);
      figure.inside(i, (g, axes) -> {
        heat.draw(g, axes, grid, limits);
        Dots.forCount(grid.points().length, axes, Ink.POINTS, 0.9).draw(g, axes, grid.points());
      });
    }
    return figure.finish();
  }

  /**
   * Draws a velocity field with the particles that it moves, one panel per time. The colour is the density of the
   * particles, relative to the highest density in the panel; the arrows are the velocity, all on one scale.
   *
   * @param title above all panels; may be empty
   * @param slices 1 to 8, from left to right
   * @param limits of every panel
   * @return the picture
   * @throws IllegalArgumentException if there are fewer than 1 or more than 8 slices
   */
  public static Picture field(String title, List<FieldSlice> slices, Limits limits) {
    checkRow("slices", slices.size());
    Axes size = Axes.plane(limits, panelSide(slices.size()));
    Arrows arrows = Arrows.forAll(slices, size);
    List<Key> keys = new ArrayList<>();
    keys.add(new Key.DensityRamp("density of points, up to each panel's highest"));
    if (arrows.fastest() > 0 && !limits.unitsDiffer()) {
      double power = Math.pow(10, Math.floor(Math.log10(arrows.fastest())));
      double digit = Math.floor(arrows.fastest() / power);
      keys.add(new Key.Arrow("speed " + Tick.label(digit, power), arrows.length(digit * power)));
    }
    List<String> titles = slices.stream().map(slice -> String.format(Locale.ROOT, "t = %.2f", slice.t())).toList();
    var figure = new Figure(title, Labels.row(titles, limits), size, keys);
    for (int i = 0; i < slices.size(); i++) {
      FieldSlice slice = slices.get(i);
      figure.inside(i, (g, axes) -> {
        Density.draw(g, axes, slice.particles());
        arrows.draw(g, axes, slice.arrowsAt(), slice.arrows());
      });
    }
    return figure.finish();
  }

  private static void checkRow(String what, int count) {
    if (count < 1 || count > MOST_IN_A_ROW) {
      throw new IllegalArgumentException("1 to " + MOST_IN_A_ROW + " " + what + " fit in a picture, not " + count);
    }
  }

  private static int panelSide(int panels) {
    return Math.clamp(ROW_WIDTH / panels, SMALLEST_PANEL, SINGLE_PANEL);
  }

  private static String withLosses(String title, float[] points) {
    int lost = 0;
    for (int i = 0; i < points.length; i += 2) {
      if (!Float.isFinite(points[i]) || !Float.isFinite(points[i + 1])) {
        lost++;
      }
    }
    return lost == 0 ? title : title + " (" + lost + " not finite)";
  }

  private static List<Key> pathKeys() {
    return List.of(new Key.Dot("noise, t = 0", Ink.NOISE, Dots.Form.SQUARE),
        new Key.Dot("data, t = 1", Ink.DATA, Dots.Form.DISC));
  }

  private static void drawPath(Canvas g, Axes axes, float[][] path) {
    int count = path[0].length / 2;
    Color color = Ink.translucent(Ink.WAY, Math.clamp(4 / Math.sqrt(count), 0.12, 0.5));
    for (int i = 0; i < count; i++) {
      double[] x = new double[path.length];
      double[] y = new double[path.length];
      for (int k = 0; k < path.length; k++) {
        x[k] = path[k][2 * i];
        y[k] = path[k][2 * i + 1];
      }
      Curve.draw(g, axes, x, y, color, 1);
    }
    Dots.forCount(8 * count, axes, Ink.NOISE, 0.9).asSquares().draw(g, axes, path[0]);
    Dots.forCount(8 * count, axes, Ink.DATA, 0.9).draw(g, axes, path[path.length - 1]);
  }
}
