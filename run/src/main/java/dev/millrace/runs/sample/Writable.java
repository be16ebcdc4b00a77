package dev.millrace.runs.sample;

import java.io.IOException;

import dev.millrace.flow.io.AtomicFile;

/** Samples, or data, that can be written to a file. */
public interface Writable {
  /** {@return number of rows} */
  int count();

  /** {@return what they are, in one line, such as "1,000 points of moons"} */
  String summary();

  /**
   * {@return the content of a file of the rows}
   *
   * @param ending such as ".npy"; see the kind for those that it can write
   * @param name of the file, for messages
   * @throws dev.millrace.flow.InvalidInputException if such a file cannot hold them
   * @throws IOException if reading or writing fails
   */
  AtomicFile.Body file(String ending, String name) throws IOException;
}
