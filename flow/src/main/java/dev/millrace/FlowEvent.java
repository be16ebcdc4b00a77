package dev.millrace;

/**
 * Progress of a training or of a reflow, as {@link Monitor#on} receives it.
 *
 * @param stage what is being done
 * @param done number of finished steps, or of pairs that are made
 * @param total number of steps, or of pairs
 * @param loss mean loss since the previous event; NaN while pairs are made
 * @param seconds time since the stage began
 */
public record FlowEvent(Stage stage, int done, int total, double loss, double seconds) {
  /** The parts of the work. */
  public enum Stage {
    /** The flow makes the pairs from which the next one learns; only in a reflow. */
    PAIRS,
    /** The network learns. */
    TRAINING
  }
}
