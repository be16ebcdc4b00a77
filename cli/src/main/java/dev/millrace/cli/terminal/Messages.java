package dev.millrace.cli.terminal;

import java.io.PrintWriter;

/** Lines for users on standard error. */
public final class Messages {
  /** The exit status of a command that failed. */
  public static final int FAILED = 1;

  private Messages() {
  }

  /** Prints what is wrong or unexpected, in one line that starts with the name of the command. */
  public static void complain(String message) {
    tell("millrace: " + Flags.in(message).lines().reduce((a, b) -> a + " " + b.strip()).orElse(""));
  }

  /** Prints a line for users on standard error; on a terminal it is wrapped at words. */
  public static void tell(String line) {
    PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
    err.print(Terminal.wrapped(line));
    err.flush();
  }
}
