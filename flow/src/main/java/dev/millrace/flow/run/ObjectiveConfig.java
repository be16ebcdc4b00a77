package dev.millrace.flow.run;

import java.util.Set;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.MeanFlow;
import dev.millrace.flow.train.Objective;

/** The options of trainings that may learn average velocities beside the velocity, on any engine; see {@link MeanFlow}. */
public interface ObjectiveConfig extends TrainingConfig {
  /** The objective that learns the velocity. */
  String FLOW = "flow";
  /** The objective that learns average velocities too. */
  String MEAN_FLOW = "mean-flow";
  /** The same, from two halves of each step. */
  String MEAN_FLOW_HALVES = "mean-flow-halves";

  /** The names of the options that only average velocities have. */
  Set<String> OF_AVERAGES = Set.of("off-diagonal", "least-alpha", "guided");

  /** {@return what is learnt: "flow", "mean-flow" or "mean-flow-halves"} */
  String objective();

  /** {@return the share of a batch's rows that learn average velocities, if the objective is one of them} */
  double offDiagonal();

  /** {@return the last α of "mean-flow"} */
  double leastAlpha();

  /** {@return whether the maps of a mean flow are guided, so that a guided step is one evaluation} */
  boolean guided();

  /** {@return the last α that stands where none was chosen} */
  default double usualLeastAlpha() {
    return MeanFlow.USUAL_LEAST_ALPHA;
  }

  /** {@return whether average velocities are learnt} */
  default boolean learnsAverages() {
    return !objective().equals(FLOW);
  }

  /** {@return what the network is told besides the time: nothing, the length of a step, or the weight of guidance too} */
  default int spans() {
    return learnsAverages() ? guided() ? 2 : 1 : 0;
  }

  /**
   * {@return what is learnt of a flow}
   *
   * @param flow its pairs, path and times
   */
  default Objective learnt(FlowMatching flow) {
    boolean discrete = objective().equals(MEAN_FLOW);
    return learnsAverages()
        ? new MeanFlow(flow, steps(), offDiagonal(), discrete ? MeanFlow.Target.DISCRETE : MeanFlow.Target.HALVES,
            discrete ? leastAlpha() : MeanFlow.USUAL_LEAST_ALPHA, guided())
        : flow;
  }

  /**
   * Checks these options, except whether there are classes to guide to.
   *
   * @throws InvalidInputException naming the option, its value and what is expected
   */
  default void checkObjective() {
    Checks.requireOneOf("objective", objective(), FLOW, MEAN_FLOW, MEAN_FLOW_HALVES);
    if (!(offDiagonal() > 0 && offDiagonal() < 1)) {
      throw new InvalidInputException(
          "`off-diagonal` %s: expected a share above 0 and below 1, such as 0.5".formatted(offDiagonal()));
    }
    boolean usual = leastAlpha() == usualLeastAlpha();
    if (!(usual || (leastAlpha() > 0 && leastAlpha() <= 1))) {
      throw new InvalidInputException(
          "`least-alpha` %s: expected above 0 and at most 1, such as 0.005".formatted(leastAlpha()));
    }
    boolean discrete = objective().equals(MEAN_FLOW);
    requireWith("off-diagonal", offDiagonal(), offDiagonal() == MeanFlow.USUAL_SHARE || learnsAverages());
    requireWith("least-alpha", leastAlpha(), usual || discrete);
    requireWith("guided", guided(), !guided() || discrete);
    if (learnsAverages() && batch() < 2) {
      throw new InvalidInputException(
          "`batch` %d with `objective` %s: expected 2 or more, as some rows are on the diagonal and some off it"
              .formatted(batch(), objective()));
    }
    if (guided() && labelDropout() == 0) {
      throw new InvalidInputException(
          "`guided` with `label-dropout` 0: guidance needs rows of any class; expected above 0, such as 0.1");
    }
  }

  private void requireWith(String option, Object value, boolean fits) {
    if (!fits) {
      throw new InvalidInputException("`%s` %s with `objective` %s: expected `objective` %s".formatted(option, value,
          objective(), MEAN_FLOW));
    }
  }
}
