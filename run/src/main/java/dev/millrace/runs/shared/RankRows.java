package dev.millrace.runs.shared;

import java.io.IOException;
import java.io.Serializable;

import dev.millrace.flow.run.TrainingConfig;
import org.jspecify.annotations.Nullable;

/** How a rank, one of several machines that train together, learns the rows that it has. */
public interface RankRows extends Serializable {
  /** {@return the options of the whole training, with all numbers that are chosen by the rows} */
  TrainingConfig config();

  /**
   * Begins to read the rows of a rank.
   *
   * @param own the options for its share of each batch
   * @return what takes the rows
   * @throws IOException if reading fails
   */
  Reading reading(TrainingConfig own) throws IOException;

  /** Takes the rows of a rank one by one. */
  interface Reading {
    /**
     * Encodes a row.
     *
     * @param row a value for each column, as {@link SharedColumn} says; not kept
     * @throws dev.millrace.flow.InvalidInputException naming the column of a value that cannot be learnt
     */
    void add(@Nullable Object[] row);

    /**
     * {@return what the rank learns}
     *
     * @throws dev.millrace.flow.InvalidInputException if the rank has no rows
     * @throws IOException if reading fails
     */
    RankPart part() throws IOException;
  }
}
