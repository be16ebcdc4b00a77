package dev.millrace.flow.text;

/** Text inside HTML, XML and SVG. */
public final class Markup {
  private Markup() {
  }

  /**
   * Escapes text so that it can be placed between tags and in quoted attributes; characters that XML does not allow
   * become U+FFFD.
   *
   * @param text any text
   * @return the escaped text
   */
  public static String escaped(String text) {
    var escaped = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> {
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> {
          boolean allowed = c == '\t' || c == '\n' || (c >= ' ' && c < 0xD800) || (c >= 0xE000 && c < 0xFFFE)
              || c > 0xFFFF;
          escaped.appendCodePoint(allowed ? c : 0xFFFD);
        }
      }
    });
    return escaped.toString();
  }
}
