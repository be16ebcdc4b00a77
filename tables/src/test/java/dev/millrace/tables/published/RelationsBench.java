package dev.millrace.tables.published;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.MinibatchOt;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.LearningRate;
import dev.millrace.tables.Sets;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.measure.ClassifierTest;
import dev.millrace.tables.measure.Shape;
import dev.millrace.tables.measure.Trend;
import dev.millrace.tables.model.SampleOptions;
import dev.millrace.tables.model.TableModel;
import dev.millrace.tables.privacy.PrivacyGoal;
import dev.millrace.tables.relations.Relations;
import dev.millrace.tables.train.TableOptions;

/**
 * Trains on a table of mixed types with and without relations or protection of single rows, and prints Shape, Trend and the
 * classifier test against the test rows. Arguments are
 * KEY=VALUE: set, steps, at, seed, ot, relations, epsilon, clip.
 */
public final class RelationsBench {
  private RelationsBench() {
  }

  public static void main(String[] args) {
    Map<String, String> given = new HashMap<>();
    for (String arg : args) {
      given.put(arg.substring(0, arg.indexOf('=')), arg.substring(arg.indexOf('=') + 1));
    }
    String set = given.getOrDefault("set", "diamonds20k");
    int steps = Integer.parseInt(given.getOrDefault("steps", "3000"));
    int seed = Integer.parseInt(given.getOrDefault("seed", "0"));
    Sets.Split parts = split(Sets.table(set));
    TableOptions options = TableOptions.defaults(parts.train().rows(), false);
    Coupling coupling = given.getOrDefault("ot", "true").equals("true") ? new MinibatchOt() : Coupling.INDEPENDENT;
    options = options.withCoupling(coupling).withTraining(options.training().withSteps(steps).withSeed(seed)
        .withLearningRate(new LearningRate(options.training().learningRate().peak(), 100, true)).withThreads(1));
    double epsilon = Double.parseDouble(given.getOrDefault("epsilon", "0"));
    if (epsilon > 0) {
      options = options.withPrivacy(new PrivacyGoal(epsilon, 0.1 / parts.train().rows(),
          Double.parseDouble(given.getOrDefault("clip", "1"))));
    }
    TableModel model = TableModel.train(parts.train(), -1,
        given.getOrDefault("relations", "true").equals("true") ? Relations.find(parts.train(), -1) : Relations.NONE,
        options,
        _ -> {});
    double cpu = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime() * 1e-9;
    System.out.printf(Locale.ROOT, "%s, %d steps, %.0f s of processor%n", set, steps, cpu);
    for (String at : given.getOrDefault("at", "8,25").split(",")) {
      Table drawn = model.sample(parts.train().rows(), SampleOptions.of(seed, Integer.parseInt(at)));
      System.out.printf(Locale.ROOT, "at %s: shape %.2f, trend %.2f, C2ST %.4f%n", at,
          Shape.measure(parts.test(), drawn).error(),
          Trend.measure(parts.test(), drawn, Trend.Numeric.REAL_BINS, 1).error(),
          ClassifierTest.measure(parts.test(), drawn, new Seed(1), 1).auc());
    }
  }

  /** A fifth of the rows for testing, chosen at random. */
  private static Sets.Split split(Table table) {
    int[] order = IntStream.range(0, table.rows()).toArray();
    SplittableRandom random = new Seed(0).generator(Seed.Purpose.SPLIT, 0, 0);
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    int test = table.rows() / 5;
    return new Sets.Split(table.rows(Arrays.copyOfRange(order, test, order.length)),
        table.rows(Arrays.copyOf(order, test)));
  }
}
