package dev.millrace.spark.train;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.Draws;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Sources;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.path.Schedules;
import dev.millrace.flow.path.SigmaForms;
import dev.millrace.flow.path.TimeDistributions;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.MlpNetwork;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.flow.train.TrainingState;

/** Measures the figures of docs/spark.md on training: the arguments are sum, ranks. */
final class Figures {
  private Figures() {
  }

  public static void main(String[] arguments) throws Exception {
    Locale.setDefault(Locale.ROOT);
    for (String argument : arguments) {
      switch (argument) {
        case "sum" -> sums();
        case "ranks" -> ranks();
        default -> throw new IllegalArgumentException(argument + ": expected sum or ranks");
      }
    }
  }

  /** Milliseconds of a sum over ranks of one process, which are connected by sockets. */
  private static void sums() throws InterruptedException, ExecutionException {
    for (int length : new int[]{58_370, 1_800_000}) {
      for (int count : new int[]{2, 4, 8}) {
        int rounds = length > 1_000_000 ? 40 : 400;
        List<Double> millis = RanksTests.ofEach(count, ranks -> {
          float[] values = new float[length];
          for (int i = 0; i < rounds / 4; i++) {
            ranks.sum(values);
          }
          double[] times = new double[rounds];
          for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            ranks.sum(values);
            times[i] = (System.nanoTime() - start) / 1e6;
          }
          java.util.Arrays.sort(times);
          return times[rounds / 2];
        });
        System.out.printf("sum of %,d floats, %d ranks: median %.2f ms%n", length, count, millis.getFirst());
      }
    }
  }

  /** Steps a second of two ranks with a thread each, and of one training with two threads. */
  private static void ranks() throws InterruptedException, ExecutionException {
    MlpNetwork network = new MlpNetwork(new MlpShape(2, 128, 3, 1));
    FlowMatching objective = new FlowMatching(new Draws(new Gaussian(2), Sources.named("moons").orElseThrow()),
        Coupling.INDEPENDENT, Schedules.parse("linear"), SigmaForms.parse("none"), TimeDistributions.parse("uniform"));
    int steps = 60;
    TrainingOptions usual = TrainingOptions.defaults().withSteps(steps);
    for (int round = 0; round < 4; round++) {
      long start = System.nanoTime();
      new Trainer(objective, network, usual.withBatch(4096).withThreads(2)).run();
      double alone = (System.nanoTime() - start) / 1e6 / steps;
      long together = System.nanoTime();
      RanksTests.ofEach(2, ranks -> {
        TrainingState state = ranks.rank() == 0
            ? TrainingState.startingFrom(network.start(new Seed(1)))
            : Beginning.of(ranks.fromFirst(Beginning.END)).state();
        return new Trainer(objective, new RankNetwork(network, ranks, 1),
            usual.withBatch(2048).withThreads(1).withSeed(ranks.rank()), state).run();
      });
      double both = (System.nanoTime() - together) / 1e6 / steps;
      System.out.printf("batch 4,096: 2 threads %.2f ms a step, 2 ranks %.2f ms a step, efficiency %.0f %%%n", alone,
          both, 100 * alone / both);
    }
  }
}
