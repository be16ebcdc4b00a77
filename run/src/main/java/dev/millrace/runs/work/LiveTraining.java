package dev.millrace.runs.work;

import java.util.Optional;

import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.train.Batch;

/** A training under way, for other threads that show it. They wait at most for the end of a step. */
public interface LiveTraining {
  /** {@return number of steps done} */
  int step();

  /** {@return a copy of the flow as far as it is trained, if it is a flow of points} */
  default Optional<FlowModel> flow() {
    return Optional.empty();
  }

  /**
   * {@return the batch that a step learns from, if it is a flow of points} The same step has the same batch, whenever
   * it is asked for.
   *
   * @param step the number of the step, from 1
   */
  default Optional<Batch> batch(int step) {
    return Optional.empty();
  }
}
