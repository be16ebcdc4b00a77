package dev.millrace.tables.schema;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.millrace.flow.io.AtomicFile;
import dev.millrace.tables.data.ValueForm;
import tools.jackson.databind.json.JsonMapper;

/** Writes {@code schema.yaml}: what the columns of a table are, in a form that people edit. */
public final class SchemaFile {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*");
  /** Words that YAML takes for something else. */
  private static final Set<String> SPECIAL = Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null");
  private static final JsonMapper JSON = JsonMapper.shared();

  private SchemaFile() {
  }

  /**
   * Writes the file.
   *
   * @param file its name
   * @param schema the columns
   * @param source where the table comes from
   * @throws IOException if writing fails
   */
  public static void write(Path file, TableSchema schema, String source) throws IOException {
    byte[] text = yaml(schema, source).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(text));
  }

  /**
   * {@return the text of the file}
   *
   * @param schema the columns
   * @param source where the table comes from
   */
  public static String yaml(TableSchema schema, String source) {
    StringBuilder text = new StringBuilder();
    text.append("# The columns of ").append(comment(source)).append(".\n");
    text.append(
        """
            # Change what is wrong; what you leave out is found out again.
            # type: number, category, boolean, date, timestamp, identifier, text or constant. Identifiers are made by their
            #   pattern, text is left out, constants are written as they are.
            # missing: the texts that stand for a missing value, beside the empty one.
            # levels: the words of a category in their order; with ordered: true from low to high. Of a boolean: the words for
            #   false and true.
            # form: of dates and times, such as dd.MM.uuuu HH:mm.
            # pattern: of identifiers: uuid, sequence from C-0042, or # for a digit, @ for a capital, % for a small letter.
            # label: the name of the column by which rows are classed, if there is one.
            # constraints: what must hold in each row, one to a line; take out a line to drop it.
            #   total = price * count: is computed. depth ~ 200 * z / (x + y): nearly so, the difference is learnt.
            #   country by city, or distance by from, to: is looked up. seen make, model: no other combinations.
            #   begin <= end, 0 < share <= 1, day >= '2020-01-31': is compared. unique name: rows do not repeat.
            #   weekday of day, hour of time: is learnt by itself.
            #   Names that are no words stand in double quotes; #3 is the third column.
            """);
    text.append("label:");
    if (schema.label() != null) {
      text.append(' ').append(quoted(schema.columns().get(schema.label()).name()));
    }
    text.append("\nconstraints:");
    text.append(schema.constraints().isEmpty() ? " []\n" : "\n");
    schema.constraints().forEach(constraint -> text.append("- ").append(quoted(constraint)).append('\n'));
    text.append("columns:\n");
    schema.columns().forEach(column -> append(text, column));
    return text.toString();
  }

  private static void append(StringBuilder text, ColumnSchema column) {
    text.append("- name: ").append(quoted(column.name())).append('\n');
    text.append("  type: ").append(column.type()).append("  # ").append(comment(column.why())).append("; ")
        .append(comment(column.treatment())).append('\n');
    if (!column.marks().isEmpty()) {
      text.append("  missing: ").append(list(column.marks())).append("  # %,d rows%n".formatted(column.missing())
          .replace(System.lineSeparator(), "\n"));
    }
    if (column.form() instanceof ValueForm.Date form) {
      text.append("  form: ").append(quoted(form.pattern())).append('\n');
    } else if (column.form() instanceof ValueForm.Timestamp form) {
      text.append("  form: ").append(quoted(form.pattern())).append('\n');
    }
    if (!column.levels().isEmpty() && column.rare().isEmpty()) {
      text.append("  levels: ").append(list(column.levels())).append('\n');
    }
    if (column.ordered()) {
      text.append("  ordered: true\n");
    }
    if (column.type() == ColumnType.IDENTIFIER) {
      text.append("  pattern: ").append(quoted(column.pattern())).append('\n');
    }
  }

  private static String list(List<String> texts) {
    return texts.stream().map(SchemaFile::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  /** A text in YAML: as it is, or as in JSON, which YAML contains. */
  private static String quoted(String text) {
    return PLAIN.matcher(text).matches() && !SPECIAL.contains(text.toLowerCase(java.util.Locale.ROOT))
        ? text
        : JSON.writeValueAsString(text);
  }

  private static String comment(String text) {
    return text.replaceAll("\\p{Cc}", " ");
  }
}
