package dev.millrace.runs.shared;

import java.io.IOException;

/**
 * A training whose rows lie on several machines, before any of them was seen.
 *
 * @param <S> what is found out about the rows
 */
public interface SharedTraining<S extends Survey<S>> {
  /** {@return whether equal rows must be counted before they are surveyed, so that each different row comes once} */
  default boolean countsEqualRows() {
    return false;
  }

  /** {@return a survey that has seen no row} */
  S survey();

  /**
   * Prepares what all ranks need to learn their rows.
   *
   * @param all the survey of all rows, at least one
   * @param ranks the number of ranks
   * @return what travels to the ranks
   * @throws dev.millrace.flow.InvalidInputException naming what is wrong with the rows or the options
   * @throws IOException if reading or writing fails
   */
  RankRows rows(S all, int ranks) throws IOException;
}
