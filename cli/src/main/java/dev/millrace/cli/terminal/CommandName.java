package dev.millrace.cli.terminal;

import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;

import dev.millrace.runs.text.ShellWords;

/** The command as the user called it, for lines that can be pasted into a shell. */
public final class CommandName {
  private static final int WIDTH = 80;
  private static final String CONTINUED = " \\";
  /** The system property that the launcher sets to its own path, as it was called. */
  private static final String PROPERTY = "millrace.command";
  private static final String USUAL = "millrace";

  private CommandName() {
  }

  /** The name, such as {@code ./millrace}, or {@code millrace} if the shell finds it on its path. */
  public static String text() {
    String called = System.getProperty(PROPERTY, USUAL);
    return isOnPath(called) ? USUAL : ShellWords.quoted(called);
  }

  /** A command line of these words after the command's name. */
  public static String with(Object... words) {
    return ShellWords.line(text(), words);
  }

  /**
   * As {@link #with}, after a label, on further lines where the first would be too long: a shell takes them as one.
   */
  public static String after(String label, Object... words) {
    String line = label + with(words);
    int last = line.lastIndexOf(" --", WIDTH - CONTINUED.length());
    int cut = last < label.length() ? line.indexOf(" --", label.length()) : last;
    return line.length() <= WIDTH || cut < 0
        ? line
        : line.substring(0, cut) + CONTINUED + System.lineSeparator() + " ".repeat(label.length() + 2)
            + line.substring(cut + 1);
  }

  /** A shell passes the full path of the file to a script that it found on its path. */
  private static boolean isOnPath(String called) {
    String path = System.getenv("PATH");
    try {
      Path folder = Path.of(called).getParent();
      return path != null && folder != null && called.endsWith("/" + USUAL) && Arrays
          .stream(path.split(File.pathSeparator)).filter(part -> !part.isEmpty())
          .anyMatch(p -> folder.equals(Path.of(p)));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
