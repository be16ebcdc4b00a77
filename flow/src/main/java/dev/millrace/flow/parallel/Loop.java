package dev.millrace.flow.parallel;

import java.util.function.IntConsumer;

/** How a loop is run: by the calling thread, or by several ({@link Workers#forEach}). */
@FunctionalInterface
public interface Loop {
  /** The calling thread does everything, in order. */
  Loop SEQUENTIAL = (tasks, body) -> {
    for (int task = 0; task < tasks; task++) {
      body.accept(task);
    }
  };

  /** The number of rows that one random generator draws. */
  int BLOCK = 64;

  /**
   * Calls {@code body} with 0 … tasks − 1, in any order and by any thread, and returns when all calls have finished.
   *
   * @param tasks number of calls, 0 or more
   * @param body one call; writes only what no other call reads or writes
   */
  void forEach(int tasks, IntConsumer body);

  /** The work on one block of rows. */
  @FunctionalInterface
  interface BlockBody {
    /**
     * Does a part of the work.
     *
     * @param block number of the block, from 0
     * @param from its first row
     * @param to the row after its last
     */
    void run(int block, int from, int to);
  }

  /**
   * Divides rows into blocks of {@value #BLOCK}, each of which has random generators of its own, so that numbers do not
   * depend on how the loop is run.
   *
   * @param rows number of rows
   * @param body the work on one block
   */
  default void blocks(int rows, BlockBody body) {
    forEach(Math.ceilDiv(rows, BLOCK),
        block -> body.run(block, block * BLOCK, Math.min(rows, (block + 1) * BLOCK)));
  }
}
