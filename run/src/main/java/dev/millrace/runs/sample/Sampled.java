package dev.millrace.runs.sample;

import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.sample.Sampler;

/** Samples of a run, or the noise that its data were turned into. */
public interface Sampled extends Writable {
  /** {@return count of numbers in a row} */
  int dim();

  /** {@return the rows, in the units of the data: [count, dim]} */
  float[] values();

  /**
   * {@return the class of each row, [count], where the number of classes means any; empty if the run has no classes}
   */
  int[] labels();

  /** {@return the cost of the integration} */
  Sampler.Samples cost();

  /** {@return seconds that the integration took} */
  double seconds();

  /**
   * {@return the content of a .npy file of the states on the way, in the units of the data}
   *
   * @param name of the file, for messages
   * @throws IllegalStateException if they were not kept
   */
  AtomicFile.Body trajectory(String name);
}
