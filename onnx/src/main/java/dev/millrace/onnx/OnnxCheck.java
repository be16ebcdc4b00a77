package dev.millrace.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.net.MlpFlowMap;
import dev.millrace.flow.ode.ConditionalField;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.RowField;
import dev.millrace.flow.ode.StateSpace;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.encode.LevelCode;
import dev.millrace.tables.model.SampleOptions;
import dev.millrace.tables.model.TableModel;
import dev.millrace.torch.ImageFlow;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.Torch;
import dev.millrace.torch.TorchOptions;

/** Compares a graph, in ONNX Runtime, with the flow that it was made of, on the same start points. */
public final class OnnxCheck {
  /** The start points of each comparison. */
  private static final int POINTS = 64;
  private static final int IMAGES = 4;
  private static final int ROWS = 256;
  private static final double GUIDANCE = 2;
  /** A difference of values, as a part of the range of their column, that is one of rounding. */
  private static final double SAME = 1e-6;
  private static final double[] TIMES = {0, 0.37, 0.999};

  private final OnnxFile file;
  private final OnnxSession session;
  private final Flow flow;

  private OnnxCheck(OnnxFile file, OnnxSession session, Flow flow) {
    this.file = file;
    this.session = session;
    this.flow = flow;
  }

  /**
   * One comparison.
   *
   * @param what what was computed, such as "4 steps, guidance 2"
   * @param rows the number of start points
   * @param largest the largest difference of two numbers; of a table, as a part of the range of its column, and 1 for words
   *     that differ
   * @param scale the largest number, without its sign; 1 for a table
   */
  public record Difference(String what, int rows, double largest, double scale) {}

  /** Our side of the comparison. */
  private interface Flow {
    int classes();

    List<Integer> shape();

    float[] noise(int count);

    /** The velocities of rows at a time. */
    float[] velocity(float[] x, double t, int[] labels);

    /** Samples, by the flow map if there is no tableau. */
    float[] sample(Optional<Tableau> tableau, TimeGrid grid, float[] x0, int[] labels, double guidance);
  }

