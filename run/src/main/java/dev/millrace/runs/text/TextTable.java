package dev.millrace.runs.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Results as text that fits into 80 columns: cells in columns that never touch, and wrapped lines of words. It does not
 * depend on the terminal, so that the same results give the same bytes.
 */
public final class TextTable {
  /** The greatest number of characters in a line. */
  public static final int WIDTH = 80;
  private static final int GAP = 2;
  private static final int LEAST_WORDS = 24;

  private final String alignment;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * An empty table.
   *
   * @param alignment a letter for each column: l to the left, r to the right, and w, for the last one alone, to the left and
   *          wrapped
   */
  public TextTable(String alignment) {
    this.alignment = alignment;
  }

  /**
   * Adds a row.
   *
   * @param cells the cells
   * @return this
   */
  public TextTable row(List<String> cells) {
    if (cells.size() != alignment.length()) {
      throw new IllegalArgumentException("%d cells in %d columns".formatted(cells.size(), alignment.length()));
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  /**
   * Adds a row.
   *
   * @param cells the cells
   * @return this
   */
  public TextTable row(String... cells) {
    return row(List.of(cells));
  }

  /** {@return all lines, each with a line break at its end} */
  public String text() {
    int[] widths = new int[alignment.length()];
    for (List<String> row : rows) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    var text = new StringBuilder();
    for (List<String> row : rows) {
      var head = new StringBuilder();
      for (int c = 0; c < widths.length && alignment.charAt(c) != 'w'; c++) {
        String blank = " ".repeat(widths[c] - row.get(c).length());
        head.append(c > 0 ? " ".repeat(GAP) : "")
            .append(alignment.charAt(c) == 'r' ? blank + row.get(c) : row.get(c) + blank);
      }
      text.append(alignment.endsWith("w")
          ? hanging(head + " ".repeat(GAP), row.getLast())
          : head.toString().stripTrailing() + System.lineSeparator());
    }
    return text.toString();
  }

  /**
   * Wraps words to lines.
   *
   * @param form a format
   * @param arguments what the format takes
   * @return the lines
   */
  @SuppressWarnings("AnnotateFormatMethod")
  public static String paragraph(String form, Object... arguments) {
    return hanging("", String.format(Locale.ROOT, form, arguments));
  }

  /**
   * Wraps words after a label; further lines are indented by its length.
   *
   * @param head the label
   * @param words the words
   * @return the lines
   */
  public static String hanging(String head, String words) {
    return hanging(WIDTH, head, words);
  }

  /**
   * As {@link #hanging(String, String)}, for lines of at most {@code width} characters.
   *
   * @param width the number of characters in a line
   * @param head the label
   * @param words the words
   * @return the lines
   */
  public static String hanging(int width, String head, String words) {
    int most = Math.max(width - head.length(), Math.min(width, LEAST_WORDS));
    var text = new StringBuilder();
    var line = new StringBuilder();
    for (String word : words.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > most) {
        append(text, head, line);
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    append(text, head, line);
    return text.toString();
  }

  private static void append(StringBuilder text, String head, StringBuilder line) {
    String before = text.isEmpty() ? head : " ".repeat(head.length());
    text.append((before + line).stripTrailing()).append(System.lineSeparator());
  }
}
