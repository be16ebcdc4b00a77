package dev.millrace.runs.text;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Command lines that a user can paste into a shell. */
public final class ShellWords {
  /** Words that no shell splits or expands. */
  private static final Pattern PLAIN_WORD = Pattern.compile("[\\w./:=,+@%-]+");

  private ShellWords() {
  }

  /**
   * {@return a command line of these words after the command's name}
   *
   * @param command the command
   * @param words the words
   */
  public static String line(String command, Object... words) {
    return command + " " + Arrays.stream(words).map(word -> quoted(word.toString())).collect(Collectors.joining(" "));
  }

  /**
   * {@return the word, in quotation marks if a shell would change it otherwise}
   *
   * @param word the word
   */
  public static String quoted(String word) {
    return PLAIN_WORD.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
