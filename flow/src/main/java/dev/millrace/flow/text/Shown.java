package dev.millrace.flow.text;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Prepares text from a file or an option for a message: short, on one line, and without characters that control a
 * terminal.
 */
public final class Shown {
  private static final int MOST = 40;
  private static final int MOST_NAMES = 20;
  /**
   * Control and format characters of Unicode (including C1 and bidirectional ones), line and paragraph separators, and
   * unpaired surrogates.
   */
  private static final Pattern NOT_SHOWN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

  private Shown() {
  }

  /**
   * {@return the text in quotes, cut to 40 characters}
   *
   * @param found what was found
   */
  public static String quoted(String found) {
    return "'" + cut(found) + "'";
  }

  /**
   * {@return cut to 40 characters}
   *
   * @param found what was found
   */
  public static String cut(String found) {
    return line(found.length() <= MOST ? found : found.substring(0, MOST) + "…");
  }

  /**
   * {@return a name as one of a list: cut to 40 characters, and in quotes if it has a comma or spaces at an end, so that
   * it does not read as two}
   *
   * @param name such as that of a column
   */
  public static String name(String name) {
    return name.indexOf(',') < 0 && name.indexOf('\'') < 0 && !name.isBlank() && name.equals(name.strip())
        ? cut(name)
        : quoted(name);
  }

  /**
   * {@return names with commas between them, at most 20 of them}
   *
   * @param names such as those of columns
   */
  public static String names(List<String> names) {
    return names.stream().limit(MOST_NAMES).map(Shown::name).collect(Collectors.joining(", "))
        + (names.size() > MOST_NAMES ? ", …" : "");
  }

  /**
   * {@return all names with commas between them, none of them cut}
   *
   * @param names such as those of columns
   */
  public static String allNames(List<String> names) {
    return names.stream().map(name -> name.indexOf(',') < 0 ? name : "'" + name + "'")
        .collect(Collectors.joining(", "));
  }

  /**
   * {@return the whole text on one line}
   *
   * @param text the text
   */
  public static String line(String text) {
    return NOT_SHOWN.matcher(text).replaceAll("?");
  }
}
