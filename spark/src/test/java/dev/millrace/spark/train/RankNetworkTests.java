package dev.millrace.spark.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;

import dev.millrace.flow.coupling.Draws;
import dev.millrace.flow.coupling.MinibatchOt;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Sources;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.path.Schedules;
import dev.millrace.flow.path.SigmaForms;
import dev.millrace.flow.path.TimeDistributions;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.Batch;
import dev.millrace.flow.train.Batches;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.Inputs;
import dev.millrace.flow.train.Learner;
import dev.millrace.flow.train.MlpNetwork;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.flow.train.TrainingState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

@Tag("spark")
class RankNetworkTests {
  private static final int RANKS = 2;
  private static final int STEPS = 200;
  private static final MlpNetwork NETWORK = new MlpNetwork(new MlpShape(2, 16, 2, 1));
  private static final FlowMatching OBJECTIVE = new FlowMatching(
      new Draws(new Gaussian(2), Sources.named("moons").orElseThrow()), new MinibatchOt(), Schedules.parse("linear"),
      SigmaForms.parse("none"), TimeDistributions.parse("uniform"));

  private static TrainingOptions options(int rank) {
    return TrainingOptions.defaults().withSteps(STEPS).withBatch(32).withThreads(1).withEventSteps(1).withSeed(rank);
  }

  private static TrainingState start() {
    return TrainingState.startingFrom(NETWORK.start(new Seed(9)));
  }

  /** What a rank ends with, and its losses. */
  private record Trained(TrainingState state, List<Double> losses) {}

  private static List<Trained> trained(int period) throws InterruptedException, ExecutionException {
    return RanksTests.ofEach(RANKS, ranks -> {
      // As in a training: the others learn where rank 0 begins before they make a learner.
      TrainingState state = ranks.rank() == 0 ? start() : Beginning.of(ranks.fromFirst(Beginning.END)).state();
      List<Double> losses = new ArrayList<>();
      TrainingState last = new Trainer(OBJECTIVE, new RankNetwork(NETWORK, ranks, period), options(ranks.rank()), state)
          .run(event -> losses.add(event.loss()));
      return new Trained(last, losses);
    });
  }

  /** One learner, and in each step the rows of both ranks. */
  private static Trained jointly() {
    List<Double> losses = new ArrayList<>();
    TrainingOptions joint = options(0).withBatch(RANKS * 32);
    try (Workers workers = new Workers(1);
        Batches first = new Batches(OBJECTIVE, options(0));
        Batches second = new Batches(OBJECTIVE, options(1));
        Learner learner = NETWORK.learner(start(), joint, workers)) {
      for (int step = 1; step <= STEPS; step++) {
        Batch a = first.batch(step);
        Batch b = second.batch(step);
        Learner.Outcome outcome = learner.gradient(new Batch(step,
            new Inputs(both(a.inputs().x(), b.inputs().x()), both(a.inputs().t(), b.inputs().t()), new int[0],
                new float[0], 2),
            both(a.target(), b.target()), new float[0]));
        losses.add(outcome.loss());
        learner.update(joint.update(step, outcome.gradientNorm()));
      }
      return new Trained(learner.state(), losses);
    }
  }

  private static float[] both(float[] first, float[] second) {
    float[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @Test
  void ranksTrainAsOneDoesWithTheRowsOfAll() throws InterruptedException, ExecutionException {
    List<Trained> ranks = trained(1);
    Trained joint = jointly();
    for (Trained rank : ranks) {
      assertArrayEquals(ranks.getFirst().state.weights(), rank.state.weights());
      assertArrayEquals(ranks.getFirst().state.second(), rank.state.second());
      assertArrayEquals(joint.state.weights(), rank.state.weights(), 1e-5f);
      assertArrayEquals(joint.state.average(), rank.state.average(), 1e-5f);
      for (int i = 0; i < STEPS; i++) {
        assertEquals(joint.losses.get(i), rank.losses.get(i), 1e-5);
      }
    }
  }

  @Test
  void localStepsAreAveraged() throws InterruptedException, ExecutionException {
    List<Trained> ranks = trained(50);
    assertArrayEquals(ranks.get(0).state.weights(), ranks.get(1).state.weights());
    assertArrayEquals(ranks.get(0).state.first(), ranks.get(1).state.first());
  }
}
