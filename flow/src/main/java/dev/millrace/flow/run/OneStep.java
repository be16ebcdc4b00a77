package dev.millrace.flow.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.coupling.SemidiscretePairs;
import dev.millrace.flow.path.TimeDistribution;
import dev.millrace.flow.path.TimeDistributions;
import dev.millrace.flow.text.Spec;

/**
 * Trainings of flows that need one step: every noise is paired with one data point, and a share of the rows is at t = 0,
 * where the network learns to go there at once. It needs a coupling that is a map, or nearly one: semidiscrete transport,
 * exact transport of large pools, or the pairs of a flow.
 */
public final class OneStep {
  /** The least number of rows of a pool, or of groups of the data, whose transport is nearly a map. */
  public static final int LEAST_POOL = 1024;
  /** The rows of a pool of several classes, so that each class has many. */
  private static final int POOL_OF_CLASSES = 8 * LEAST_POOL;
  /** Half of the rows are at t = 0, the others at any time. */
  public static final TimeDistribution TIME = new TimeDistribution.Ends(0.5);

  private OneStep() {
  }

  /**
   * Chooses the coupling and the times of a training for one step.
   *
   * @param config the options of the training, which are checked
   * @param given the names of the options that a user has chosen, which stay as they are
   * @return the options with those that one step needs
   * @throws InvalidInputException naming an option that was chosen and does not go with one step, and why
   */
  public static RunConfig of(RunConfig config, Set<String> given) {
    Map<String, Object> chosen = new LinkedHashMap<>();
    if (!given.contains("time")) {
      chosen.put("time", TIME.spec());
    }
    if (!given.contains("coupling")) {
      chosen.put("coupling", config.conditional() ? "ot" : "semidiscrete");
    }
    String coupling = String.valueOf(chosen.getOrDefault("coupling", config.coupling()));
    if (coupling.equals("ot") && config.conditional()) {
      chosen.put("class-aware", true);
    }
    if (!given.contains("coupling-batch")) {
      chosen.put("coupling-batch", coupling.equals("ot") ? pool(config.batch(), config.conditional()) : 0);
    }
    RunConfig made = ConfigFile.over(config, "", chosen);
    obstacle(made).ifPresent(why -> {
      throw new InvalidInputException("`one-step` with " + why);
    });
    return made;
  }

  /**
   * {@return the number of steps that samples of a run usually take: 1 if it was trained for one step}
   *
   * @param config the options of the training
   */
  static int usualSteps(RunConfig config) {
    return obstacle(config).isEmpty() ? 1 : FlowModel.MANY_STEPS;
  }

  /**
   * {@return whether training draws t = 0 exactly, where a network learns the way to the data at once}
   *
   * @param time the times of the training
   */
  public static boolean isLearntAtOnce(TimeDistribution time) {
    return time instanceof TimeDistribution.Ends || time.equals(new TimeDistribution.At(0));
  }

  /**
   * {@return the rows of a pool whose transport is nearly a map: a multiple of the batch}
   *
   * @param batch pairs per step, at least 1
   * @param classes whether the rows of each class are paired separately
   */
  public static int pool(int batch, boolean classes) {
    return Math.ceilDiv(classes ? POOL_OF_CLASSES : LEAST_POOL, batch) * batch;
  }

  /** The option that keeps a flow from needing one step only, and why. */
  private static Optional<String> obstacle(RunConfig config) {
    if (config.learnsAverages()) {
      return Optional.of("`objective` %s: it learns to go in one step by itself; expected one of them".formatted(
          config.objective()));
    }
    if (!config.path().equals("linear") || !config.sigmaMin().equals("none")) {
      return Optional.of("`path` %s and `sigma-min` %s: only straight paths without noise can be followed in one step; "
          .formatted(config.path(), config.sigmaMin()) + "expected linear and none");
    }
    if (!isLearntAtOnce(TimeDistributions.parse(config.time()))) {
      return Optional.of("`time` %s: too few rows are at t = 0 exactly, where the step is learnt; expected ends:SHARE"
          .formatted(config.time()));
    }
    return notAMap(config);
  }

  private static Optional<String> notAMap(RunConfig config) {
    Spec spec = Spec.parse("coupling", config.coupling(), Couplings.FORMS);
    return switch (spec.name()) {
      case "pairs" -> Optional.empty();
      case "semidiscrete" -> spec.numbersOr(SemidiscretePairs.DEFAULT_GROUPS)[0] < LEAST_POOL
          ? Optional.of("`coupling` %s: so few groups of data are no map, and one step ends between their points; "
              .formatted(config.coupling()) + "expected " + LEAST_POOL + " or more")
          : Optional.empty();
      case "ot" -> ofPools(config);
      default ->
        Optional.of(("`coupling` %s: it pairs the same noise with many data points, and one step ends at their "
            + "mean; expected semidiscrete, or ot with `coupling-batch` %d or more")
            .formatted(config.coupling(), LEAST_POOL));
    };
  }

  private static Optional<String> ofPools(RunConfig config) {
    int pool = config.couplingBatch() == 0 ? config.batch() : config.couplingBatch();
    if (pool < LEAST_POOL) {
      return Optional
          .of(("`coupling-batch` %d: small pools pair the same noise with many data points, and one step ends "
              + "at their mean; expected %d or more").formatted(pool, LEAST_POOL));
    }
    return config.classAware() == config.conditional()
        ? Optional.empty()
        : Optional
            .of("`class-aware` %s: noise has one data point of each class if, and only if, the network is told the "
                .formatted(config.classAware())
                + "classes; expected it with `classes` or `labels`, and without them not");
  }
}
