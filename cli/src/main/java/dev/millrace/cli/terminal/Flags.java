package dev.millrace.cli.terminal;

import java.util.regex.Pattern;

/** Writes the parameters that messages of the library name, such as `batch`, as the options of the command line. */
public final class Flags {
  private static final Pattern PARAMETER = Pattern.compile("`([a-z][a-z-]*)`");

  private Flags() {
  }

  public static String in(String message) {
    return PARAMETER.matcher(message).replaceAll("--$1");
  }
}
