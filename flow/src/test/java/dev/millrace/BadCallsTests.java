package dev.millrace;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.WithinClasses;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Empirical;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.likelihood.Divergence;
import dev.millrace.flow.likelihood.Likelihood;
import dev.millrace.flow.measure.Wasserstein;
import dev.millrace.flow.net.Activation;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.TimeInput;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.ode.AdaptiveSolver;
import dev.millrace.flow.ode.DifferentiableField;
import dev.millrace.flow.ode.EmbeddedPair;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.RowField;
import dev.millrace.flow.ode.SolverException;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.flow.train.ArrayLearner;
import dev.millrace.flow.train.Batch;
import dev.millrace.flow.train.Batches;
import dev.millrace.flow.train.DivergedException;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.Inputs;
import dev.millrace.flow.train.LearningRate;
import dev.millrace.flow.train.Loss;
import dev.millrace.flow.train.NetworkGradient;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.flow.train.TrainingState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is wrong in a call, or in an object of the caller's own, is said where it happens. */
class BadCallsTests {
  private static final float[][] ROWS = {{1, 2}, {3, 5}, {-1, 0}, {0, 4}};
  private static final int[] LABELS = {0, 1, 1, 0};
  private static final FlowOptions TINY = FlowOptions.defaults().withLayers(8, 1)
      .withTraining(TrainingOptions.defaults().withSteps(3).withBatch(16).withThreads(2));

  private static void refuse(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void rowsAndLabels() {
    refuse("row 0 is null, expected numbers", () -> Flow.train(new float[][]{null, {1, 2}}, TINY));
    refuse("row 1 is null, expected numbers", () -> Flow.train(new float[][]{{1, 2}, null}, TINY));
    refuse("2 numbers do not make rows of -1", () -> Flow.train(new float[]{1, 2}, -1, TINY));
    refuse("4 rows of 2 columns: no classes, expected at least 2", () -> Flow.train(ROWS, new int[4], TINY));
    refuse("row 2: label 2147483647, expected 0 or more, and at most 2147483646",
        () -> Flow.train(ROWS, new int[]{0, 1, Integer.MAX_VALUE, 0}, TINY));
  }

  @Test
  void aClassWithoutRows() {
    refuse("no row has the label 0, expected some of each from 0 to 2",
        () -> Flow.train(ROWS, new int[]{1, 2, 2, 1}, TINY));
    refuse("no row has the label 2, expected some of each from 0 to 1000000",
        () -> Flow.train(ROWS, new int[]{0, 1, 1_000_000, 1}, TINY));
    refuse("no row has the label 1, expected some of each from 0 to 2",
        () -> Flow.train(new Empirical(new float[]{1, 2, 3}, 1, new int[]{0, 2, 2}), TINY.withClasses(true)));
    Flow flow = Flow.train(ROWS, LABELS, TINY);
    assertEquals(2, flow.classes());
    refuse("class = -1, expected 0 to 1", () -> flow.sample(1, 1, -1, 1));
    refuse("class = 2, expected 0 to 1", () -> flow.sample(1, 1, 2, 1));
  }

  /** A table whose columns are in another order has the same densities; other columns are refused. */
  @Test
  void columnsAreMatchedByName() {
    float[] rows = {1, 200, 3, 500, -1, 100, 0, 400};
    Flow flow = Flow.train(Table.of(rows, 2, List.of("a", "b")), TINY);
    double[] right = flow.logDensity(Table.of(rows, 2, List.of("a", "b")));
    Table swapped = Table.of(new float[]{200, 1, 500, 3, 100, -1, 400, 0}, 2, List.of("b", "a"));
    assertArrayEquals(right, flow.logDensity(swapped));
    assertArrayEquals(right, flow.logDensity(Table.of(rows, 2, List.of())));
    refuse("no column 'b'; expected the columns a, b", () -> flow.logDensity(Table.of(rows, 2, List.of("a", "c"))));
    refuse("column 'c' is one too many; expected the columns a, b",
        () -> flow.logDensity(Table.of(new float[3], 3, List.of("a", "b", "c"))));
    refuse("two columns are named 'a', expected a name of its own for each",
        () -> Flow.train(Table.of(rows, 2, List.of("a", "a")), TINY));
  }

  @Test
  void anotherNumberOfStepsKeepsTheRest() {
    SamplingOptions options = SamplingOptions.ofSteps(Tableau.HEUN, 50).withClass(1, 2).withOffset(7).withThreads(3);
    assertEquals(new SamplingOptions(new FixedStepSolver(Tableau.HEUN, TimeGrid.uniform(10)), 7, 3, 1, 2),
        options.withSteps(10));
    SamplingOptions adaptive = options.withSolver(new AdaptiveSolver(EmbeddedPair.DOPRI5, 1e-3, 1e-3));
    assertEquals(new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(4)), adaptive.withSteps(4).solver());
  }

