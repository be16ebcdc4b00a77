package dev.millrace.runs.published;

import java.util.Map;
import java.util.Optional;

/** The methods of the table of few steps. */
public enum FewStepsMethod {
  /** Noise and data are paired at random. */
  PLAIN("plain", "plain", "plain"),
  /** Exact optimal transport of pools of 1,024 pairs. */
  OT("ot", "OT", "ot"),
  /** Semidiscrete optimal transport. */
  SEMIDISCRETE("semidiscrete", "semidiscrete", "semidiscrete"),
  /** Semidiscrete transport, with half of the rows at t = 0. */
  ONE_STEP("one-step", "one-step", "one-step"),
  /** One round of reflow of the plain flow. */
  REFLOW("reflow", "reflow", "reflow"),
  /** The same with times near both ends in place of half of the rows at t = 0. */
  REFLOW_U("reflow-u", "reflow, u", "reflow-u"),
  /** The flow of {@link #REFLOW}, distilled to one step. */
  DISTIL("distil", "reflow + distil", "reflow/distilled"),
  /** The flow of {@link #REFLOW_U}, distilled to one step. */
  DISTIL_U("distil-u", "the same, u", "reflow-u/distilled"),
  /** Average velocities. */
  MEAN_FLOW("mean-flow", "mean flow", "mean-flow"),
  /** Average velocities of guided steps, with classes. */
  GUIDED("guided", "guided mean", "guided");

  private static final String U_SHAPED = "u-shaped";
  private static final int POOL = 1024;

  private final String label;
  private final String heading;
  private final String folder;

  FewStepsMethod(String label, String heading, String folder) {
    this.label = label;
    this.heading = heading;
    this.folder = folder;
  }

  /** {@return its name in the table, of at most 15 letters} */
  String heading() {
    return heading;
  }

  /** {@return the folder of its run, in that of the data and the seed} */
  String folder() {
    return folder;
  }

  /** {@return whether it is measured on these data} */
  boolean isFor(FewStepsData data) {
    return !data.isImages() || this == PLAIN || this == REFLOW || this == DISTIL || learnsAverages();
  }

  boolean learnsAverages() {
    return this == MEAN_FLOW || this == GUIDED;
  }

  /** {@return whether its flow is for one step only} */
  boolean isDistilled() {
    return this == DISTIL || this == DISTIL_U;
  }

  /** {@return the method whose flow it starts from} Average velocities of images continue the plain flow. */
  Optional<FewStepsMethod> teacher(FewStepsData data) {
    return Optional.ofNullable(switch (this) {
      case REFLOW, REFLOW_U -> PLAIN;
      case DISTIL -> REFLOW;
      case DISTIL_U -> REFLOW_U;
      case MEAN_FLOW, GUIDED -> data.isImages() ? PLAIN : null;
      default -> null;
    });
  }

  /** {@return the times of its round of reflow; empty for the usual ones} */
  Optional<String> time() {
    return this == REFLOW_U ? Optional.of(U_SHAPED) : Optional.empty();
  }

  /** {@return the options of its training that are not the usual ones} */
  Map<String, Object> options() {
    return switch (this) {
      case OT -> Map.of("coupling", "ot", "coupling-batch", POOL);
      case SEMIDISCRETE -> Map.of("coupling", "semidiscrete");
      case ONE_STEP -> Map.of("one-step", true);
      case MEAN_FLOW -> Map.of("objective", "mean-flow");
      case GUIDED -> Map.of("objective", "mean-flow", "guided", true);
      default -> Map.of();
    };
  }

  @Override
  public String toString() {
    return label;
  }
}
