package dev.millrace.serve.studio;

import java.util.Arrays;
import java.util.Optional;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.likelihood.Divergence;
import dev.millrace.flow.likelihood.Likelihood;
import dev.millrace.flow.measure.Straightness;
import dev.millrace.flow.measure.Wasserstein;
import dev.millrace.flow.net.MlpFlowMap;
import dev.millrace.flow.ode.AdaptiveSolver;
import dev.millrace.flow.ode.ConditionalField;
import dev.millrace.flow.ode.EmbeddedPair;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.RowField;
import dev.millrace.flow.ode.StateSpace;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.sample.Sampler;

/**
 * A flow of points as the page shows it: everything in the units of the data, and as rows of the plane of the first two
 * columns.
 *
 * @param step the step of the training whose weights it has
 * @param flow the flow
 * @param data the data that it learns
 */
record PointView(int step, FlowModel flow, DataSource data) {
  /** The name of the solver that follows the flow map. */
  static final String MAPS = "map";
  private static final double TOLERANCE = 1e-4;
  private static final int STRAIGHT_STEPS = 32;

  /**
   * Which rows of a flow are followed, and how.
   *
   * @param solver the name of a method, or "map"
   * @param steps number of steps
   * @param label the class of all rows; -1 for all classes in turn
   * @param guidance w in u + w·(c − u)
   * @param threads number of threads
   */
  record Way(String solver, int steps, int label, double guidance, int threads) {
    Tableau tableau() {
      return Tableau.ALL.stream().filter(t -> t.name().equals(solver)).findFirst()
          .orElseThrow(() -> new InvalidInputException("`solver` %s: expected one of %s%s".formatted(
              solver, String.join(", ", Tableau.ALL.stream().map(Tableau::name).toList()),
              ", or map for a flow that has learnt average velocities")));
    }
  }

  /** The states on the way, [steps + 1][rows, 2], and the number of evaluations of the network. */
  record Carried(float[][] states, int nfe) {}

  int dim() {
    return flow.velocity().shape().dim();
  }

  private Standardizer units() {
    return flow.standardizer();
  }

  private Distribution source() {
    return DataSource.source(flow.source(), dim());
  }

  /** The class of each row, or nothing if there are no classes. */
  int[] labels(Way way, int count) {
    int classes = flow.velocity().classes();
    if (classes == 0) {
      return new int[0];
    }
    int[] labels = ConditionalField.inTurn(classes, 0, count);
    if (way.label >= 0) {
      Arrays.fill(labels, way.label);
    }
    return labels;
  }

  private RowField<float[]> field(Way way, int[] labels) {
    if (way.solver.equals(MAPS)) {
      if (!flow.isFlowMap()) {
        throw new InvalidInputException(
            "`solver` map: this flow has learnt velocities only; train it with `objective` mean-flow");
      }
      ConditionalField<float[]> along = new MlpFlowMap(flow.velocity(), flow.isGuidedMap() ? way.guidance : 1)
          .along(TimeGrid.uniform(way.steps));
      return labels.length == 0 ? along : along.of(StateSpace.FLOATS, labels, 1);
    }
    return labels.length == 0
        ? flow.velocity()
        : flow.velocity().of(StateSpace.FLOATS, labels, way.guidance);
  }

  private static FixedStepSolver solver(Way way) {
    return new FixedStepSolver(way.solver.equals(MAPS) ? Tableau.EULER : way.tableau(), TimeGrid.uniform(way.steps));
  }

  /** Start points, as the network sees them: the rows of {@code millrace sample} of the same seed. */
  float[] noise(int count, long seed) {
    return Sampler.startPoints(source(), count, new Seed(seed));
  }

  /** Start points that the page gives, [count, 2] in the units of the data, as the network sees them. */
  float[] fromPage(float[] points) {
    if (dim() != 2) {
      throw new InvalidInputException("`body`: start points are for flows of two columns, this one has %d".formatted(
          dim()));
    }
    return units().apply(points);
  }