  @Test
  void rowsOfASampleAreCountedByALong() {
    Flow flow = Flow.train(ROWS, TINY);
    SamplingOptions last = SamplingOptions.ofSteps(1).withOffset(Long.MAX_VALUE - 2);
    assertEquals(2, flow.sample(2, 1, last).rows());
    refuse("offset = 9223372036854775805, expected at least 0, and with 3 rows at most 9223372036854775807",
        () -> flow.sample(3, 1, last));
  }

  private static UnaryOperator<int[]> changed(int index, int value) {
    return order -> {
      order[index] = value;
      return order;
    };
  }

  private static Coupling own(UnaryOperator<int[]> change) {
    return (pairs, random) -> change.apply(Coupling.INDEPENDENT.order(pairs, random));
  }

  @Test
  void couplings() {
    refuse("an order that pairs row 3 with source 16, expected 0 to 15",
        () -> Flow.train(ROWS, TINY.withCoupling(own(changed(3, 16)))));
    refuse("an order that pairs row 0 with source -1, expected 0 to 15",
        () -> Flow.train(ROWS, TINY.withCoupling(own(changed(0, -1)))));
    refuse("an order of 3 rows, expected 16", () -> Flow.train(ROWS, TINY.withCoupling(own(_ -> new int[3]))));
    for (Coupling wrong : new Coupling[]{own(changed(0, 99)), own(_ -> new int[1])}) {
      var refused = assertThrows(IllegalArgumentException.class,
          () -> Flow.train(ROWS, LABELS, TINY.withCoupling(new WithinClasses(wrong))));
      assertTrue(refused.getMessage().startsWith("an order "), refused.getMessage());
    }
  }

  /** Also on the thread that prepares pairs. */
  @Test
  void anErrorOfACouplingReachesTheCallerAsItIs() {
    var thrown = new AssertionError("of the coupling");
    assertEquals(thrown, assertThrows(AssertionError.class, () -> Flow.train(ROWS, TINY.withCoupling((_, _) -> {
      throw thrown;
    }))));
  }

  private static final class Labelled implements Distribution {
    @Override
    public int dim() {
      return 2;
    }

    @Override
    public int classes() {
      return 3;
    }

    @Override
    public void sample(RandomGenerator random, float[] out, int offset, int count) {
      Arrays.fill(out, offset, offset + 2 * count, 0.5f);
    }

    @Override
    public void sample(RandomGenerator random, float[] out, int offset, int count, int[] labels, int labelOffset) {
      sample(random, out, offset, count);
      Arrays.fill(labels, labelOffset, labelOffset + count, 7);
    }
  }

  @Test
  void labelsOfADistribution() {
    refuse("the pairs have the label 7, expected 0 to 2",
        () -> Flow.train(new Labelled(), TINY.withClasses(true)));
  }

  /** A file must not differ from one process to the next. */
  @Test
  void aDistributionWithoutANameHasThatOfItsClass() {
    var own = new Distribution() {
      @Override
      public int dim() {
        return 1;
      }

      @Override
      public void sample(RandomGenerator random, float[] out, int offset, int count) {
        Toy.MOONS.sample(random, out, offset, count / 2);
      }
    };
    assertEquals(own.getClass().getName(), Flow.train(own, TINY).provenance().get("data"));

  }

