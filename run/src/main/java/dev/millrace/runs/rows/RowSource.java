package dev.millrace.runs.rows;

import java.util.List;

import dev.millrace.flow.io.AtomicFile;

/** A sequence of rows without end: row i is a function of the run, how rows are drawn, the seed and i. */
public interface RowSource {
  /** {@return the columns of a row} */
  List<RowColumn> columns();

  /** {@return what draws the rows, possibly together with those of other sequences} */
  RowGroup group();

  /**
   * {@return of how many rows the parts are multiples into which rows are cut, counted from the first row that is wanted}
   * It is 1 where rows do not depend on each other. The last bits of images depend on how many go through the network
   * together, so parts of them are cut as if all were drawn at once.
   */
  int tile();

  /** {@return the endings of the files that the rows can be written to, such as ".npy"} */
  List<String> endings();

  /**
   * {@return the content of a file of some rows: the same bytes that the command writes}
   *
   * @param ending one of {@link #endings}
   * @param name what the file is called in messages
   * @param count number of the rows
   * @param blocks gives the rows; they must come from this sequence
   * @throws dev.millrace.flow.InvalidInputException if such a file cannot hold them
   */
  AtomicFile.Body file(String ending, String name, int count, RowBlocks blocks);
}
