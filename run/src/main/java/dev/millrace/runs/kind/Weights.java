package dev.millrace.runs.kind;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

import dev.millrace.flow.io.Csv;
import dev.millrace.runs.work.Caller;
import org.jspecify.annotations.Nullable;

/** The weights of a file that is imported. */
public interface Weights {
  /**
   * {@return the options of the training that made them, as far as they are known}
   *
   * @param data what they were trained on, checked to fit; null if that is not said
   * @param header whether the first row has names
   * @param provenance receives what is known of the data
   * @param caller hears of the work and may cancel it
   * @throws dev.millrace.flow.InvalidInputException if the data do not fit, or have to be named
   * @throws IOException if reading or writing fails
   */
  Map<String, Object> options(@Nullable String data, Csv.Header header, Map<String, String> provenance, Caller caller)
      throws IOException;

  /**
   * Writes the model file of a run.
   *
   * @param file the file
   * @throws IOException if writing fails
   */
  void write(Path file) throws IOException;

  /** {@return number of weights} */
  long count();
}
