package dev.millrace.flow.sample;

import java.util.function.IntConsumer;

/**
 * How an engine integrates many rows: how many of them together, in which form, and on which threads.
 *
 * @param <S> the state
 */
public interface TileEngine<S> {
  /** {@return the number of rows that go through all steps together} */
  int rows();

  /** {@return what a message calls a row, such as "image"} */
  default String noun() {
    return "row";
  }

  /**
   * Makes a state of some rows, which the solver may change.
   *
   * @param points all rows, [total, dim]
   * @param from number of the first row
   * @param count number of rows, at most {@link #rows}
   * @return the state
   */
  S load(float[] points, int from, int count);

  /**
   * Writes the rows of a state.
   *
   * @param state the state
   * @param points receives them, [total, dim]
   * @param from number of the first row
   */
  void store(S state, float[] points, int from);

  /**
   * Runs tasks, in any order and on any threads, and returns when all have finished. States that a task makes are valid
   * until its end.
   *
   * @param tasks number of tasks
   * @param task one task
   */
  void forEach(int tasks, IntConsumer task);
}
