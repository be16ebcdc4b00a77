package dev.millrace.flow.train;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.net.Activation;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.TimeInput;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.random.Seed;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TrainerTests {
  private static final MlpNetwork NETWORK = new MlpNetwork(new MlpShape(3, 20, 2, 1));

  @Test
  void theLossOfGaussianToGaussianComesWithinOnePercentOfItsLeast() {
    MlpNetwork network = new MlpNetwork(new MlpShape(2, 64, 2, 1));
    VelocityMlp trained = network.field(new Trainer(FlowMatching.of(new Gaussian(2)), network,
        TrainingOptions.defaults().withSteps(2000).withThreads(2)).run().average());
    // Excess loss over the minimum π/2 per dimension is the mean squared distance to the optimal velocity (2t − 1)x/s.
    Random random = new Random(4);
    double excess = 0;
    int times = 200;
    int rows = 100;
    for (int k = 0; k < times; k++) {
      double t = (k + 0.5) / times;
      double s = t * t + (1 - t) * (1 - t);
      float[] x = new float[2 * rows];
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) (Math.sqrt(s) * random.nextGaussian());
      }
      float[] v = new float[x.length];
      trained.velocity(x, t, v);
      for (int i = 0; i < x.length; i++) {
        excess += Math.pow(v[i] - (2 * t - 1) * x[i] / s, 2) / (times * x.length);
      }
    }
    System.out.println("N→N: excess over π/2 is " + excess + ", seed 0");
    assertTrue(excess < 0.01 * Math.PI / 2, "excess " + excess);
  }

  @Test
  void adamFollowsItsDefinitionInDoublePrecision() {
    AdamW adam = new AdamW(0.9, 0.999, 1e-8, 0.01);
    Random random = new Random(2);
    int n = 37;
    float[] p = new float[n];
    float[] m = new float[n];
    float[] v = new float[n];
    float[] g = new float[n];
    float[] average = new float[n];
    double[] p2 = new double[n];
    double[] average2 = new double[n];
    double[] m2 = new double[n];
    double[] v2 = new double[n];
    for (int step = 1; step <= 50; step++) {
      for (int i = 0; i < n; i++) {
        g[i] = (float) random.nextGaussian();
        m2[i] = 0.9 * m2[i] + 0.1 * 0.5 * g[i];
        v2[i] = 0.999 * v2[i] + 0.001 * 0.25 * g[i] * g[i];
        p2[i] -= 0.003 * 0.01 * p2[i] + 0.003 * (m2[i] / (1 - Math.pow(0.9, step)))
            / (Math.sqrt(v2[i] / (1 - Math.pow(0.999, step))) + 1e-8);
        average2[i] = 0.8 * average2[i] + 0.2 * p2[i];
      }
      adam.update(p, g, m, v, average, 0.8f, 0, n, step, 0.003, 0.5);
    }
    for (int i = 0; i < n; i++) {
      assertEquals(p2[i], p[i], 1e-5);
      assertEquals(average2[i], average[i], 1e-5);
    }
  }

  @Test
  void anAverageWithoutMemoryIsTheWeightsBitForBit() {
    Trainer trainer = new Trainer(FlowMatching.of(new Gaussian(3)), NETWORK, TrainingOptions.defaults().withSteps(60)
        .withBatch(32).withLearningRate(new LearningRate(1e-2, 5, false)).withEma(0).withSeed(3).withThreads(2));
    trainer.run();
    assertArrayEquals(trainer.state().weights(), trainer.state().average());
  }

  @Test
  void theLearningRateWarmsUpAndFalls() {
    LearningRate rate = new LearningRate(2, 10, true);
    assertEquals(0.2, rate.at(1, 110), 1e-12);
    assertEquals(2, rate.at(10, 110), 1e-12);
    assertEquals(1, rate.at(61, 110), 1e-12);
    assertTrue(rate.at(110, 110) < 1e-3);
    assertEquals(2, new LearningRate(2, 0, false).at(1, 1));
  }

  @Test
  void aTrainingTakenUpFromAStateEndsWithTheSameBits() {
    resumedInTheMiddle(FlowMatching.of(new Gaussian(3)), 256);
  }

  @Test
  void aTrainingTakenUpInTheMiddleOfACoupledPoolEndsWithTheSameBits() {
    Coupling sorted = (pairs, random) -> IntStream.range(0, pairs.count()).boxed()
        .sorted(Comparator.comparingDouble(i -> pairs.x0()[i * pairs.dim()])).mapToInt(i -> i).toArray();
    resumedInTheMiddle(FlowMatching.of(new Gaussian(3)).withCoupling(sorted), 256 * 7);
  }

  private static void resumedInTheMiddle(Objective objective, int couplingBatch) {
    TrainingOptions options = TrainingOptions.defaults().withSteps(150).withSeed(9).withThreads(2)
        .withCouplingBatch(couplingBatch);
    TrainingState[] kept = new TrainingState[1];
    Trainer whole = new Trainer(objective, NETWORK, options);
    whole.run(event -> {
      if (event.step() == 50) {
        kept[0] = event.trainer().state();
      }
    });
    Trainer resumed = new Trainer(objective, NETWORK, options.withThreads(1), kept[0]);
    resumed.run();
    assertEquals(150, resumed.state().step());
    assertArrayEquals(whole.state().weights(), resumed.state().weights());
    assertArrayEquals(whole.state().average(), resumed.state().average());
    assertArrayEquals(whole.state().second(), resumed.state().second());
  }

  @Test
  void aTrainingStartsFromAnotherNetworkAndLeavesItAlone() {
    for (TimeInput time : TimeInput.values()) {
      VelocityMlp teacher = VelocityMlp.random(new MlpShape(2, 24, 2, 1, Activation.SELU, time), new Seed(5));
      float[] before = teacher.toFlat();
      TrainingOptions options = TrainingOptions.defaults().withSteps(1).withThreads(1);
      Objective objective = FlowMatching.of(new Gaussian(2));
      MlpNetwork network = new MlpNetwork(teacher.shape());
      Trainer trainer = new Trainer(objective, network, options, TrainingState.startingFrom(before));
      assertArrayEquals(before, trainer.state().weights());
      assertArrayEquals(before, network.field(trainer.state().average()).toFlat());
      trainer.run();
      assertArrayEquals(before, teacher.toFlat());
      // Adam's first step is the learning rate for every weight whose gradient is well above epsilon.
      float[] after = trainer.state().weights();
      double rate = options.learningRate().at(1, 1);
      double moved = 0;
      for (int i = 0; i < after.length; i++) {
        moved = Math.max(moved, Math.abs(after[i] - before[i]));
      }
      assertEquals(rate, moved, 1e-3 * rate);
      Trainer other = new Trainer(objective, network, options, TrainingState.startingFrom(before));
      other.run();
      assertArrayEquals(after, other.state().weights());
    }
  }

  @Test
  void whatACouplingThrowsEndsTheTraining() {
    Objective broken = FlowMatching.of(new Gaussian(3)).withCoupling((_, _) -> {
      throw new IllegalStateException("no pairs");
    });
    Trainer trainer = new Trainer(broken, NETWORK, TrainingOptions.defaults().withSteps(3));
    assertEquals("no pairs", assertThrows(IllegalStateException.class, trainer::run).getMessage());
  }
}
