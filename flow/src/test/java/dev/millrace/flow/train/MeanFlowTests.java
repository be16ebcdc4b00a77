package dev.millrace.flow.train;

import java.util.Arrays;
import java.util.Random;

import dev.millrace.flow.data.Affine;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.GaussianRing;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.net.MlpFlowMap;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.FlowMap;
import dev.millrace.flow.ode.Solution;
import dev.millrace.flow.ode.StateSpace;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MeanFlowTests {
  private static final double M = 0.7;
  private static final double SD = 0.4;

  /** The standard deviation of N(0, 1) → N(m, σ²) at a time, with independent pairs. */
  private static double spread(double t) {
    return Math.sqrt(t * t * SD * SD + (1 - t) * (1 - t));
  }

  /** The flow map from s to e. */
  private static double carried(double x, double s, double e) {
    return e * M + spread(e) / spread(s) * (x - s * M);
  }

  private static double velocity(double x, double t) {
    return M + (t * SD * SD - (1 - t)) / (spread(t) * spread(t)) * (x - t * M);
  }

  private static double average(double x, double s, double h) {
    return h == 0 ? velocity(x, s) : (carried(x, s, s + h) - x) / h;
  }

  /** The closed form as a network. */
  private static final Evaluation EXACT = (inputs, out) -> {
    for (int r = 0; r < out.length; r++) {
      out[r] = (float) average(inputs.x()[r], inputs.t()[r], inputs.extra()[r]);
    }
  };

  @Test
  void theClosedFormHasItsPublishedValuesAndFulfilsTheIdentity() {
    assertEquals(0.52, average(0.3, 0, 1), 1e-12);
    assertEquals(0.57765045, average(0.3, 0.2, 0.7), 5e-9);
    double e = 1e-5;
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      double x = random.nextGaussian();
      double s = 0.8 * random.nextDouble();
      double h = 0.01 + (0.99 - s) * random.nextDouble();
      double v = velocity(x, s);
      double derivative = (average(x + e * v, s + e, h - e) - average(x - e * v, s - e, h + e)) / (2 * e);
      assertEquals(average(x, s, h), v + h * derivative, 1e-7);
    }
  }

  private static Batch batch(int step) {
    Random random = new Random(2);
    int rows = 64;
    float[] x = new float[rows];
    float[] t = new float[rows];
    float[] h = new float[rows];
    for (int r = 0; r < rows; r++) {
      x[r] = (float) random.nextGaussian();
      t[r] = random.nextFloat();
      h[r] = r < rows / 2 ? (1 - t[r]) * random.nextFloat() : 0;
    }
    float[] target = new float[rows];
    Arrays.fill(target, 7);
    return new Batch(step, new Inputs(x, t, new int[0], h, 1), target, new float[rows]);
  }

  private static MeanFlow objective(MeanFlow.Target target, double leastAlpha) {
    return new MeanFlow(FlowMatching.of(new Gaussian(1)), 10, 0.5, target, leastAlpha, false);
  }

  /** The true average velocity is the fixed point of halves, and that of discrete targets up to α. */
  @Test
  void theTrueAverageVelocityIsItsOwnTarget() {
    Batch halves = batch(1);
    objective(MeanFlow.Target.HALVES, 0.005).complete(halves, EXACT);
    Batch discrete = batch(11);
    objective(MeanFlow.Target.DISCRETE, 0.005).complete(discrete, EXACT);
    Batch euler = batch(1);
    objective(MeanFlow.Target.DISCRETE, 0.005).complete(euler, EXACT);
    for (int r = 0; r < 64; r++) {
      Inputs at = halves.inputs();
      double truth = average(at.x()[r], at.t()[r], at.extra()[r]);
      assertEquals(r < 32 ? truth : 7, halves.target()[r], 2e-6);
      assertEquals(r < 32 ? truth : 7, discrete.target()[r], 0.01);
      // With α = 1 the target is the velocity.
      assertEquals(r < 32 ? velocity(at.x()[r], at.t()[r]) : 7, euler.target()[r], 1e-6);
    }
  }

  @Test
  void alphaFallsGeometricallyAndWeighsTheRows() {
    MeanFlow objective = MeanFlow.of(FlowMatching.of(Toy.MOONS), 1000);
    assertEquals(1, objective.alpha(1));
    assertEquals(Math.sqrt(0.005), objective.alpha(501), 1e-12);
    assertEquals(0.005, objective.alpha(1001));
    assertEquals(0.005, objective.alpha(5000));
    TrainingOptions options = TrainingOptions.defaults().withSteps(1000).withBatch(101).withThreads(1);
    try (Batches batches = new Batches(objective, options)) {
      Batch batch = batches.batch(501);
      int off = objective.offDiagonal(101);
      assertEquals(51, off);
      double sum = 0;
      for (int r = 0; r < 101; r++) {
        float h = batch.inputs().extra()[r];
        float s = batch.inputs().t()[r];
        assertTrue(r < off ? h > 0 && s + h <= 1 : h == 0, "row " + r);
        assertEquals(r < off ? (float) (1 / objective.alpha(501)) : 1, batch.weights()[r]);
        sum += r < off ? h : 0;
      }
      assertEquals(1.0 / 3, sum / off, 0.1);
    }
    assertEquals(1, MeanFlow.of(FlowMatching.of(Toy.MOONS), 1).offDiagonal(2));
    assertThrows(IllegalArgumentException.class, () -> objective.offDiagonal(1));
  }

  @Test
  void whatIsOutOfRangeIsRefused() {
    FlowMatching flow = FlowMatching.of(Toy.MOONS);
    for (double bad : new double[]{0, -1, Double.NaN, 1.5}) {
      assertThrows(IllegalArgumentException.class,
          () -> new MeanFlow(flow, 10, bad, MeanFlow.Target.DISCRETE, 0.005, false), "share " + bad);
      assertThrows(IllegalArgumentException.class,
          () -> new MeanFlow(flow, 10, 0.5, MeanFlow.Target.DISCRETE, bad, false), "alpha " + bad);
    }
    assertThrows(IllegalArgumentException.class,
        () -> new MeanFlow(flow, 0, 0.5, MeanFlow.Target.DISCRETE, 0.005, false));
    assertThrows(IllegalArgumentException.class,
        () -> new MeanFlow(FlowMatching.of(new Gaussian(2)), 10, 0.5, MeanFlow.Target.DISCRETE, 0.005, true));
    assertThrows(IllegalArgumentException.class, () -> new Batch(1, new Inputs(new float[2], new float[2], 1),
        new float[2], new float[1]));
  }

  @Test
  void aTrainingThatLeavesTheFiniteNumbersSaysSo() {
    MlpNetwork network = new MlpNetwork(new MlpShape(2, 16, 1, 1).withSpans(1));
    TrainingOptions options = TrainingOptions.defaults().withSteps(200).withBatch(32).withThreads(1)
        .withClip(Double.POSITIVE_INFINITY).withLearningRate(new LearningRate(1e9, 0, false));
    assertThrows(DivergedException.class,
        () -> new Trainer(MeanFlow.of(FlowMatching.of(Toy.MOONS), 200), network, options).run());
  }

  /** A network of one column against the closed form of its flow map. */
  @Test
  void aTrainedNetworkIsTheFlowMap() {
    for (MeanFlow.Target target : MeanFlow.Target.values()) {
      Distribution data = new Affine(new Gaussian(1), new double[]{SD}, new double[]{M});
      MlpNetwork network = new MlpNetwork(new MlpShape(1, 48, 2, 1).withSpans(1));
      int steps = 4000;
      MeanFlow objective = new MeanFlow(FlowMatching.of(data), steps, 0.5, target, 0.005, false);
      VelocityMlp trained = network.field(new Trainer(objective, network, TrainingOptions.defaults().withSteps(steps)
          .withThreads(2)).run().average());
      float[] x = new float[200];
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) (-2.5 + 5 * i / 199.0);
      }
      float[] u = new float[x.length];
      new MlpFlowMap(trained).average(x, 0, 1, new int[0], u);
      double squares = 0;
      double mass = 0;
      for (int i = 0; i < x.length; i++) {
        double density = Math.exp(-x[i] * x[i] / 2);
        squares += density * Math.pow(u[i] - average(x[i], 0, 1), 2);
        mass += density;
      }
      double error = Math.sqrt(squares / mass);
      System.out.println("N→N(m, σ²), " + target + ": RMS of u(·, 0, 1) is " + error + ", seed 0");
      assertTrue(error < 0.02, target + ": error " + error);
    }
  }

  @Test
  void bitsDependNeitherOnThreadsNorOnAStop() {
    MlpNetwork network = new MlpNetwork(new MlpShape(2, 20, 2, 1).withClasses(2).withSpans(2));
    MeanFlow objective = new MeanFlow(FlowMatching.of(Toy.MOONS), 60, 0.25, MeanFlow.Target.DISCRETE, 0.005, true);
    TrainingOptions options = TrainingOptions.defaults().withSteps(60).withBatch(70).withThreads(1);
    TrainingState whole = new Trainer(objective, network, options).run();
    Trainer stopped = new Trainer(objective, network, options.withThreads(3));
    TrainingState half = stopped.run(_ -> {}, step -> step < 27);
    assertEquals(27, half.step());
    TrainingState resumed = new Trainer(objective, network, options.withThreads(2), half).run();
    assertArrayEquals(whole.weights(), resumed.weights());
    assertArrayEquals(whole.average(), resumed.average());
    float[] start = network.start(options.seed());
    int spans = new MlpShape(2, 20, 2, 1).withClasses(2).flatLength();
    assertFalse(Arrays.equals(Arrays.copyOfRange(start, spans, start.length),
        Arrays.copyOfRange(whole.weights(), spans, start.length)));
  }

  /** A guided velocity replaces the plain one off the diagonal: ofAny + ω·(ofClass − ofAny). */
  @Test
  void guidanceIsInTheTarget() {
    MeanFlow objective = new MeanFlow(FlowMatching.of(Toy.MOONS), 10, 0.5, MeanFlow.Target.DISCRETE, 1, true);
    float[] extra = {0.5f, 1, 0.25f, 0, 0, 0, 0, 0};
    Inputs rows = new Inputs(new float[8], new float[4], new int[]{1, 0, 1, 0}, extra, 2);
    float[] pairs = {0, 0, 0, 0, 0, 0, 0, 7};
    Batch batch = new Batch(11, rows, pairs, new float[4]);
    // The velocity is the number of the class; 2 is any class.
    objective.complete(batch, (inputs, out) -> {
      for (int i = 0; i < out.length; i++) {
        out[i] = inputs.labels()[i / 2] + 1 + inputs.extra()[i / 2 * 2 + 1];
      }
    });
    assertArrayEquals(new float[]{3 + 8 * (2 - 3), -5, 1, 1, 0, 0, 0, 7}, batch.target(), 1e-5f);
    assertEquals(0, objective.guidanceShare(1));
    assertEquals(0.4, objective.guidanceShare(2), 1e-12);
    assertEquals(1, objective.guidanceShare(11));
  }

  /** No average velocity is longer than the velocities of the pairs, here of length 5; a batch may lack the longest. */
  @Test
  void targetsThatNoFlowHasAreShortened() {
    for (MeanFlow.Target target : MeanFlow.Target.values()) {
      MeanFlow objective = new MeanFlow(FlowMatching.of(Toy.MOONS), 10, 0.5, target, 0.005, false);
      Batch batch = new Batch(1, new Inputs(new float[8], new float[4], new int[0], new float[]{0.5f, 1, 0, 0}, 2),
          new float[]{0, 0, 1, 0, 3, 4, 0, 0}, new float[4]);
      objective.complete(batch, (inputs, out) -> {
        Arrays.fill(out, 0);
        out[0] = 600;
        out[1] = -800;
        out[2] = 9;
      });
      assertArrayEquals(new float[]{6, -8, 9, 0, 3, 4, 0, 0}, batch.target(), 1e-5f);
    }
  }

  /** Of eight classes, a network that took its guided velocity for its velocity left the finite numbers in 100 steps. */
  @Test
  void aGuidedTrainingStaysFinite() {
    FlowMatching flow = FlowMatching.of(new GaussianRing(8, 5, 0.3));
    MlpNetwork network = new MlpNetwork(new MlpShape(2, 64, 3, 1).withClasses(8).withSpans(2));
    double[] last = new double[1];
    new Trainer(new MeanFlow(flow, 500, 0.5, MeanFlow.Target.DISCRETE, 0.005, true), network,
        TrainingOptions.defaults().withSteps(500).withThreads(2)).run(event -> last[0] = event.loss());
    assertTrue(last[0] < 10, "loss " + last[0]);
  }

  @Test
  void mapsAlongAGridComposeAndCountTheirEvaluations() {
    FlowMap<float[]> exact = new FlowMap<>() {
      @Override
      public int classes() {
        return 0;
      }

      @Override
      public void average(float[] x, double s, double h, int[] labels, float[] out) {
        for (int i = 0; i < x.length; i++) {
          out[i] = (float) MeanFlowTests.average(x[i], s, h);
        }
      }
    };
    float[] start = {-1.5f, 0.2f, 1};
    for (TimeGrid grid : new TimeGrid[]{TimeGrid.uniform(1), TimeGrid.uniform(7), TimeGrid.of(0, 0.1, 0.5, 1)}) {
      Solution<float[]> end = new FixedStepSolver(Tableau.EULER, grid).solve(exact.along(grid), StateSpace.FLOATS,
          start);
      assertEquals(grid.steps(), end.nfe());
      for (int i = 0; i < start.length; i++) {
        assertEquals(carried(start[i], 0, 1), end.end()[i], 1e-6);
      }
    }
    TimeGrid two = TimeGrid.uniform(2);
    assertThrows(IllegalArgumentException.class, () -> exact.along(two.reversed()));
    assertThrows(IllegalArgumentException.class, () -> new FixedStepSolver(Tableau.HEUN, two).solve(exact.along(two),
        StateSpace.FLOATS, start));
  }

  /** Continuing a plain flow: at the start every average velocity is the velocity of the plain flow. */
  @Test
  void aPlainFlowIsTheStartOfAMeanFlow() {
    MlpNetwork plain = new MlpNetwork(new MlpShape(2, 20, 2, 1));
    TrainingOptions options = TrainingOptions.defaults().withSteps(30).withBatch(64).withThreads(1);
    FlowMatching flow = FlowMatching.of(Toy.MOONS);
    VelocityMlp teacher = plain.field(new Trainer(flow, plain, options).run().average());
    VelocityMlp grown = teacher.withSpans(1, new Seed(3));
    MlpNetwork network = new MlpNetwork(grown.shape());
    TrainingState trained = new Trainer(MeanFlow.of(flow, 30), network, options,
        TrainingState.startingFrom(grown.toFlat())).run();
    float[] x = {0.1f, 0.2f};
    float[][] out = new float[3][2];
    teacher.velocity(x, 0, out[0]);
    new MlpFlowMap(grown).average(x, 0, 1, new int[0], out[1]);
    assertArrayEquals(out[0], out[1]);
    new MlpFlowMap(network.field(trained.average())).average(x, 0, 1, new int[0], out[2]);
    assertFalse(Arrays.equals(out[1], out[2]));
    assertThrows(IllegalArgumentException.class, () -> teacher.average(x, 0, new int[0], new double[]{1}, out[2]));
  }
}
