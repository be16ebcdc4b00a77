package dev.millrace.tables.schema;

import java.util.List;
import java.util.Locale;

import dev.millrace.flow.text.Shown;
import dev.millrace.runs.text.TextTable;

/** A schema as text for people, in lines of at most 80 characters. */
public final class SchemaText {
  /** A table of fewer rows is not learnt. */
  public static final int LEAST_ROWS = 10;
  private static final int LONGEST_NAME = 18;

  private SchemaText() {
  }

  /**
   * {@return the columns, a row each}
   *
   * @param schema the columns
   * @param rows number of rows of the table
   * @param notes what else there is to say, a sentence each
   */
  public static String of(TableSchema schema, long rows, List<String> notes) {
    StringBuilder text = new StringBuilder();
    int learnt = schema.learnt().size();
    text.append(TextTable.paragraph("%,d row%s, %d column%s, of which %d %s learnt.", rows, rows == 1 ? "" : "s",
        schema.columns().size(), schema.columns().size() == 1 ? "" : "s", learnt, learnt == 1 ? "is" : "are"));
    text.append(System.lineSeparator());
    TextTable table = new TextTable("llrrw");
    table.row("column", "type", "missing", "distinct", "how it is learnt, and why");
    for (int c = 0; c < schema.columns().size(); c++) {
      ColumnSchema column = schema.columns().get(c);
      String label = schema.label() != null && schema.label() == c ? "the label; " : "";
      table.row(name(schema, c), column.type().toString(), missing(column, rows),
          String.format(Locale.ROOT, "%,d", column.distinct()), Shown.line(label + column.treatment() + ": "
              + column.why() + marks(column)));
    }
    text.append(table.text());
    if (!notes.isEmpty()) {
      text.append(System.lineSeparator());
      notes.forEach(note -> text.append(TextTable.hanging("", Shown.line(note))));
    }
    return text.toString();
  }

  private static String marks(ColumnSchema column) {
    return column.marks().isEmpty() ? "" : "; missing is written " + String.join(", ", column.marks());
  }

  private static String missing(ColumnSchema column, long rows) {
    if (column.missing() == 0) {
      return "–";
    }
    return share(column.missing(), rows);
  }

  /**
   * {@return a share in per cent, such as 3.2 %}
   *
   * @param part at most the whole
   * @param whole above 0
   */
  public static String share(long part, long whole) {
    double share = 100.0 * part / whole;
    return share < 0.1 ? "< 0.1 %" : String.format(Locale.ROOT, share < 10 ? "%.1f %%" : "%.0f %%", share);
  }

  /** The name of a column as it can be shown: with its number if it has none, or if others have the same. */
  private static String name(TableSchema schema, int c) {
    String name = schema.columns().get(c).name();
    if (name.isBlank()) {
      return "(column " + (c + 1) + ")";
    }
    String shown = Shown.line(name.codePointCount(0, name.length()) > LONGEST_NAME
        ? name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME - 1)) + "…"
        : name);
    boolean repeated = schema.columns().stream().filter(column -> column.name().equals(name)).count() > 1;
    return repeated ? shown + " (" + (c + 1) + ")" : shown;
  }

  /**
   * {@return what a user should know before the table is learnt, a sentence each}
   *
   * @param schema the columns
   * @param rows number of rows of the table
   */
  public static List<String> warnings(TableSchema schema, long rows) {
    List<String> warnings = new java.util.ArrayList<>();
    List<String> left = schema.columns().stream().filter(column -> column.type() == ColumnType.TEXT)
        .map(column -> Shown.quoted(column.name())).toList();
    if (!left.isEmpty()) {
      warnings.add("Free text is not learnt and not written: " + String.join(", ", left) + ".");
    }
    if (schema.learnt().isEmpty()) {
      warnings.add("No column can be learnt: all are identifiers, free text or constant.");
    } else if (rows < LEAST_ROWS) {
      warnings
          .add(String.format(Locale.ROOT, "%d row%s are too few to learn: at least %d are needed, some hundreds are "
              + "better.", rows, rows == 1 ? "" : "s", LEAST_ROWS));
    } else if (rows < FEW_ROWS) {
      warnings
          .add(String.format(Locale.ROOT, "%d row%s are few: expect samples that repeat them; some hundreds suffice.",
              rows, rows == 1 ? "" : "s"));
    }
    return warnings;
  }

  private static final int FEW_ROWS = 50;
}
