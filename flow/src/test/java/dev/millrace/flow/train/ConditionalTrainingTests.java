package dev.millrace.flow.train;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.Draws;
import dev.millrace.flow.coupling.FixedPairs;
import dev.millrace.flow.coupling.MinibatchOt;
import dev.millrace.flow.coupling.PairSource;
import dev.millrace.flow.coupling.SinkhornCoupling;
import dev.millrace.flow.coupling.WithinClasses;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.GaussianRing;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.evaluate.ClassQuality;
import dev.millrace.flow.evaluate.StepCounts;
import dev.millrace.flow.evaluate.Subject;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.rectify.Reflow;
import dev.millrace.flow.sample.Sampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Training of a network that is told classes. */
class ConditionalTrainingTests {
  private static final GaussianRing RING = new GaussianRing(8, 4 / Math.sqrt(2), 0.5 / Math.sqrt(2));
  private static final MlpNetwork NETWORK = new MlpNetwork(new MlpShape(2, 32, 2, 1).withClasses(8));
  private static final TrainingOptions OPTIONS = TrainingOptions.defaults().withSteps(700).withBatch(128)
      .withThreads(2);

  private static VelocityMlp trained(TrainingOptions options) {
    return NETWORK.field(new Trainer(FlowMatching.of(RING), NETWORK, options).run().average());
  }

  /** A short training; the exact one is in the documents. */
  @Test
  void everyClassComesNearItsGaussian() {
    Subject subject = new Subject(trained(OPTIONS), new Gaussian(2), RING, Standardizer.identity(2));
    List<ClassQuality> classes = ClassQuality.measure(subject,
        new StepCounts.Plan(Tableau.EULER, List.of(30), 1600, 2), new Seed(2), 2, _ -> {});
    StringBuilder shown = new StringBuilder("8 Gaussians, W2 of each class (floor):");
    classes.forEach(each -> shown.append("%n%d: %s (%s)".formatted(each.label(), each.w2(), each.floor())));
    System.out.println(shown);
    for (ClassQuality each : classes) {
      // Two neighbouring modes are 2.2 apart.
      assertTrue(each.w2().mean() < each.floor().mean() + 0.12, shown.toString());
    }
  }

  @Test
  void theResultDoesNotDependOnTheNumberOfThreads() {
    TrainingOptions few = OPTIONS.withSteps(30);
    assertArrayEquals(trained(few.withThreads(1)).toFlat(), trained(few.withThreads(3)).toFlat());
  }

  static Stream<Coupling> couplings() {
    return Stream.of(Coupling.INDEPENDENT, new MinibatchOt(), new SinkhornCoupling(0.1),
        new WithinClasses(new MinibatchOt()));
  }

  @ParameterizedTest
  @MethodSource("couplings")
  void labelsStayWithTheirDataThroughAnyCoupling(Coupling coupling) {
    requireLabels(new Draws(new Gaussian(2), RING), coupling, 1.6);
  }

  /** Pairs that a flow makes have the class that they were made for. */
  @Test
  void labelsStayWithThePairsOfReflow() {
    Sampler sampler = new Sampler(new FixedStepSolver(Tableau.HEUN, TimeGrid.uniform(10)), 2);
    Reflow reflow = new Reflow(trained(OPTIONS), sampler, new Seed(4), 1);
    FixedPairs pairs = reflow.pairs(new Gaussian(2), 400, _ -> {}).and(reflow.inverted(RING, 200, _ -> {}));
    assertEquals(8, pairs.classes());
    requireLabels(pairs, Coupling.INDEPENDENT, 2.4);
  }

  /** On the linear path, x1 = x_t + (1 − t)·target. */
  private static void requireLabels(PairSource pairs, Coupling coupling, double most) {
    FlowMatching objective = FlowMatching.of(pairs).withCoupling(coupling);
    int told = 0;
    int hidden = 0;
    try (Batches batches = new Batches(objective, OPTIONS.withSteps(8))) {
      for (int step = 1; step <= 8; step++) {
        Batch batch = batches.batch(step);
        Inputs inputs = batch.inputs();
        for (int i = 0; i < inputs.count(); i++) {
          int label = inputs.labels()[i];
          if (label == 8) {
            hidden++;
            continue;
          }
          told++;
          double angle = label * Math.PI / 4;
          double dx = x1(batch, 2 * i) - RING.radius() * Math.cos(angle);
          double dy = x1(batch, 2 * i + 1) - RING.radius() * Math.sin(angle);
          assertTrue(Math.hypot(dx, dy) < most, () -> "class " + label + ": " + dx + ", " + dy);
        }
      }
    }
    assertEquals(1024, told + hidden);
    // A tenth of 1,024, whose standard deviation is 10.
    assertEquals(102, hidden, 45);
  }

  private static double x1(Batch batch, int at) {
    return batch.inputs().x()[at] + (1 - batch.inputs().t()[at / 2]) * batch.target()[at];
  }

  @Test
  void anOrdinaryNetworkIsNotToldTheClassesOfItsData() {
    MlpNetwork plain = new MlpNetwork(new MlpShape(2, 32, 2, 1));
    TrainingOptions few = OPTIONS.withSteps(20);
    float[] with = new Trainer(FlowMatching.of(RING), plain, few).run().average();
    float[] hidden = new Trainer(FlowMatching.of(RING), plain, few.withLabelDropout(1)).run().average();
    assertArrayEquals(with, hidden);
  }

  /** A network under training and its field see the same further inputs, which follow the state in every row. */
  @Test
  void furtherInputsAndClassesReachTheNetwork() {
    MlpNetwork network = new MlpNetwork(new MlpShape(2, 16, 2, 1).withClasses(3).withExtra(2));
    assertEquals(2, network.extraInputs());
    float[] weights = network.start(new Seed(5));
    SplittableRandom random = new SplittableRandom(6);
    int count = 20;
    float[] x = new Gaussian(2).sample(random, count);
    float[] extra = new Gaussian(2).sample(random, count);
    float[] t = new float[count];
    Arrays.fill(t, 0.3f);
    int[] labels = new int[count];
    Arrays.setAll(labels, i -> i % 4);
    float[] rows = new float[4 * count];
    for (int i = 0; i < count; i++) {
      System.arraycopy(x, 2 * i, rows, 4 * i, 2);
      System.arraycopy(extra, 2 * i, rows, 4 * i + 2, 2);
    }
    float[] expected = new float[2 * count];
    network.field(weights).velocity(rows, 0.3f, labels, expected);
    float[] found = new float[2 * count];
    try (Workers workers = new Workers(2);
        Learner learner = network.learner(TrainingState.startingFrom(weights),
            OPTIONS.withBatch(8), workers)) {
      learner.evaluate(new Inputs(x, t, labels, extra, 2), found);
    }
    assertArrayEquals(expected, found, 1e-5f);
  }
}
