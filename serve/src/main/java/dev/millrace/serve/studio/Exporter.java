package dev.millrace.serve.studio;

import java.io.IOException;
import java.nio.file.Path;

import dev.millrace.flow.run.RunDirectory;

/** Writes a run in a form that another module knows, such as ONNX. */
@FunctionalInterface
public interface Exporter {
  /**
   * Writes the flow of a run.
   *
   * @param run the run, which is trained
   * @param file the new file
   * @throws dev.millrace.flow.InvalidInputException if its network has no such form
   * @throws IOException if reading or writing fails
   */
  void write(RunDirectory run, Path file) throws IOException;
}
