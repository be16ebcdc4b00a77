package dev.millrace.cli.terminal;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

import dev.millrace.runs.text.TextTable;
import org.jspecify.annotations.Nullable;

/** The terminal that standard error goes to. */
public final class Terminal {
  static final int USUAL_COLUMNS = 80;
  private static final int LEAST_COLUMNS = 20;
  private static final int MOST_COLUMNS = 400;
  private static final String COMMAND = "; continue with: ";
  /** Fails unless file descriptor 2, which is inherited, is a terminal; prints its rows and columns. */
  private static final String[] ASK = {"sh", "-c", "test -t 2 && { stty size <&2 || echo 0 0; }"};

  private Terminal() {
  }

  /** Its width; empty if standard error is not a terminal, or is one that cannot redraw a line (TERM=dumb). */
  public static OptionalInt columns() {
    String kind = System.getenv("TERM");
    return kind == null || kind.isEmpty() || kind.equals("dumb") ? OptionalInt.empty() : measured();
  }

  /** The width to which text for users is wrapped. */
  public static int columnsOfText() {
    return columns(System.getenv("COLUMNS")).orElseGet(() -> measured().orElse(USUAL_COLUMNS));
  }

  /** A line with its line break; on a terminal it is wrapped at words, elsewhere it stays one line. */
  public static String wrapped(String line) {
    return wrapped(line, columns());
  }

  /** As {@link #wrapped(String)}, for a terminal of some width. */
  public static String wrapped(String line, OptionalInt columns) {
    if (columns.isEmpty()) {
      return line + System.lineSeparator();
    }
    // A command to copy keeps its line.
    int words = line.contains(COMMAND) ? line.indexOf(COMMAND) + COMMAND.length() : line.length();
    String command = line.substring(words);
    return TextTable.hanging(columns.getAsInt(), "", line.substring(0, words))
        + (command.isEmpty() ? "" : command.strip() + System.lineSeparator());
  }

  private static OptionalInt measured() {
    try {
      Process asked = new ProcessBuilder(ASK).redirectError(Redirect.INHERIT).start();
      String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      return asked.waitFor() == 0
          ? OptionalInt.of(columns(answer.substring(answer.indexOf(' ') + 1)).orElse(USUAL_COLUMNS))
          : OptionalInt.empty();
    } catch (IOException e) {
      return OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }

  /** The number of columns in a text, if it is a usable number. */
  public static OptionalInt columns(@Nullable String text) {
    if (text == null || !text.matches("\\d{1,4}") || Integer.parseInt(text) == 0) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(Math.clamp(Integer.parseInt(text), LEAST_COLUMNS, MOST_COLUMNS));
  }
}
