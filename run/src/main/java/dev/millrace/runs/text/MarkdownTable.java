package dev.millrace.runs.text;

import java.util.List;

/** A table in Markdown: words in its first column, and numbers, to the right, in the others. */
public final class MarkdownTable {
  private final StringBuilder text = new StringBuilder();
  private final int columns;

  /**
   * A table without rows.
   *
   * @param heading the names of the columns, at least one
   */
  public MarkdownTable(List<String> heading) {
    columns = heading.size();
    row(heading);
    text.append("|---|").append("---:|".repeat(columns - 1)).append('\n');
  }

  /**
   * Adds a row.
   *
   * @param cells as many as there are columns
   * @return this
   */
  public MarkdownTable row(List<String> cells) {
    if (cells.size() != columns) {
      throw new IllegalArgumentException("%d cells in %d columns".formatted(cells.size(), columns));
    }
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    return this;
  }

  /** {@return all lines, each with a line break at its end} */
  public String text() {
    return text.toString();
  }
}
