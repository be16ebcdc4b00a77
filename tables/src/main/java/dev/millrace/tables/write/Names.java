package dev.millrace.tables.write;

import java.util.ArrayList;
import java.util.List;

/** Lists of names that a user types. */
public final class Names {
  private Names() {
  }

  /**
   * {@return the parts between commas, without spaces around them; commas in quotes, double or single, do not divide, and
   * quotes around a whole part are taken off}
   *
   * @param text such as {@code a,"b, c"}
   */
  public static List<String> split(String text) {
    return parts(text).stream().map(Names::unquoted).toList();
  }

  /**
   * {@return the parts between commas, with their quotes}
   *
   * @param text such as {@code a = "b, c", d}
   */
  public static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    int begin = 0;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (opens(text, i, c)) {
        quote = c;
      } else if (c == ',') {
        parts.add(text.substring(begin, i).strip());
        begin = i + 1;
      }
    }
    parts.add(text.substring(begin).strip());
    return parts;
  }

  /** A quote at the beginning of a word that is closed later; the apostrophe in "don't" is none. */
  private static boolean opens(String text, int i, char c) {
    return (c == '"' || c == '\'') && (i == 0 || !Character.isLetterOrDigit(text.charAt(i - 1)))
        && text.indexOf(c, i + 1) >= 0;
  }

  /**
   * {@return a text without the quotes around it, if it has them}
   *
   * @param text such as {@code "b, c"}
   */
  public static String unquoted(String text) {
    int last = text.length() - 1;
    boolean quoted = last >= 1 && (text.charAt(0) == '"' || text.charAt(0) == '\'')
        && text.indexOf(text.charAt(0), 1) == last;
    return quoted ? text.substring(1, last) : text;
  }
}
