package dev.millrace.runs.kind;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.millrace.runs.work.Caller;

/** The weights of a file that is imported. */
public interface Weights {
  /**
   * {@return what is known of the training that made them}
   *
   * @param on what they were trained on
   * @param caller limits the memory
   * @throws dev.millrace.flow.InvalidInputException if the data do not fit, or have to be named
   * @throws IOException if reading fails
   */
  Known of(TrainedOn on, Caller caller) throws IOException;

  /**
   * What is known of the training that made weights.
   *
   * @param weights the weights, with the names of the classes of the data
   * @param options the options, by name, as far as they are known
   * @param provenance the hashes of the data, by name
   */
  record Known(Weights weights, Map<String, Object> options, Map<String, String> provenance) {}

  /**
   * Writes the model file of a run.
   *
   * @param file the file
   * @throws IOException if writing fails
   */
  void write(Path file) throws IOException;

  /** {@return what was assumed or changed to read them, in words; empty for weights that Millrace wrote} */
  default List<String> remarks() {
    return List.of();
  }

  /** {@return number of weights} */
  long count();
}
