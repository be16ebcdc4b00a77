package dev.millrace.flow.text;

import java.util.regex.Pattern;

/** How text from a file or an option is shown in a message: short, on one line, and without what a terminal would obey. */
public final class Shown {
  private static final int MOST = 40;
  /** Control and format characters of all of Unicode (C1 and bidirectional ones too), line and paragraph separators, lone surrogates. */
  private static final Pattern NOT_SHOWN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

  private Shown() {
  }

  /** In quotes, cut to 40 characters. */
  public static String quoted(String found) {
    return "'" + cut(found) + "'";
  }

  /** Cut to 40 characters. */
  public static String cut(String found) {
    return line(found.length() <= MOST ? found : found.substring(0, MOST) + "…");
  }

  /** As it is, on one line. */
  public static String line(String text) {
    return NOT_SHOWN.matcher(text).replaceAll("?");
  }
}
