package dev.millrace.spark.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

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
import dev.millrace.flow.train.Objective;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.flow.train.TrainingState;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.encode.TableEncoding;
import dev.millrace.tables.relations.Relations;
import dev.millrace.tables.train.TableOptions;
import dev.millrace.tables.train.TableTraining;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

@Tag("spark")
class RankNetworkTests {
  private static final int RANKS = 2;
  private static final int STEPS = 200;

  /**
   * What is learnt.
   *
   * @param network the network
   * @param objectives that of each rank
   * @param options those of each rank
   */
  private record Learnt(MlpNetwork network, List<Objective> objectives, List<TrainingOptions> options) {
    TrainingState start() {
      return TrainingState.startingFrom(network.start(new Seed(9)));
    }
  }

  private static TrainingOptions options(int rank) {
    return TrainingOptions.defaults().withSteps(STEPS).withBatch(32).withThreads(1).withEventSteps(1).withSeed(rank);
  }

  private static Learnt points() {
    FlowMatching moons = new FlowMatching(new Draws(new Gaussian(2), Sources.named("moons").orElseThrow()),
        new MinibatchOt(), Schedules.parse("linear"), SigmaForms.parse("none"), TimeDistributions.parse("uniform"));
    return new Learnt(new MlpNetwork(new MlpShape(2, 16, 2, 1)), List.of(moons, moons),
        List.of(options(0), options(1)));
  }

  /** Each rank has half of the rows of a table with holes. */
  private static Learnt table() {
    SplittableRandom random = new SplittableRandom(3);
    double[] numbers = random.doubles(300, -1, 1).map(x -> Math.abs(x) < 0.1 ? Double.NaN : x).toArray();
    int[] words = Arrays.stream(numbers).mapToInt(x -> x > 0 ? 1 : x < -0.8 ? -1 : 0).toArray();
    Table all = new Table(List.of(new Numbers("x", numbers, new ValueForm.Decimal(6, false, '.')),
        new Words("sign", words, List.of("minus", "plus"))));
    TableEncoding encoding = TableEncoding.of(all, 1);
    List<TableTraining> ranks = IntStream.range(0, RANKS).mapToObj(rank -> {
      Table own = all.rows(IntStream.range(rank * 150, rank * 150 + 150).toArray());
      return new TableTraining(encoding, encoding.code(own, 1), 1, Relations.NONE,
          TableOptions.defaults(300, true).withHidden(16).withLayers(2).withTraining(options(rank)));
    }).toList();
    return new Learnt(ranks.getFirst().network(), ranks.stream().map(rank -> (Objective) rank.objective()).toList(),
        ranks.stream().map(TableTraining::training).toList());
  }

  /** What a rank ends with, and its losses. */
  private record Trained(TrainingState state, List<Double> losses) {}

  private static List<Trained> trained(Learnt learnt, int period) throws InterruptedException, ExecutionException {
    return RanksTests.ofEach(RANKS, ranks -> {
      // As in a training: the others learn where rank 0 begins before they make a learner.
      TrainingState state = ranks.rank() == 0
          ? learnt.start()
          : Beginning.of(ranks.fromFirst(Beginning.END)).state();
      List<Double> losses = new ArrayList<>();
      TrainingState last = new Trainer(learnt.objectives.get(ranks.rank()),
          new RankNetwork(learnt.network, ranks, period), learnt.options.get(ranks.rank()), state)
          .run(event -> losses.add(event.loss()));
      return new Trained(last, losses);
    });
  }

  /** One learner, and in each step the rows of both ranks. */
  private static Trained jointly(Learnt learnt) {
    List<Double> losses = new ArrayList<>();
    TrainingOptions one = learnt.options.getFirst();
    TrainingOptions joint = one.withBatch(RANKS * one.batch()).withCouplingBatch(RANKS * one.couplingBatch());
    try (Workers workers = new Workers(1);
        Batches first = new Batches(learnt.objectives.get(0), learnt.options.get(0));
        Batches second = new Batches(learnt.objectives.get(1), learnt.options.get(1));
        Learner learner = learnt.network.learner(learnt.start(), joint, workers)) {
      for (int step = 1; step <= STEPS; step++) {
        Batch a = first.batch(step);
        Batch b = second.batch(step);
        Learner.Outcome outcome = learner.gradient(new Batch(step,
            new Inputs(both(a.inputs().x(), b.inputs().x()), both(a.inputs().t(), b.inputs().t()), new int[0],
                both(a.inputs().extra(), b.inputs().extra()), a.inputs().dim()),
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

  private static void requireAsOne(Learnt learnt) throws InterruptedException, ExecutionException {
    List<Trained> ranks = trained(learnt, 1);
    Trained joint = jointly(learnt);
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
  void ranksTrainAsOneDoesWithTheRowsOfAll() throws InterruptedException, ExecutionException {
    requireAsOne(points());
  }

  @Test
  void ranksLearnATableAsOneDoesWithTheRowsOfAll() throws InterruptedException, ExecutionException {
    requireAsOne(table());
  }

  @Test
  void localStepsAreAveraged() throws InterruptedException, ExecutionException {
    List<Trained> ranks = trained(points(), 50);
    assertArrayEquals(ranks.get(0).state.weights(), ranks.get(1).state.weights());
    assertArrayEquals(ranks.get(0).state.first(), ranks.get(1).state.first());
  }
}
