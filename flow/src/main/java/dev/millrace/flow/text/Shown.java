package dev.millrace.flow.text;

import java.util.regex.Pattern;

/**
 * Prepares text from a file or an option for a message: short, on one line, and without characters that control a
 * terminal.
 */
public final class Shown {
  private static final int MOST = 40;
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
   * {@return the whole text on one line}
   *
   * @param text the text
   */
  public static String line(String text) {
    return NOT_SHOWN.matcher(text).replaceAll("?");
  }
}