  @Test
  void aGradientOfAnotherLength() {
    for (int length : new int[]{2, 4}) {
      NetworkGradient wrong = new NetworkGradient() {
        @Override
        public double compute(float[] weights, Batch batch) {
          return 1;
        }

        @Override
        public float[] values() {
          return new float[length];
        }

        @Override
        public void evaluate(float[] weights, Inputs inputs, float[] out) {
          Arrays.fill(out, 0);
        }
      };
      try (Workers workers = new Workers(1)) {
        var learner = new ArrayLearner(TrainingState.startingFrom(new float[3]), wrong, workers);
        refuse("a gradient of %d numbers, the network has 3 weights".formatted(length),
            () -> learner.update(TINY.training().update(1, 1)));
      }
    }
  }

  @Test
  void aBatchBeforeTheFirst() {
    try (Batches batches = new Batches(FlowMatching.of(Toy.MOONS), TINY.training())) {
      refuse("step = 0, expected at least 1", () -> batches.batch(0));
    }
  }

  @Test
  void aNetworkWithFurtherInputs() {
    FlowModel model = FlowModel.of(VelocityMlp
        .random(new MlpShape(2, 8, 1, 1, Activation.SILU, TimeInput.EMBEDDING, 0, 1), new Seed(0)));
    assertEquals(
        "the flow: its network takes further inputs of each row, 1 of them, without which it cannot be sampled",
        assertThrows(InvalidInputException.class, () -> Flow.of(model)).getMessage());
  }

  /** No step follows the last one, whose loss would be NaN. */
  @Test
  void aTrainingThatDivergesAtItsLastStep() {
    FlowOptions wild = TINY
        .withTraining(TINY.training().withSteps(1).withLearningRate(new LearningRate(1e300, 0, false)));
    assertEquals(1, assertThrows(DivergedException.class, () -> Flow.train(ROWS, wild)).step());
  }

