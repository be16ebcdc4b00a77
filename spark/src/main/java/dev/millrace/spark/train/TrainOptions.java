package dev.millrace.spark.train;

import java.util.HashMap;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.runs.open.PointRun;

/**
 * How a flow is trained on a cluster.
 *
 * @param options the options of the training that are not the usual ones, by the names that they have in {@code run.yaml};
 *     {@code batch} and {@code coupling-batch} count the rows of all ranks together; {@code data} is a name for the rows,
 *     such as a file that {@code evaluate} can read; {@code kind} is points or tables, and may be left out
 * @param ranks number of ranks, each of which is a task; all must run at the same time
 * @param period 1 to average the gradients of all ranks every step; more to average weights every so many steps
 * @param resume whether the training in the folder is continued from its newest checkpoint
 */
public record TrainOptions(Map<String, Object> options, int ranks, int period, boolean resume) {
  private static final int MOST_RANKS = 1 << 16;
  private static final String KIND = "kind";

  /**
   * Copies the options, which are checked when the columns of the rows are known.
   *
   * @throws InvalidInputException if there are no ranks, or no steps between two averages
   */
  public TrainOptions {
    options = Map.copyOf(options);
    if (ranks < 1 || ranks > MOST_RANKS) {
      throw new InvalidInputException("`ranks` %d: expected 1 to %d".formatted(ranks, MOST_RANKS));
    }
    if (period < 1) {
      throw new InvalidInputException("`period` %d: expected 1 or more".formatted(period));
    }
  }

  /**
   * {@return a training of so many ranks, whose gradients are averaged every step}
   *
   * @param ranks number of ranks
   */
  public static TrainOptions of(int ranks) {
    return new TrainOptions(Map.of(), ranks, 1, false);
  }

  /**
   * {@return the same with other options of the training}
   *
   * @param changes the options that are not the usual ones, by name
   */
  public TrainOptions with(Map<String, Object> changes) {
    Map<String, Object> all = new HashMap<>(options);
    all.putAll(changes);
    return new TrainOptions(all, ranks, period, resume);
  }

  /**
   * {@return the same with local steps: weights are averaged every so many steps}
   *
   * @param steps at least 1
   */
  public TrainOptions withPeriod(int steps) {
    return new TrainOptions(options, ranks, steps, resume);
  }

  /** {@return the same, continued from the newest checkpoint} */
  public TrainOptions resuming() {
    return new TrainOptions(options, ranks, period, true);
  }

  /**
   * Checks options that belong to the number of ranks and the period.
   *
   * @param config the options; the batch may be 0, if it is chosen by the number of rows
   * @throws InvalidInputException naming the option
   */
  void check(TrainingConfig config) {
    requireShared("batch", config.batch(), ranks);
    requireShared("coupling-batch", config.couplingBatch(), ranks);
    if (period > 1 && !config.onDivergence().equals("stop")) {
      throw new InvalidInputException(
          "`on-divergence` %s with `period` %d: expected stop, as ranks differ between two averages"
              .formatted(config.onDivergence(), period));
    }
    if (config.checkpointEvery() % period != 0) {
      throw new InvalidInputException("`checkpoint-every` %d: expected a multiple of `period` %d"
          .formatted(config.checkpointEvery(), period));
    }
  }

  private static void requireShared(String name, int rows, int ranks) {
    if (rows % ranks != 0) {
      throw new InvalidInputException(
          "`%s` %d: expected a multiple of the %d ranks, which share its rows".formatted(name, rows, ranks));
    }
  }

  /**
   * {@return the kind that is asked for, in words; empty if none is}
   */
  String kind() {
    Object kind = options.get(KIND);
    return kind == null ? "" : kind.toString();
  }

  /** The value of every option; those that are not given are as usual. */
  <C extends TrainingConfig> C config(C usual) {
    Map<String, Object> all = new HashMap<>(Map.of("data", PointRun.UNKNOWN_DATA));
    all.putAll(options);
    if (!ConfigFile.names(usual).contains(KIND)) {
      all.remove(KIND);
    }
    return ConfigFile.over(usual, "", all);
  }

  /** The options for the share of one rank. */
  static TrainingConfig share(TrainingConfig config, int ranks, int rank, int threads) {
    Map<String, Object> own = new HashMap<>(Map.of("batch", config.batch() / ranks, "threads", threads, "seed",
        seed(config.seed(), rank)));
    if (config.couplingBatch() > 0) {
      own.put("coupling-batch", config.couplingBatch() / ranks);
    }
    return ConfigFile.over(config, "", own);
  }

  /** Each rank draws rows, noise and times of its own. The first has the seed itself, so that one rank trains as usual. */
  private static long seed(long seed, int rank) {
    return rank == 0
        ? seed
        : new Seed(seed)
            .generator(Seed.Purpose.DATA, -rank, 0).nextLong();
  }
}
