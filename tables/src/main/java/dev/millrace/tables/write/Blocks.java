package dev.millrace.tables.write;

import java.io.IOException;

import dev.millrace.tables.data.Table;

/** Rows that are made block by block while they are written, so that any number of them takes the memory of one block. */
@FunctionalInterface
public interface Blocks {
  /**
   * Makes all blocks, in order.
   *
   * @param sink receives each
   * @throws IOException if the sink cannot write
   */
  void each(Sink sink) throws IOException;

  /** Receives blocks of rows. */
  @FunctionalInterface
  interface Sink {
    /**
     * Receives some rows.
     *
     * @param rows with the columns that are written, in order
     * @throws IOException if they cannot be written
     */
    void accept(Table rows) throws IOException;
  }
}