  /**
   * ONNX Runtime is an optional dependency. Without it {@link OnnxSession} cannot even be linked, so that its own message
   * would never be seen.
   */
  private static void requireRuntime(Path graph) {
    try {
      Class.forName("ai.onnxruntime.OrtException", false, OnnxCheck.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new InvalidInputException(
          ("%s: comparing it with a run needs ONNX Runtime (com.microsoft.onnxruntime:onnxruntime), which is not here; the "
              + "distribution with LibTorch has it")
              .formatted(graph),
          e);
    }
  }

  /**
   * Compares a graph with a flow.
   *
   * @param graph a file that {@link OnnxGraph} wrote
   * @param weights the file of the weights of the flow
   * @return the differences of velocities at some times, or of samples after some numbers of steps
   * @throws InvalidInputException if the file is not one of Millrace's graphs, is of another kind or shape than the flow, or
   *     ONNX Runtime is not there
   * @throws IOException if reading fails
   */
  public static List<Difference> compare(Path graph, Path weights) throws IOException {
    OnnxFile file = OnnxFile.read(graph);
    if (!file.isOurs()) {
      throw new InvalidInputException("%s: was made by %s, not by Millrace; there is nothing to compare it with"
          .formatted(graph, file.producer().isEmpty() ? "another program" : file.producer()));
    }
    requireRuntime(graph);
    String kind = file.ours("kind").orElse("");
    if (kind.equals("tables")) {
      TableModel model = TableModel.read(weights);
      try (OnnxSession session = OnnxSession.open(graph)) {
        return ofTable(file, session, model);
      }
    }
    boolean images = ImageModel.isOne(weights);
    if (!kind.equals(images ? "images" : "points")) {
      throw new InvalidInputException(
          "%s: is a flow of %s, %s of %s".formatted(graph, kind, weights, images ? "images" : "points"));
    }
    try (OnnxSession session = OnnxSession.open(graph)) {
      if (!images) {
        return new OnnxCheck(file, session, new OfPoints(FlowModel.read(weights))).differences();
      }
      ImageModel model = ImageModel.read(weights);
      TorchOptions exact = new TorchOptions(TorchOptions.DeviceChoice.CPU, TorchOptions.PrecisionChoice.FP32, 0);
      try (Torch torch = Torch.open(exact); ImageFlow flow = new ImageFlow(torch, model)) {
        return new OnnxCheck(file, session, new OfImages(flow)).differences();
      }
    }
  }

  /** Values of rows: words are the same or not, and numbers are compared as parts of the range of their column. */
  private static List<Difference> ofTable(OnnxFile file, OnnxSession session, TableModel model) {
    List<Difference> all = new ArrayList<>();
    int width = model.encoding().width();
    float[] x0 = Sampler.startPoints(new Gaussian(width), ROWS, new Seed(0));
    for (int steps : stepsToTake(file)) {
      Table ours = model.sample(ROWS, SampleOptions.of(0, steps));
      double largest = 0;
      int same = 0;
      for (int c = 0; c < ours.width(); c++) {
        OnnxSession.Call call = session.call().floats("x0", x0, ROWS, width);
        putSteps(file, call, TimeGrid.uniform(steps));
        if (model.label() >= 0) {
          call.integers("label", levels(model, ours), ROWS);
        }
        double[] graph = call.doubles("column_" + c);
        double[] values = switch (ours.column(c)) {
          case Words words -> Arrays.stream(words.codes()).asDoubleStream().toArray();
          case Numbers numbers -> numbers.values();
        };
        double range = ours.column(c) instanceof Words ? 0 : range(values);
        for (int row = 0; row < ROWS; row++) {
          double difference = graph[row] == values[row] || (Double.isNaN(graph[row]) && Double.isNaN(values[row]))
              ? 0
              : range == 0 || Double.isNaN(graph[row] - values[row]) ? 1 : Math.abs(graph[row] - values[row]) / range;
          same += difference < SAME ? 1 : 0;
          largest = Math.max(largest, difference);
        }
      }
      all.add(new Difference("%s, %d of %d values the same".formatted(steps(steps), same, ROWS * ours.width()), ROWS,
          largest, 1));
    }
    return all;
  }

  private static double range(double[] values) {
    double[] known = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    return known.length == 0 ? 0 : Arrays.stream(known).max().orElseThrow() - Arrays.stream(known).min().orElseThrow();
  }

  private static int[] levels(TableModel model, Table rows) {
    LevelCode code = (LevelCode) model.encoding().columns().get(model.label());
    return switch (rows.column(model.label())) {
      case Words words -> Arrays.stream(words.codes()).map(level -> level < 0 ? code.missingCode() : level).toArray();
      case Numbers numbers -> Arrays.stream(numbers.values())
          .mapToInt(value -> Double.isNaN(value) ? code.missingCode() : Arrays.binarySearch(code.numbers(), value))
          .toArray();
    };
  }

  private List<Difference> differences() {
    int rows = file.ours("kind").orElse("").equals("images") ? IMAGES : POINTS;
    List<String> extents = new ArrayList<>();
    flow.shape().forEach(extent -> extents.add(extent.toString()));
    List<String> shape = file.inputs().getFirst().shape();
    if (!shape.subList(1, shape.size()).equals(extents)) {
      throw new InvalidInputException("%s: takes rows of shape %s, the flow has %s".formatted(file.name(),
          shape.subList(1, shape.size()), extents));
    }
    float[] x0 = flow.noise(rows);
    int[] labels = ConditionalField.inTurn(flow.classes(), 0, rows);
    List<Difference> all = new ArrayList<>();
    if (file.ours("form").orElse("").equals("velocity")) {
      for (double t : TIMES) {
        all.add(velocity(x0, t, labels));
      }
      return all;
    }
    for (int steps : stepsToTake(file)) {
      for (double guidance : isGuided() ? new double[]{1, GUIDANCE} : new double[]{1}) {
        all.add(samples(x0, steps, labels, guidance));
      }
    }
    return all;
  }

  private boolean isGuided() {
    return file.inputs().stream().anyMatch(input -> input.name().equals("guidance"));
  }

  private static int[] stepsToTake(OnnxFile file) {
    String steps = file.ours("steps").orElse("");
    if (!steps.equals("dynamic") && !steps.equals("times")) {
      return new int[]{number(file, "steps")};
    }
    int usual = number(file, "usual_steps");
    return Arrays.stream(new int[]{1, 4, usual}).distinct().sorted().toArray();
  }

  private static int number(OnnxFile file, String key) {
    String text = file.ours(key).orElse("");
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new InvalidInputException("%s: the entry %s%s is '%s', expected a number".formatted(file.name(),
          OnnxGraph.PREFIX, key, text), e);
    }
  }

  private long[] shape(int rows) {
    long[] shape = new long[flow.shape().size() + 1];
    shape[0] = rows;
    for (int i = 1; i < shape.length; i++) {
      shape[i] = flow.shape().get(i - 1);
    }
    return shape;
  }

  private Difference velocity(float[] x, double t, int[] labels) {
    int rows = (int) (x.length / flow.shape().stream().mapToLong(n -> n).reduce(1, (a, b) -> a * b));
    OnnxSession.Call call = session.call().floats("x", x, shape(rows)).floats("t", new float[]{(float) t});
    if (flow.classes() > 0) {
      call.integers("class", labels, rows);
    }
    return difference("velocity at time " + t, rows, call.run("velocity"), flow.velocity(x, t, labels));
  }

