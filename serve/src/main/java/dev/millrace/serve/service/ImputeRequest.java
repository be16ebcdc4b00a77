package dev.millrace.serve.service;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.millrace.serve.http.Field;
import dev.millrace.serve.http.Problem;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Rows with holes.
 *
 * @param rows the rows; what one does not have, or has as null, is a hole
 * @param steps steps of draws
 * @param seed the seed; 0 if empty
 * @param draw whether holes are filled with draws
 */
record ImputeRequest(
    @Field("rows, at least one, of some columns of the table; what one does not have, or has as null, is a hole") List<Map<String, JsonNode>> rows,
    @Field(value = "steps of draws", least = 1) Optional<Integer> steps,
    @Field("the seed, 0 if missing") Optional<Long> seed,
    @Field("whether holes are filled with draws, which keep the spread of a column, not with what is most likely") Optional<Boolean> draw) {
  /** Copies the list. */
  ImputeRequest {
    rows = List.copyOf(rows);
  }

  /**
   * Writes the rows as a CSV file.
   *
   * @throws Problem 400 if a value is no plain one, 422 if there is none
   */
  void write(Path file) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    rows.forEach(row -> names.addAll(row.keySet()));
    if (names.isEmpty()) {
      throw new Problem(422, "`rows`: expected at least one row with a column", "rows");
    }
    try (CsvWriter csv = CsvWriter.builder().build(file)) {
      csv.writeRecord(names);
      for (int row = 0; row < rows.size(); row++) {
        int number = row;
        csv.writeRecord(names.stream().map(name -> text(number, name, rows.get(number).get(name))).toList());
      }
    }
  }

  private static String text(int row, String name, @Nullable JsonNode value) {
    if (value != null && value.isContainer()) {
      String field = "rows[%d].%s".formatted(row, name);
      throw new Problem(400, "`%s`: expected a number, a text, true, false or null".formatted(field), field);
    }
    return value == null || value.isNull() ? "" : value.asString();
  }
}