  /** Follows the flow from start points as the network sees them; all states. */
  Carried carry(float[] x0, Way way) {
    RowField<float[]> field = field(way, labels(way, x0.length / dim()));
    Sampler.Trajectory followed = new Sampler(solver(way), way.threads).follow(field, x0, dim(), way.steps);
    return new Carried(Arrays.stream(followed.states()).map(this::plane).toArray(float[][]::new),
        followed.samples().nfe());
  }

  /** Follows the flow to its end only, [count, 2]. */
  float[] end(float[] x0, Way way) {
    return plane(new Sampler(solver(way), way.threads).sample(field(way, labels(way, x0.length / dim())), x0, dim())
        .points());
  }

  /**
   * Rows for the page.
   *
   * @param rows x, y and, if the flow has classes, the class that the row is made for
   * @param columns 2 or 3
   */
  record Shown(float[] rows, int columns) {}

  /** Points of the plane with the classes that they are made for, if there are classes. */
  Shown shown(float[] plane, Way way) {
    int[] labels = labels(way, plane.length / 2);
    return labels.length == 0 ? new Shown(plane, 2) : new Shown(withLabels(plane, labels), 3);
  }

  /** Rows as the network sees them in the units of the data, in the plane of the first two columns. */
  float[] plane(float[] rows) {
    float[] shown = units().invert(rows);
    int dim = dim();
    if (dim == 2) {
      return shown;
    }
    float[] plane = new float[rows.length / dim * 2];
    for (int i = 0; i < rows.length / dim; i++) {
      plane[2 * i] = shown[i * dim];
      plane[2 * i + 1] = dim > 1 ? shown[i * dim + 1] : 0;
    }
    return plane;
  }

  /** Points of the data with their classes, [count, 3]. */
  float[] truth(int count, long seed) {
    int[] labels = new int[count];
    int most = data.learnt().supply() < Integer.MAX_VALUE ? Math.min(count, data.learnt().supply()) : count;
    float[] points = new float[most * dim()];
    data.learnt().sample(new Seed(seed).generator(Seed.Purpose.PICTURE, 1, 0), points, 0, most, labels, 0);
    return withLabels(plane(points), labels);
  }

  static float[] withLabels(float[] plane, int[] labels) {
    float[] rows = new float[plane.length / 2 * 3];
    for (int i = 0; i < plane.length / 2; i++) {
      rows[3 * i] = plane[2 * i];
      rows[3 * i + 1] = plane[2 * i + 1];
      rows[3 * i + 2] = labels[i];
    }
    return rows;
  }

  /** The velocity at a grid of points, [n·n, 4]: x, y and the velocity, in the units of the data. */
  float[] velocities(double t, int n, double[] extent, Way way) {
    float[] grid = grid(n, extent);
    float[] x = fromPage(grid);
    float[] v = new float[x.length];
    field(way, labels(way, n * n)).rows(0, n * n).velocity(x, t, v);
    double[] std = units().std();
    float[] rows = new float[n * n * 4];
    for (int i = 0; i < n * n; i++) {
      rows[4 * i] = grid[2 * i];
      rows[4 * i + 1] = grid[2 * i + 1];
      rows[4 * i + 2] = (float) (v[2 * i] * std[0]);
      rows[4 * i + 3] = (float) (v[2 * i + 1] * std[1]);
    }
    return rows;
  }

  private static float[] grid(int n, double[] extent) {
    float[] points = new float[n * n * 2];
    for (int i = 0; i < n * n; i++) {
      points[2 * i] = (float) (extent[0] + (extent[1] - extent[0]) * (i % n + 0.5) / n);
      points[2 * i + 1] = (float) (extent[2] + (extent[3] - extent[2]) * (Math.floorDiv(i, n) + 0.5) / n);
    }
    return points;
  }

