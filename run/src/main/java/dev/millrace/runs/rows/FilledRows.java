package dev.millrace.runs.rows;

import java.io.IOException;
import java.io.OutputStream;

import dev.millrace.flow.io.AtomicFile;

/**
 * Rows of a table whose holes are filled.
 *
 * @param lines writes them as JSON lines
 * @param nfe evaluations of the network for each row that had holes; 0 if none had
 */
public record FilledRows(AtomicFile.Body lines, int nfe) implements AtomicFile.Body {
  @Override
  public void writeTo(OutputStream out) throws IOException {
    lines.writeTo(out);
  }
}
