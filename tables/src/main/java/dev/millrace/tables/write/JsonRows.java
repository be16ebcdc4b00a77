package dev.millrace.tables.write;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import tools.jackson.databind.json.JsonMapper;

/** Writes rows as JSON, an object per line: numbers, truth values, texts, and null for what is missing. */
final class JsonRows {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String NULL = "null";

  private JsonRows() {
  }

  static void write(OutputStream out, List<String> names, Blocks blocks) throws IOException {
    List<String> keys = names.stream().map(name -> JSON.writeValueAsString(name) + ":").toList();
    Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    blocks.each(rows -> append(text, keys, rows));
    text.flush();
  }

  private static void append(Writer text, List<String> keys, Table rows) throws IOException {
    List<Values> values = rows.columns().stream().map(JsonRows::values).toList();
    for (int row = 0; row < rows.rows(); row++) {
      for (int c = 0; c < keys.size(); c++) {
        text.write(c == 0 ? "{" : ",");
        text.write(keys.get(c));
        text.write(rows.column(c).isMissing(row) ? NULL : values.get(c).of(row));
      }
      text.write("}\n");
    }
  }

  /** The values of a column that are not missing, as JSON. */
  @FunctionalInterface
  private interface Values {
    String of(int row);
  }

  private static Values values(Column column) {
    return switch (column) {
      case Words words -> {
        boolean truth = SqlType.isTruth(words.levels());
        List<String> levels = words.levels().stream().map(word -> truth ? word : JSON.writeValueAsString(word))
            .toList();
        yield row -> levels.get(words.codes()[row]);
      }
      case Numbers numbers -> switch (numbers.form()) {
        // JSON knows the point only.
        case ValueForm.Decimal form -> {
          ValueForm.Decimal point = new ValueForm.Decimal(form.digits(), form.fixed(), '.');
          yield row -> point.format(numbers.values()[row]);
        }
        default -> row -> JSON.writeValueAsString(numbers.text(row));
      };
    };
  }
}