  /** log p at a grid of points, [n·n]. */
  float[] logDensities(int n, double[] extent, Way way) {
    float[] points = fromPage(grid(n, extent));
    int[] labels = labels(way, n * n);
    if (labels.length > 0 && way.label < 0) {
      Arrays.fill(labels, flow.velocity().classes());
    }
    Likelihood likelihood = new Likelihood(new AdaptiveSolver(EmbeddedPair.DOPRI5, TOLERANCE, TOLERANCE),
        new Divergence.Exact(), way.threads);
    double[] found = likelihood.of(labels.length == 0
        ? flow.velocity()
        : flow.velocity().of(StateSpace.FLOATS, labels,
            1),
        source(), points).inUnitsOf(units()).values();
    float[] values = new float[found.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) found[i];
    }
    return values;
  }

  /** True points to compare samples with, of one class or of all, and as many more, whose distance is the floor. */
  Truth twoSets(int count, int label, long seed) {
    Distribution of = label >= 0 && data.learnt().classes() > 1 ? data.learnt().ofClass(label) : data.learnt();
    int most = of.supply() < Integer.MAX_VALUE ? Math.min(count, of.supply() / 2) : count;
    float[][] sets = of.balancedSets(new Seed(seed).generator(Seed.Purpose.EVALUATION_DATA, 0, 0), 2, most);
    float[] real = units().invert(sets[0]);
    return new Truth(real, most, Wasserstein.w2(real, units().invert(sets[1]), dim()));
  }

  /**
   * True points.
   *
   * @param real [count, dim] in the units of the data
   * @param count number of points
   * @param floor W2 between them and as many others
   */
  record Truth(float[] real, int count, double floor) {}

  /** W2 between samples from start points and as many true points. */
  double w2(float[] x0, Way way, Truth truth) {
    int count = Math.min(truth.count, x0.length / dim());
    float[] start = Arrays.copyOf(x0, count * dim());
    float[] samples = new Sampler(solver(way), way.threads).sample(field(way, labels(way, count)), start, dim())
        .points();
    return Wasserstein.w2(units().invert(samples), Arrays.copyOf(truth.real, count * dim()), dim());
  }

  /** S, in the units of the data. */
  double straightness(int count, long seed, int threads) {
    Way way = new Way("euler", STRAIGHT_STEPS, -1, 1, threads);
    return Straightness.measure(field(way, labels(way, count)), noise(count, seed), solver(way), units(), threads)
        .mean();
  }

  /** The part of the plane that data and source need, with a margin: x from, to, y from, to. */
  double[] extent() {
    int count = 2000;
    double[] extent = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY};
    float[] truth = truth(count, 0);
    for (int i = 0; i < truth.length; i += 3) {
      widen(extent, truth[i], truth[i + 1]);
    }
    float[] noise = plane(noise(count, 0));
    for (int i = 0; i < noise.length; i += 2) {
      widen(extent, noise[i], noise[i + 1]);
    }
    for (int axis = 0; axis < 4; axis += 2) {
      double margin = Math.max(0.05 * (extent[axis + 1] - extent[axis]), 1e-6);
      extent[axis] -= margin;
      extent[axis + 1] += margin;
    }
    return extent;
  }

  private static void widen(double[] extent, double x, double y) {
    extent[0] = Math.min(extent[0], x);
    extent[1] = Math.max(extent[1], x);
    extent[2] = Math.min(extent[2], y);
    extent[3] = Math.max(extent[3], y);
  }

  /** The label of a class that a page names, or none. */
  int label(Optional<String> name) {
    if (name.isEmpty()) {
      return -1;
    }
    int classes = flow.velocity().classes();
    int named = flow.classNames().indexOf(name.get());
    if (named >= 0) {
      return named;
    }
    try {
      int label = Integer.parseInt(name.get());
      if (flow.classNames().isEmpty() && label >= 0 && label < classes) {
        return label;
      }
    } catch (NumberFormatException _) {
      // Not a class.
    }
    throw new InvalidInputException("`class` %s: %s".formatted(name.get(), classes == 0
        ? "this flow was trained without classes"
        : "expected one of " + (flow.classNames().isEmpty()
            ? "0 to " + (classes - 1)
            : String.join(", ", flow.classNames()))));
  }
}
