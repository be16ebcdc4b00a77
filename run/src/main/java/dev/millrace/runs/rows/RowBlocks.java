package dev.millrace.runs.rows;

import java.io.IOException;

/** Rows that come block by block while they are written, so that any number of them takes the memory of few blocks. */
@FunctionalInterface
public interface RowBlocks {
  /**
   * Gives all blocks, in order.
   *
   * @param sink receives each
   * @throws IOException if the sink cannot write
   */
  void each(Sink sink) throws IOException;

  /** Receives blocks. */
  @FunctionalInterface
  interface Sink {
    /**
     * Receives some rows.
     *
     * @param block the rows
     * @throws IOException if they cannot be written
     */
    void accept(RowBlock block) throws IOException;
  }
}
