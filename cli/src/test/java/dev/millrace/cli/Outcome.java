package dev.millrace.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What a command line did.
 *
 * @param status its exit status
 * @param out standard output
 * @param err standard error
 */
record Outcome(int status, String out, String err) {
  /** Runs a command line in this process. */
  static Outcome of(String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream newOut = new ByteArrayOutputStream();
    ByteArrayOutputStream newErr = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(newOut, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(newErr, true, StandardCharsets.UTF_8));
      int status = Millrace.run(args);
      return new Outcome(status, newOut.toString(StandardCharsets.UTF_8), newErr.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** This, given that the command succeeded. */
  Outcome succeeded() {
    // Without JUnit, which programs of `reliability` do not have.
    if (status != 0) {
      throw new AssertionError("exit status %d: %s".formatted(status, err));
    }
    return this;
  }
}
