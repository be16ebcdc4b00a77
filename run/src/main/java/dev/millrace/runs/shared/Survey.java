package dev.millrace.runs.shared;

import java.io.Serializable;

import org.jspecify.annotations.Nullable;

/**
 * What is found out about rows in one pass, on several machines. It is a function of the rows: it depends neither on their
 * order nor on how they are divided.
 *
 * @param <S> the survey itself
 */
public interface Survey<S extends Survey<S>> extends Serializable {
  /**
   * Adds rows that are equal.
   *
   * @param row a value for each column, as {@link SharedColumn} says; not kept
   * @param times how many rows, at least 1
   * @throws dev.millrace.flow.InvalidInputException naming the column of a value that cannot be learnt
   */
  void add(@Nullable Object[] row, long times);

  /**
   * Adds what another survey has found in other rows.
   *
   * @param other of the same columns
   */
  void addAll(S other);

  /** {@return the number of rows} */
  long rows();
}