  @Test
  void learningATransportIsCancelledByInterruption() {
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> Flow.train(Toy.MOONS, TINY.withSemidiscrete(4096)));
    assertTrue(Thread.interrupted());
  }

  @Test
  void sizesOfNetworksAndThreads() {
    assertEquals("hidden = 0, expected at least 1",
        assertThrows(IllegalArgumentException.class, () -> TINY.withLayers(0, 1)).getMessage());
    refuse("dim = 2, hidden = 2000000000, layers = 1 make more than 2^30 parameters",
        () -> Flow.train(ROWS, TINY.withLayers(2_000_000_000, 1)));
    var solver = SamplingOptions.defaults().solver();
    refuse("threads = 0, expected at least 1", () -> new Sampler(solver, 0));
    refuse("threads = 0, expected at least 1", () -> new Likelihood(solver, new Divergence.Exact(), 0));
    RowField<float[]> still = VelocityMlp.random(new MlpShape(1, 4, 1, 1), new Seed(1));
    refuse("dim = 0, expected at least 1", () -> new Sampler(solver, 1).sample(still, new float[3], 0));
    refuse("counts 2 ≠ 3, expected as many points in both sets",
        () -> Wasserstein.w2(new float[4], new float[6], 2));
  }

  @Test
  void whatIsNullIsNamed() {
    FlowOptions defaults = FlowOptions.defaults();
    isNull("coupling", () -> defaults.withCoupling(none()));
    isNull("time", () -> defaults.withTime(none()));
    isNull("training", () -> defaults.withTraining(none()));
    isNull("loss", () -> defaults.withLoss(none()));
    isNull("solver", () -> SamplingOptions.defaults().withSolver(none()));
    isNull("time", () -> ReflowOptions.defaults().withTime(none()));
    isNull("options", () -> Flow.train(ROWS, BadCallsTests.<FlowOptions>none()));
    isNull("monitor", () -> Flow.train(ROWS, TINY, BadCallsTests.<Monitor>none()));
    isNull("labels", () -> Flow.train(ROWS, BadCallsTests.<int[]>none(), TINY));
  }

  private static void isNull(String name, Executable call) {
    assertEquals(name, assertThrows(NullPointerException.class, call).getMessage());
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what a caller does who does not check nulls
  private static <T> T none() {
    return null;
  }

  @Test
  void pairsWithoutClasses() {
    refuse("the rows have labels, but pairs of semidiscrete transport have no classes; train without one of them",
        () -> Flow.train(ROWS, LABELS, TINY.withSemidiscrete(2)));
    assertEquals(TINY.withSemidiscrete(3), TINY.withSemidiscrete(3));
  }

  /** dx/dt = x²: followed back from x1 &lt; −1, a row becomes infinite on its way. */
  private static final class Square implements DifferentiableField<float[]> {
    @Override
    public void velocity(float[] x, double t, float[] out) {
      jvp(x, t, new float[x.length], 0, out, new float[x.length]);
    }

    @Override
    public void jvp(float[] x, double t, float[] dx, double dt, float[] out, float[] dout) {
      for (int i = 0; i < x.length; i++) {
        out[i] = x[i] * x[i];
        dout[i] = 2 * x[i] * dx[i];
      }
    }
  }

  @Test
  void aRowFromWhichTheFlowCannotBeFollowedBackIsNamed() {
    var likelihood = new Likelihood(new AdaptiveSolver(EmbeddedPair.DOPRI5, 1e-5, 1e-5), new Divergence.Exact(), 1);
    assertEquals(2, likelihood.of(new Square(), new Gaussian(1), new float[]{1, 0.5f}).values().length);
    String message = String.valueOf(assertThrows(SolverException.class,
        () -> likelihood.of(new Square(), new Gaussian(1), new float[]{1, 0.5f, -5, 2, -9})).getMessage());
    assertTrue(message.startsWith("row 3 (counted from 1): "), message);
  }

  /** The noise of rows leads back to them, and classes come in turn from the first row of all on. */
  @Test
  void noiseOfOnesOwn() {
    Flow flow = Flow.train(ROWS, LABELS, TINY, Monitor.NONE);
    assertEquals("Flow[2 columns; 2 classes]", flow.toString());
    SamplingOptions fine = SamplingOptions.ofSteps(Tableau.RK4, 20);
    float[][] noise = {{0.5f, -1}, {0, 0.25f}, {2, 1}};
    float[][] rows = flow.sampleFrom(noise, fine.withClass(1, 1)).toArrays();
    float[][] back = flow.noiseOf(rows, fine.withClass(1, 1));
    for (int row = 0; row < 3; row++) {
      assertArrayEquals(noise[row], back[row], 1e-3f);
    }
    assertEquals(0, flow.sampleFrom(new float[0][], fine).rows());
    SamplingOptions turns = fine.withClassesInTurn(1);
    float[][] some = flow.sample(5, 9, turns.withOffset(3)).toArrays();
    for (int row = 0; row < 5; row++) {
      float[][] one = flow.sample(1, 9, fine.withOffset(3 + row).withClass((3 + row) % 2, 1)).toArrays();
      assertArrayEquals(one[0], some[row], 1e-5f);
    }
    Flow plain = Flow.train(ROWS, TINY);
    refuse("classes in turn, but the flow was trained without classes", () -> plain.sample(1, 1, turns));
    refuse("rows of 3 columns ≠ 2 columns of the flow", () -> plain.sampleFrom(new float[1][3], fine));
  }

  @Test
  void optionsOfTrainingOneByOne() {
    FlowOptions options = FlowOptions.defaults().withSteps(7).withBatch(32).withLearningRate(1e-3)
        .withLoss(new Loss.PseudoHuber(0.1));
    TrainingOptions training = TrainingOptions.defaults();
    assertEquals(training.withSteps(7).withBatch(32).withLearningRate(new LearningRate(1e-3, 100, true))
        .withLoss(new Loss.PseudoHuber(0.1)), options.training());
  }
}