  private Difference samples(float[] x0, int steps, int[] labels, double guidance) {
    int rows = (int) (x0.length / flow.shape().stream().mapToLong(n -> n).reduce(1, (a, b) -> a * b));
    TimeGrid grid = TimeGrid.uniform(steps);
    OnnxSession.Call call = session.call().floats("x0", x0, shape(rows));
    putSteps(file, call, grid);
    if (flow.classes() > 0) {
      call.integers("class", labels, rows);
    }
    if (isGuided()) {
      call.floats("guidance", new float[]{(float) guidance});
    }
    String solver = file.ours("solver").orElse("");
    Optional<Tableau> tableau = solver.equals("flow-map")
        ? Optional.empty()
        : Optional.of(OnnxOptions.tableau(solver));
    float[] ours = flow.sample(tableau, grid, x0, labels, guidance);
    String what = "%s%s".formatted(steps(steps),
        isGuided() ? guidance == 1 ? ", no guidance" : ", guidance " + (int) guidance : "");
    return difference(what, rows, call.run("samples"), ours);
  }

  private static void putSteps(OnnxFile file, OnnxSession.Call call, TimeGrid grid) {
    switch (file.ours("steps").orElse("")) {
      case "dynamic" -> call.integers("steps", new int[]{grid.steps()});
      case "times" -> {
        float[] times = new float[grid.steps() + 1];
        for (int k = 0; k <= grid.steps(); k++) {
          times[k] = (float) grid.time(k);
        }
        call.floats("times", times, times.length);
      }
      default -> {
        // The graph knows its steps.
      }
    }
  }

  private static String steps(int steps) {
    return steps == 1 ? "1 step" : steps + " steps";
  }

  private static Difference difference(String what, int rows, float[] graph, float[] ours) {
    if (graph.length != ours.length) {
      throw new InvalidInputException("the graph gives %d numbers, the flow %d".formatted(graph.length, ours.length));
    }
    double largest = 0;
    double scale = 0;
    for (int i = 0; i < ours.length; i++) {
      double difference = Math.abs((double) graph[i] - ours[i]);
      largest = difference > largest || Double.isNaN(difference) ? difference : largest;
      scale = Math.max(scale, Math.abs(ours[i]));
    }
    return new Difference(what, rows, largest, scale);
  }

  private record OfPoints(FlowModel model) implements Flow {
    @Override
    public int classes() {
      return model.velocity().classes();
    }

    @Override
    public List<Integer> shape() {
      return List.of(model.velocity().shape().dim());
    }

    @Override
    public float[] noise(int count) {
      return Sampler.startPoints(DataSource.source(model.source(), shape().getFirst()), count, new Seed(0));
    }

    @Override
    public float[] velocity(float[] x, double t, int[] labels) {
      float[] v = new float[x.length];
      model.velocity().velocity(x, t, labels, v);
      return v;
    }

    @Override
    public float[] sample(Optional<Tableau> tableau, TimeGrid grid, float[] x0, int[] labels, double guidance) {
      boolean maps = tableau.isEmpty();
      ConditionalField<float[]> field = maps
          ? new MlpFlowMap(model.velocity(), guidance).along(grid)
          : model.velocity();
      RowField<float[]> rows = labels.length == 0 ? field : field.of(StateSpace.FLOATS, labels, maps ? 1 : guidance);
      Sampler sampler = new Sampler(new FixedStepSolver(tableau.orElse(Tableau.EULER), grid), 1);
      return model.standardizer().invert(sampler.sample(rows, x0, shape().getFirst()).points());
    }
  }

  private record OfImages(ImageFlow flow) implements Flow {
    @Override
    public int classes() {
      return flow.classes();
    }

    @Override
    public List<Integer> shape() {
      return flow.net().imageShape();
    }

    @Override
    public float[] noise(int count) {
      return ImageFlow.noise(count, flow.net().dim(), new Seed(0), Seed.Purpose.SAMPLING);
    }

    @Override
    public float[] velocity(float[] x, double t, int[] labels) {
      float[] v = new float[x.length];
      if (labels.length == 0) {
        flow.velocity(x, t, v);
      } else {
        flow.velocity(x, t, labels, v);
      }
      return v;
    }

    @Override
    public float[] sample(Optional<Tableau> tableau, TimeGrid grid, float[] x0, int[] labels, double guidance) {
      ImageFlow along = tableau.isEmpty() ? flow.along(grid) : flow;
      return along.sample(new FixedStepSolver(tableau.orElse(Tableau.EULER), grid), x0, labels, guidance).points();
    }
  }
}
