package dev.millrace.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.net.Activation;
import dev.millrace.flow.net.MlpFlowMap;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.TimeInput;
import dev.millrace.flow.ode.ConditionalField;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.RowField;
import dev.millrace.flow.ode.StateSpace;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.ode.TimeGrids;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.sample.Sampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

import static dev.millrace.onnx.Graphs.ORIGIN;
import static dev.millrace.onnx.Graphs.largest;
import static dev.millrace.onnx.Graphs.noise;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Graphs of points in ONNX Runtime give what our own sampler gives. */
class PointGraphTests {
  private static final double CLOSE = 2e-5;
  static final List<MlpShape> SHAPES = List.of(new MlpShape(3, 24, 3, 1), new MlpShape(2, 17, 1, 1000),
      new MlpShape(5, 20, 2, 1, Activation.SELU, TimeInput.CONCATENATED));

  @TempDir
  private Path folder = Path.of("");

  private static float[] sampled(FlowModel flow, RowField<float[]> field, Tableau tableau, TimeGrid grid, float[] x0) {
    Sampler sampler = new Sampler(new FixedStepSolver(tableau, grid), 1);
    return flow.standardizer().invert(sampler.sample(field, x0, flow.velocity().shape().dim()).points());
  }

  @ParameterizedTest
  @FieldSource("SHAPES")
  void eulerStepsAreOurs(MlpShape shape) throws IOException {
    FlowModel flow = Graphs.points(shape);
    try (OnnxSession session = Graphs.open(folder, OnnxGraph.of(flow, ORIGIN, OnnxOptions.DEFAULTS))) {
      for (int rows : new int[]{0, 1, 3, 130}) {
        float[] x0 = noise(rows * shape.dim());
        for (int steps : new int[]{1, 2, 7, 100}) {
          float[] samples = session.call().floats("x0", x0, rows, shape.dim()).integers("steps", new int[]{steps})
              .run("samples");
          assertEquals(0, largest(samples, sampled(flow, flow.velocity(), Tableau.EULER, TimeGrid.uniform(steps), x0)),
              CLOSE, rows + " rows, " + steps + " steps");
        }
      }
    }
  }

  /** Those of networks that other programs have trained. */
  @ParameterizedTest
  @EnumSource(value = Activation.class, mode = EnumSource.Mode.EXCLUDE, names = {"SILU", "SELU"})
  void everyActivationIsOurs(Activation activation) throws IOException {
    FlowModel flow = Graphs.points(new MlpShape(2, 20, 3, 1, activation, TimeInput.CONCATENATED));
    float[] x0 = noise(130 * 2);
    try (OnnxSession session = Graphs.open(folder, OnnxGraph.of(flow, ORIGIN, OnnxOptions.DEFAULTS))) {
      float[] samples = session.call().floats("x0", x0, 130, 2).integers("steps", new int[]{7}).run("samples");
      assertEquals(0, largest(samples, sampled(flow, flow.velocity(), Tableau.EULER, TimeGrid.uniform(7), x0)), CLOSE);
    }
  }

  @ParameterizedTest
  @CsvSource({"euler,18", "midpoint,18", "heun,18", "ralston,21", "rk4,21"})
  void everyFixedMethodIsOurs(String solver, int opset) throws IOException {
    FlowModel flow = Graphs.points(SHAPES.getFirst());
    float[] x0 = noise(9 * 3);
    OnnxOptions options = OnnxOptions.DEFAULTS.withSolver(solver).withOpset(opset);
    try (OnnxSession session = Graphs.open(folder, OnnxGraph.of(flow, ORIGIN, options))) {
      Tableau tableau = OnnxOptions.tableau(solver);
      for (int steps : new int[]{1, 7}) {
        float[] samples = session.call().floats("x0", x0, 9, 3).integers("steps", new int[]{steps}).run("samples");
        assertEquals(0, largest(samples, sampled(flow, flow.velocity(), tableau, TimeGrid.uniform(steps), x0)), CLOSE);
      }
    }
  }

