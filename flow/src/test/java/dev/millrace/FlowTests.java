package dev.millrace;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.coupling.MinibatchOt;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.measure.Straightness;
import dev.millrace.flow.net.Activation;
import dev.millrace.flow.net.TimeInput;
import dev.millrace.flow.ode.AdaptiveSolver;
import dev.millrace.flow.ode.EmbeddedPair;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.path.PathPoint;
import dev.millrace.flow.path.Schedule;
import dev.millrace.flow.path.SigmaForm;
import dev.millrace.flow.path.TimeDistribution;
import dev.millrace.flow.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FlowTests {
  /** Some hundred milliseconds of training. */
  private static final FlowOptions SHORT = FlowOptions.defaults().withLayers(32, 2).withSteps(700).withThreads(2);
  private static final FlowOptions TINY = FlowOptions.defaults().withLayers(8, 1).withSteps(20).withThreads(1);

  /** N(m, LLᵀ) in two dimensions. */
  private record Correlated() implements Distribution {
    static final double[] MEAN = {1, -0.5};
    static final double[][] ROOT = {{0.8, 0}, {0.5, 0.6}};

    @Override
    public int dim() {
      return 2;
    }

    @Override
    public void sample(RandomGenerator random, float[] out, int offset, int count) {
      for (int i = offset; i < offset + 2 * count; i += 2) {
        double a = random.nextGaussian();
        double b = random.nextGaussian();
        out[i] = (float) (MEAN[0] + ROOT[0][0] * a);
        out[i + 1] = (float) (MEAN[1] + ROOT[1][0] * a + ROOT[1][1] * b);
      }
    }

    static double logDensity(double x, double y) {
      double a = (x - MEAN[0]) / ROOT[0][0];
      double b = (y - MEAN[1] - ROOT[1][0] * a) / ROOT[1][1];
      return -0.5 * (a * a + b * b) - Math.log(2 * Math.PI * ROOT[0][0] * ROOT[1][1]);
    }
  }

  private static float[][] normalRows(int count, double mean, double std) {
    RandomGenerator random = new Seed(11).generator(Seed.Purpose.DATA, 0, 0);
    float[][] rows = new float[count][1];
    for (float[] row : rows) {
      row[0] = (float) random.nextGaussian(mean, std);
    }
    return rows;
  }

  private static double mean(float[][] rows, int column) {
    return Arrays.stream(rows).mapToDouble(row -> row[column]).average().orElseThrow();
  }

  private static double covariance(float[][] rows, int i, int j) {
    double a = mean(rows, i);
    double b = mean(rows, j);
    return Arrays.stream(rows).mapToDouble(row -> (row[i] - a) * (row[j] - b)).average().orElseThrow();
  }

  @Test
  void aGaussianOfTwoColumnsIsLearnt() {
    Flow flow = Flow.train(new Correlated(), SHORT);
    float[][] samples = flow.sample(8000, 1).toArrays();
    // Five standard errors of a mean are 0.045; the rest is what so short a training leaves.
    assertEquals(1, mean(samples, 0), 0.06);
    assertEquals(-0.5, mean(samples, 1), 0.06);
    assertEquals(0.64, covariance(samples, 0, 0), 0.08);
    assertEquals(0.40, covariance(samples, 0, 1), 0.06);
    assertEquals(0.61, covariance(samples, 1, 1), 0.08);
    float[][] points = {{1, -0.5f}, {0.2f, -1}, {1.8f, 0.6f}};
    double[] found = flow.logDensity(points);
    for (int i = 0; i < points.length; i++) {
      assertEquals(Correlated.logDensity(points[i][0], points[i][1]), found[i], 0.15, "point " + i);
    }
  }

  /** Standardised rows, whose samples and densities come back in the units of the data. */
  @Test
  void rowsAreLearntInUnitsOfTheirOwn() {
    Flow flow = Flow.train(normalRows(4000, 500, 20), SHORT);
    float[][] samples = flow.sample(5000, 1).toArrays();
    assertEquals(500, mean(samples, 0), 2);
    assertEquals(20, Math.sqrt(covariance(samples, 0, 0)), 1.5);
    double[] found = flow.logDensity(new float[][]{{500}, {520}, {470}});
    double top = -Math.log(20 * Math.sqrt(2 * Math.PI));
    assertArrayEquals(new double[]{top, top - 0.5, top - 1.125}, found, 0.15);
    assertEquals(0, flow.logDensity(new float[0][]).length);
  }

  @Test
  void reflowNeedsOneStep() {
    Flow flow = Flow.train(normalRows(2000, -3, 2), SHORT);
    Flow straight = flow.reflow(ReflowOptions.defaults().withPairs(4000).withSteps(700).withThreads(2));
    float[][] many = flow.sample(2000, 5).toArrays();
    float[][] one = straight.sample(2000, 5, SamplingOptions.ofSteps(1)).toArrays();
    double before = rms(flow.sample(2000, 5, SamplingOptions.ofSteps(1)).toArrays(), many);
    double after = rms(one, many);
    // One Euler step sends every point to the mean, 2 from the others on average.
    assertTrue(before > 1.5 && after < 0.25, before + " before, " + after + " after");
    assertEquals("1", straight.provenance().get("reflow"));
    assertEquals(flow.provenance().get("data-hash"), straight.provenance().get("data-hash"));
  }

  private static double rms(float[][] a, float[][] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i][0] - b[i][0]) * (a[i][0] - b[i][0]);
    }
    return Math.sqrt(sum / a.length);
  }

  @Test
  void aFileHoldsAllThatSamplingNeeds(@TempDir Path folder) throws IOException {
    double[] values = {1, 5_400_000.25, 2, 5_400_001.5, 3, 5_400_000.75};
    Table rows = new Table(values, 2, List.of("height", "northing"), new boolean[]{false, true});
    FlowOptions options = TINY.withSource(Toy.MOONS).withPath(new Schedule.Cosine())
        .withSigma(new SigmaForm.Constant(0.1)).withTime(new TimeDistribution.LogitNormal(0, 1))
        .withCoupling(new MinibatchOt())
        .withNetwork(new FlowOptions.Network(7, 2, 3, Activation.SELU, TimeInput.CONCATENATED)).withSeed(9);
    Flow flow = Flow.train(rows, options);
    Table samples = flow.sample(50, 3);
    assertEquals(List.of("height", "northing"), samples.names());
    assertArrayEquals(new boolean[]{false, true}, samples.wide());
    Path file = folder.resolve("model.safetensors");
    flow.save(file);
    byte[] bytes = Files.readAllBytes(file);
    assertArrayEquals(bytes, flow.toBytes());
    for (Flow read : List.of(Flow.load(file), Flow.load(bytes), Flow.load(new ByteArrayInputStream(bytes)))) {
      assertEquals(samples, read.sample(50, 3));
      assertArrayEquals(bytes, read.toBytes());
      assertEquals(Toy.MOONS, read.source());
      assertEquals("cosine, constant:0.1", read.model().path() + ", " + read.model().sigmaMin());
      assertEquals("9", read.provenance().get("seed"));
      assertEquals(rows.hash(), read.provenance().get("data-hash"));
      assertTrue(read.provenance().containsKey("jdk") && read.provenance().containsKey("version"));
    }
    assertThrows(InvalidInputException.class, () -> Flow.load(Arrays.copyOf(bytes, 40)));
  }

  @Test
  void aSourceOfTheCallersOwnIsGivenAgain() {
    Flow flow = Flow.train(Toy.MOONS, TINY.withSource(new Correlated()));
    Table samples = flow.sample(10, 1);
    Flow read = Flow.load(flow.toBytes());
    assertThrows(IllegalStateException.class, () -> read.sample(10, 1));
    assertEquals(samples, read.withSource(new Correlated()).sample(10, 1));
    assertThrows(IllegalArgumentException.class, () -> read.withSource(new Gaussian(3)));
    assertThrows(IllegalStateException.class, () -> flow.logDensity(new float[][]{{1, 2}}));
  }

  /** N(−2, 0.5²) and N(3, 1), told apart by their labels. */
  @Test
  void rowsOfAClassFollowItsGaussian() {
    float[][] rows = new float[4000][];
    int[] labels = new int[4000];
    float[][] a = normalRows(2000, -2, 0.5);
    float[][] b = normalRows(2000, 3, 1);
    for (int i = 0; i < 2000; i++) {
      rows[2 * i] = a[i];
      rows[2 * i + 1] = b[i];
      labels[2 * i + 1] = 1;
    }
    Flow flow = Flow.train(rows, labels, SHORT);
    assertEquals(2, flow.classes());
    for (Flow each : List.of(flow, Flow.load(flow.toBytes()))) {
      float[][] first = each.sample(3000, 1, 0, 1).toArrays();
      float[][] second = each.sample(3000, 1, 1, 1).toArrays();
      assertEquals(-2, mean(first, 0), 0.2);
      assertEquals(0.5, Math.sqrt(covariance(first, 0, 0)), 0.2);
      assertEquals(3, mean(second, 0), 0.2);
      assertEquals(1, Math.sqrt(covariance(second, 0, 0)), 0.2);
      assertEquals(0.5, mean(each.sample(3000, 1).toArrays(), 0), 0.4);
    }
    double top = -Math.log(Math.sqrt(2 * Math.PI));
    assertEquals(top, flow.logDensity(new float[][]{{3}}, 1)[0], 0.25);
    assertTrue(flow.logDensity(new float[][]{{3}}, 0)[0] < top - 5);
    assertFalse(flow.sample(10, 1, 0, 1).equals(flow.sample(10, 1, 0, 3)));
    Flow straight = flow.reflow(ReflowOptions.defaults().withPairs(10_000).withSteps(500).withThreads(2));
    SamplingOptions one = SamplingOptions.ofSteps(1);
    assertEquals(-2, mean(straight.sample(2000, 1, one.withClass(0, 1)).toArrays(), 0), 0.25);
    assertEquals(3, mean(straight.sample(2000, 1, one.withClass(1, 1)).toArrays(), 0), 0.25);

    assertRefused("class = 2, expected 0 to 1", () -> flow.sample(10, 1, 2, 1));
    Flow plain = Flow.train(Toy.MOONS, TINY);
    assertRefused("class = 0, but the flow was trained without classes", () -> plain.sample(10, 1, 0, 1));
    assertRefused("1 labels ≠ 2 rows", () -> Flow.train(new float[][]{{1}, {2}}, new int[1], TINY));
    assertEquals(2, Flow.train(Toy.MOONS, TINY.withClasses(true)).classes());
  }

  @Test
  void semidiscretePairsStraighten() {
    FlowOptions options = SHORT.withSteps(300);
    Flow plain = Flow.train(Toy.MOONS, options);
    Flow paired = Flow.train(Toy.MOONS, options.withSemidiscrete(64));
    assertTrue(straightness(paired) < 0.3 * straightness(plain));
  }

  /**
   * The optimal transport from N(0, 1) to N(m, σ²) is x ↦ m + σx. One step of a flow that was trained for it makes it; of
   * another flow it ends at m.
   */
  @Test
  void oneStepIsTheOptimalTransport() {
    float[][] rows = normalRows(1200, -3, 2);
    FlowOptions options = SHORT.forOneStep().withSteps(500);
    Flow flow = Flow.train(rows, options);
    float[][] noise = {{-1.5f}, {-0.7f}, {0}, {0.4f}, {1.2f}};
    float[][] ends = flow.sampleFrom(noise, SamplingOptions.ofSteps(1)).toArrays();
    for (int i = 0; i < noise.length; i++) {
      assertEquals(-3 + 2 * noise[i][0], ends[i][0], 0.2, "x0 = " + noise[i][0]);
    }
    assertEquals(flow.sample(50, 3, SamplingOptions.ofSteps(1)), flow.sample(50, 3));
    assertEquals(flow.sample(50, 3), Flow.load(flow.toBytes()).sample(50, 3));
    assertEquals(100,
        Flow.train(normalRows(64, 0, 1), TINY.forOneStep().withTime(new TimeDistribution.Uniform())).model()
            .usualSteps());
    assertEquals(1,
        flow.reflow(ReflowOptions.defaults().forOneStep().withPairs(300).withSteps(2)).model().usualSteps());
    assertRefused(
        "coupling MinibatchOt[] for one step, which has a coupling of its own; expected independent",
        () -> Flow.train(rows, options.withCoupling(new MinibatchOt())));
  }

  /** Each class has a transport of its own: from N(0, 1) to N(−2, 0.5²) and to N(3, 1). */
  @Test
  void oneStepOfAClassIsItsOwnTransport() {
    float[][] rows = new float[4000][];
    int[] labels = new int[4000];
    for (int i = 0; i < 2000; i++) {
      labels[2 * i + 1] = 1;
    }
    float[][] a = normalRows(2000, -2, 0.5);
    float[][] b = normalRows(2000, 3, 1);
    for (int i = 0; i < 2000; i++) {
      rows[2 * i] = a[i];
      rows[2 * i + 1] = b[i];
    }
    Flow flow = Flow.train(rows, labels, SHORT.forOneStep().withSteps(600));
    float[][] noise = {{-1}, {0}, {1}};
    for (int label = 0; label < 2; label++) {
      float[][] ends = flow.sampleFrom(noise, SamplingOptions.ofSteps(1).withClass(label, 1)).toArrays();
      for (int i = 0; i < noise.length; i++) {
        assertEquals(label == 0 ? -2 + 0.5 * noise[i][0] : 3 + noise[i][0], ends[i][0], 0.25, "x0 = " + noise[i][0]);
      }
    }
    SamplingOptions one = SamplingOptions.ofSteps(1);
    SamplingOptions many = SamplingOptions.defaults();
    assertEquals(flow.sample(20, 1, one.withClass(1, 1)), flow.sample(20, 1, 1, 1));
    assertEquals(flow.sample(20, 1, many.withClass(1, 2)), flow.sample(20, 1, 1, 2));
    assertEquals(flow.sample(20, 1, many), flow.sample(20, 1));
  }

  private static double straightness(Flow flow) {
    return Straightness.measure(flow.velocity(), flow.source().sample(new SplittableRandom(1), 200),
        new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(30)), Standardizer.identity(2), 1).mean();
  }

  /** Own parts of every kind that the library does not know. */
  @Test
  void ownPathOwnTimesAndOwnCoupling() {
    Schedule power = new Schedule() {
      @Override
      public PathPoint at(double t) {
        return new PathPoint(t * t, 1 - t * t, 2 * t, -2 * t);
      }

      @Override
      public String spec() {
        return "squares";
      }
    };
    TimeDistribution late = new TimeDistribution() {
      @Override
      public double sample(RandomGenerator random) {
        return Math.sqrt(random.nextDouble());
      }

      @Override
      public double density(double t) {
        return 2 * t;
      }

      @Override
      public String spec() {
        return "late";
      }
    };
    float[][] rows = normalRows(3000, 1, 0.5);
    Flow flow = Flow.train(rows, SHORT.withPath(power).withTime(late).withCoupling((pairs, _) -> {
      int[] order = new int[pairs.count()];
      Arrays.setAll(order, i -> order.length - 1 - i);
      return order;
    }));
    float[][] samples = flow.sample(3000, 1).toArrays();
    assertEquals(1, mean(samples, 0), 0.15);
    assertEquals(0.5, Math.sqrt(covariance(samples, 0, 0)), 0.1);
    Flow read = Flow.load(flow.toBytes());
    assertEquals(flow.sample(20, 1), read.sample(20, 1));
    assertEquals("own:squares", read.model().path());
  }

  @Test
  void theSeedDecidesAndThreadsDoNot() {
    float[][] rows = normalRows(100, 0, 1);
    byte[] one = Flow.train(rows, TINY).toBytes();
    assertArrayEquals(one, Flow.train(rows, TINY.withThreads(3)).toBytes());
    assertFalse(Arrays.equals(one, Flow.train(rows, TINY.withSeed(1)).toBytes()));
    float[] flat = new float[100];
    for (int i = 0; i < 100; i++) {
      flat[i] = rows[i][0];
    }
    assertArrayEquals(one, Flow.train(flat, 1, TINY).toBytes());
    Flow flow = Flow.load(one);
    assertEquals(flow.sample(3000, 2), flow.sample(3000, 2, SamplingOptions.defaults().withThreads(3)));
    assertFalse(flow.sample(10, 2).equals(flow.sample(10, 3)));
  }

  @Test
  void partsOfASampleAreTheWhole() {
    Flow flow = Flow.train(Toy.MOONS, TINY);
    SamplingOptions options = SamplingOptions.ofSteps(Tableau.HEUN, 7);
    double[] whole = flow.sample(2500, 4, options).values();
    for (int[] part : new int[][]{{0, 1}, {1, 70}, {63, 2}, {1000, 1500}}) {
      assertArrayEquals(Arrays.copyOfRange(whole, 2 * part[0], 2 * (part[0] + part[1])),
          flow.sample(part[1], 4, options.withOffset(part[0])).values());
    }
    assertEquals(0, flow.sample(0, 4).rows());
    float[][] states = flow.trajectories(30, 4, options);
    assertEquals(8, states.length);
    assertArrayEquals(flow.sample(30, 4, options).floats(), states[7]);
    assertEquals(101, flow.trajectories(30, 4,
        options.withSolver(new AdaptiveSolver(EmbeddedPair.TSIT5, 1e-4, 1e-4))).length);
  }

  @Test
  void fiveHundredVirtualThreadsGetTheBytesOfOne() throws ExecutionException, InterruptedException {
    Flow flow = Flow.train(Toy.MOONS, TINY);
    SamplingOptions options = SamplingOptions.ofSteps(10);
    double[] alone = flow.sample(500 * 128, 7, options).values();
    List<Callable<Table>> calls = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      long offset = 128L * i;
      calls.add(() -> flow.sample(128, 7, options.withOffset(offset)));
    }
    double[] together = new double[alone.length];
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      int at = 0;
      for (Future<Table> part : threads.invokeAll(calls)) {
        double[] values = part.get().values();
        System.arraycopy(values, 0, together, at, values.length);
        at += values.length;
      }
    }
    assertArrayEquals(alone, together);
  }

  @Test
  void aMonitorSeesAndCancels() {
    List<FlowEvent> events = new ArrayList<>();
    Flow flow = Flow.train(Toy.MOONS, TINY.withSteps(120), Monitor.of(events::add));
    assertEquals(List.of(50, 100, 120), events.stream().map(FlowEvent::done).toList());
    assertTrue(events.stream().allMatch(e -> e.total() == 120 && e.loss() > 0 && e.seconds() >= 0));
    events.clear();
    flow.reflow(ReflowOptions.defaults().withPairs(300).withSteps(60), Monitor.of(events::add));
    assertEquals(List.of(FlowEvent.Stage.PAIRS, FlowEvent.Stage.TRAINING, FlowEvent.Stage.TRAINING),
        events.stream().map(FlowEvent::stage).toList());

    AtomicInteger asked = new AtomicInteger();
    var cancelled = assertThrows(CancellationException.class, () -> Flow.train(Toy.MOONS, TINY.withSteps(1_000_000),
        Monitor.of(_ -> {}, () -> asked.incrementAndGet() == 70)));
    assertEquals("cancelled after 70 of 1000000 steps", cancelled.getMessage());
    assertThrows(CancellationException.class,
        () -> flow.reflow(ReflowOptions.defaults(), Monitor.of(_ -> {}, () -> true)));
  }

  @Test
  void anInterruptCancelsAndRemains() {
    Flow flow = Flow.train(Toy.MOONS, TINY);
    for (Runnable call : List.<Runnable>of(() -> flow.sample(1000, 1), () -> flow.logDensity(new float[][]{{1, 2}}),
        () -> Flow.train(Toy.MOONS, TINY.withSteps(1_000_000)),
        () -> flow.reflow(ReflowOptions.defaults()))) {
      Thread.currentThread().interrupt();
      assertThrows(CancellationException.class, call::run);
      assertTrue(Thread.interrupted());
    }
    Thread caller = Thread.currentThread();
    Thread.startVirtualThread(() -> {
      LockSupport.parkNanos(20_000_000);
      caller.interrupt();
    });
    assertThrows(CancellationException.class,
        () -> flow.sample(10_000, 1, SamplingOptions.ofSteps(1_000_000).withThreads(2)));
    assertTrue(Thread.interrupted());
  }

  @Test
  void wrongRowsAreNamed() {
    assertRefused("no rows, expected at least 1", () -> Flow.train(new float[0][]));
    assertRefused("row 0 has no columns, expected at least 1", () -> Flow.train(new float[][]{{}}));
    assertRefused("row 2 has 1 columns, row 0 has 2", () -> Flow.train(new float[][]{{1, 2}, {3, 4}, {5}}));
    assertRefused("row 1, column 0 = NaN, expected a finite number",
        () -> Flow.train(new float[][]{{1, 2}, {Float.NaN, 4}}));
    assertRefused("row 1, column 1 = Infinity, expected a finite number",
        () -> Flow.train(new float[]{1, 2, 3, Float.POSITIVE_INFINITY}, 2, TINY));
    assertRefused("5 numbers do not make rows of 2", () -> Flow.train(new float[5], 2, TINY));
    assertRefused("no rows, expected at least 1", () -> Flow.train(new float[0], 2, TINY));
    assertRefused("row 0, column 1 (b) = NaN, expected a finite number",
        () -> Flow.train(new Table(new double[]{1, Double.NaN}, 2, List.of("a", "b"), new boolean[2]), TINY));
    assertRefused("source of dim 2 ≠ 1 columns of the rows",
        () -> Flow.train(new float[][]{{1}, {2}}, TINY.withSource(Toy.MOONS)));
    Flow flow = Flow.train(Toy.MOONS, TINY);
    assertRefused("rows of 3 columns ≠ 2 columns of the flow", () -> flow.logDensity(new float[][]{{1, 2, 3}}));
    assertRefused("row 1 has 1 columns, row 0 has 2", () -> flow.logDensity(new float[][]{{1, 2}, {3}}));
    assertRefused("row 0, column 1 = NaN, expected a finite number",
        () -> flow.logDensity(new float[][]{{1, Float.NaN}}));
    assertRefused("count = -1, expected at least 0", () -> flow.sample(-1, 0));
    assertRefused("offset = -1, expected at least 0", () -> SamplingOptions.defaults().withOffset(-1));
    assertRefused("pairs = 5, expected at least batch = 256", () -> ReflowOptions.defaults().withPairs(5));
    assertRefused("hidden = 0, expected at least 1", () -> FlowOptions.defaults().withLayers(0, 1));
  }

  private static void assertRefused(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }
}