  @Test
  void timesMayBeAnyAndStepsFixed() throws IOException {
    FlowModel flow = Graphs.points(SHAPES.getFirst());
    float[] x0 = noise(6 * 3);
    TimeGrid grid = TimeGrids.shifted(11, 3);
    float[] times = new float[grid.steps() + 1];
    for (int k = 0; k < times.length; k++) {
      times[k] = (float) grid.time(k);
    }
    OnnxOptions options = OnnxOptions.DEFAULTS.withSolver("heun");
    try (OnnxSession session = Graphs.open(folder,
        OnnxGraph.of(flow, ORIGIN, options.withSteps(new OnnxOptions.Steps.Times())))) {
      float[] samples = session.call().floats("x0", x0, 6, 3).floats("times", times, times.length).run("samples");
      assertEquals(0, largest(samples, sampled(flow, flow.velocity(), Tableau.HEUN, grid, x0)), CLOSE);
    }
    try (OnnxSession session = Graphs.open(folder,
        OnnxGraph.of(flow, ORIGIN, options.withSteps(new OnnxOptions.Steps.Fixed(3))))) {
      float[] samples = session.call().floats("x0", x0, 6, 3).run("samples");
      assertEquals(0, largest(samples, sampled(flow, flow.velocity(), Tableau.HEUN, TimeGrid.uniform(3), x0)), CLOSE);
    }
  }

  @Test
  void classesAreGuided() throws IOException {
    MlpShape shape = new MlpShape(2, 32, 2, 1).withClasses(3);
    FlowModel flow = Graphs.points(shape);
    int[] labels = {0, 1, 2, 3, 1};
    float[] x0 = noise(5 * 2);
    try (OnnxSession session = Graphs.open(folder, OnnxGraph.of(flow, ORIGIN, OnnxOptions.DEFAULTS))) {
      for (float guidance : new float[]{0, 1, 2.5f}) {
        float[] samples = session.call().floats("x0", x0, 5, 2).integers("steps", new int[]{7})
            .integers("class", labels, 5).floats("guidance", new float[]{guidance}).run("samples");
        RowField<float[]> field = flow.velocity().of(StateSpace.FLOATS, labels, guidance);
        assertEquals(0, largest(samples, sampled(flow, field, Tableau.EULER, TimeGrid.uniform(7), x0)), CLOSE,
            "guidance " + guidance);
      }
      float[] none = session.call().floats("x0", new float[0], 0, 2).integers("steps", new int[]{7})
          .integers("class", new int[0], 0).floats("guidance", new float[]{3}).run("samples");
      assertEquals(0, none.length);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,0", "1,4", "2,4"})
  void flowMapsGoByTheirMaps(int spans, int classes) throws IOException {
    MlpShape shape = new MlpShape(2, 32, 2, 1).withClasses(classes).withSpans(spans);
    FlowModel flow = Graphs.points(shape);
    int rows = 6;
    int[] labels = ConditionalField.inTurn(classes, 0, rows);
    float[] x0 = noise(rows * 2);
    try (OnnxSession session = Graphs.open(folder, OnnxGraph.of(flow, ORIGIN, OnnxOptions.DEFAULTS))) {
      for (int steps : new int[]{1, 2, 5}) {
        for (float guidance : spans > 1 ? new float[]{1, 3} : new float[]{1}) {
          OnnxSession.Call call = session.call().floats("x0", x0, rows, 2).integers("steps", new int[]{steps});
          if (classes > 0) {
            call.integers("class", labels, rows);
          }
          if (spans > 1) {
            call.floats("guidance", new float[]{guidance});
          }
          TimeGrid grid = TimeGrid.uniform(steps);
          ConditionalField<float[]> along = new MlpFlowMap(flow.velocity(), guidance).along(grid);
          RowField<float[]> field = classes == 0 ? along : along.of(StateSpace.FLOATS, labels, 1);
          assertEquals(0, largest(call.run("samples"), sampled(flow, field, Tableau.EULER, grid, x0)), CLOSE);
        }
      }
    }
  }

  @Test
  void theVelocityOfAFlowMapIsThatOfItsDiagonal() throws IOException {
    MlpShape shape = new MlpShape(2, 32, 2, 1).withClasses(4).withSpans(2);
    FlowModel flow = Graphs.points(shape);
    float[] x = noise(4 * 2);
    int[] labels = {0, 3, 4, 1};
    float[] v = new float[x.length];
    flow.velocity().velocity(x, 0.25, labels, v);
    try (OnnxSession session = Graphs.open(folder,
        OnnxGraph.of(flow, ORIGIN, OnnxOptions.DEFAULTS.withForm(OnnxOptions.Form.VELOCITY)))) {
      float[] graph = session.call().floats("x", x, 4, 2).floats("t", new float[]{0.25f}).integers("class", labels, 4)
          .run("velocity");
      assertEquals(0, largest(graph, v), 1e-5);
    }
  }

  @Test
  void samplesAndTheWayAreInTheUnitsOfTheData() throws IOException {
    // The last column is one whose offset floats cannot resolve.
    Standardizer units = new Standardizer(new double[]{-3, 0.25, 1e9}, new double[]{0.5, 0, 2});
    FlowModel flow = Graphs.points(SHAPES.getFirst(), units);
    float[] x0 = noise(4 * 3);
    try (OnnxSession session = Graphs.open(folder,
        OnnxGraph.of(flow, ORIGIN, OnnxOptions.DEFAULTS.withTrajectory(true)))) {
      Sampler sampler = new Sampler(new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(5)), 1);
      Sampler.Trajectory way = sampler.follow(flow.velocity(), x0, 3, 5);
      float[] states = session.call().floats("x0", x0, 4, 3).integers("steps", new int[]{5}).run("trajectory");
      assertEquals(6 * 4 * 3, states.length);
      for (int k = 0; k <= 5; k++) {
        float[] ours = units.invert(way.states()[k]);
        float[] theirs = Arrays.copyOfRange(states, k * 12, (k + 1) * 12);
        assertEquals(0, largest(theirs, ours), CLOSE, "state " + k);
      }
      float[] samples = session.call().floats("x0", x0, 4, 3).integers("steps", new int[]{5}).run("samples");
      assertArrayEquals(Arrays.copyOfRange(states, 60, 72), samples);
      OnnxFile file = OnnxFile.read(folder.resolve("graph.onnx"));
      assertEquals("samples float64 [n, 3]", file.outputs().getFirst().toString());
    }
  }

  @Test
  void theSameFlowGivesTheSameBytesAndTheyTellWhatItIs() throws IOException {
    FlowModel flow = Graphs.points(new MlpShape(2, 16, 1, 1).withClasses(2)).withClassNames(List.of("inner", "é"));
    OnnxGraph.Origin origin = new OnnxGraph.Origin("ab".repeat(32), Map.of("seed", "7", "version", "0.1.0", "a", "b"));
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    OnnxGraph.of(flow, origin, OnnxOptions.DEFAULTS).write(first);
    ByteArrayOutputStream second = new ByteArrayOutputStream();
    OnnxGraph.of(flow, new OnnxGraph.Origin(origin.checksum(), new TreeMap<>(origin.provenance())),
        OnnxOptions.DEFAULTS).write(second);
    assertArrayEquals(first.toByteArray(), second.toByteArray());
    OnnxFile file = OnnxFile.read("graph", ByteBuffer.wrap(first.toByteArray()));
    assertEquals(18, file.opset());
    assertEquals(8, file.format());
    assertEquals(List.of("x0 float32 [n, 2]", "steps int64 []", "class int64 [n]", "guidance float32 []"),
        file.inputs().stream().map(OnnxFile.Value::toString).toList());
    assertEquals("samples float32 [n, 2]", file.outputs().getFirst().toString());
    assertEquals(1, file.operators().get("Loop"));
    assertEquals(List.of("inner", "é"), file.names("class_names"));
    assertEquals("ab".repeat(32), file.ours("weights_sha256").orElseThrow());
    assertEquals("7", file.ours("run.seed").orElseThrow());
    assertEquals("euler", file.ours("solver").orElseThrow());
    assertEquals("100", file.ours("usual_steps").orElseThrow());
    assertTrue(file.weights() > flow.velocity().shape().parameters());
    assertEquals(first.size(), file.bytes());
  }

  @Test
  void wrongOptionsAreRefused() {
    assertEquals(
        "`solver` dopri5: chooses its steps while it computes, which a graph cannot; expected euler, midpoint, "
            + "heun, ralston or rk4",
        refused(() -> OnnxOptions.DEFAULTS.withSolver("dopri5")));
    assertTrue(refused(() -> OnnxOptions.DEFAULTS.withSolver("eule")).contains("expected"));
    assertTrue(refused(() -> OnnxOptions.DEFAULTS.withOpset(13)).contains("lacks operators"));
    assertTrue(refused(() -> OnnxOptions.DEFAULTS.withOpset(99)).contains("expected 18 or 21"));
    assertTrue(refused(() -> OnnxOptions.Steps.parse("0")).contains("expected 1 to"));
    assertTrue(refused(() -> OnnxOptions.Steps.parse("many")).contains("expected dynamic"));
    assertTrue(refused(() -> OnnxOptions.DEFAULTS.withTrajectory(true).withForm(OnnxOptions.Form.VELOCITY))
        .contains("`trajectory`"));
    FlowModel further = Graphs.points(new MlpShape(2, 16, 1, 1).withExtra(2));
    assertTrue(refused(() -> OnnxGraph.of(further, ORIGIN, OnnxOptions.DEFAULTS)).contains("further inputs"));
  }

  private static String refused(Executable call) {
    return String.valueOf(assertThrows(InvalidInputException.class, call).getMessage());
  }
}
