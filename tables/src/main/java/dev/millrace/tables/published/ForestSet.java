package dev.millrace.tables.published;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.JsonFault;
import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.io.TextFile;
import dev.millrace.flow.text.Shown;
import dev.millrace.runs.work.Caller;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.read.SourceOptions;
import dev.millrace.tables.read.TableSource;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.TableSchema;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A set with its published splits.
 *
 * @param name the set
 * @param splits the splits
 * @param hash a checksum of the rows and the splits
 */
record ForestSet(String name, List<ForestSplit> splits, String hash) {
  static final int SPLITS = 3;
  private static final String SPLITS_FILE = "splits.json";
  private static final long MOST_BYTES = 64 << 20;
  private static final String VOWEL = "vowel";
  /** The words of vowel's label in the order of its numbers. */
  private static final List<String> VOWELS = List.of("hid", "hId", "hEd", "hAd", "hYd", "had", "hOd", "hod", "hUd",
      "hud", "hed");

  /** Reads the sets that are in a folder; of the others the caller hears. */
  static List<ForestSet> read(Path folder, List<String> names, Caller caller) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new InvalidInputException("`data` %s: expected a folder with %s and the tables, such as iris.csv"
          .formatted(folder, SPLITS_FILE));
    }
    List<String> here = names.stream().filter(name -> Files.exists(file(folder, name))).toList();
    if (here.isEmpty()) {
      throw new InvalidInputException("`data` %s: has none of the tables %s".formatted(folder, String.join(", ",
          names.stream().map(name -> name + ".csv").toList())));
    }
    JsonNode splits = splits(folder.resolve(SPLITS_FILE));
    if (here.size() < names.size()) {
      caller.warn("`data` %s: has no %s; the means are over %d of %d tables".formatted(folder,
          String.join(", ", names.stream().filter(name -> !here.contains(name)).map(name -> name + ".csv").toList()),
          here.size(), names.size()));
    }
    List<ForestSet> sets = new ArrayList<>();
    for (String name : here) {
      sets.add(read(folder, name, splits.path(name), caller));
    }
    return sets;
  }

  private static Path file(Path folder, String name) {
    return folder.resolve(name + ".csv");
  }

  private static JsonNode splits(Path file) throws IOException {
    try {
      return JsonMapper.shared().readTree(TextFile.read(file, MOST_BYTES));
    } catch (JacksonException e) {
      throw new InvalidInputException(file + ": is not JSON: " + JsonFault.of(e), e);
    }
  }

  private static ForestSet read(Path folder, String name, JsonNode rows, Caller caller) throws IOException {
    Path file = file(folder, name);
    Table table = ordered(name, table(file, caller), file);
    List<ForestSplit> splits = new ArrayList<>();
    for (int k = 0; k < SPLITS; k++) {
      TreeSet<Integer> test = new TreeSet<>();
      rows.path(k).forEach(row -> test.add(row.asInt(-1)));
      if (rows.size() != SPLITS || test.size() < 3 || test.size() != rows.path(k).size() || test.first() < 0
          || test.last() >= table.rows() || test.size() > table.rows() - 3) {
        throw new InvalidInputException("%s: %s: expected %d lists of different row numbers from 0 to %d".formatted(
            folder.resolve(SPLITS_FILE), name, SPLITS, table.rows() - 1));
      }
      splits.add(ForestSplit.of(name,
          table.rows(IntStream.range(0, table.rows()).filter(row -> !test.contains(row)).toArray()),
          table.rows(test.stream().mapToInt(Integer::intValue).toArray())));
    }
    return new ForestSet(name, splits, Sha256.of(TextFile.read(file, MOST_BYTES) + rows));
  }

  /** All columns are learnt and measured. */
  private static Table table(Path file, Caller caller) throws IOException {
    try (TableSource source = TableSource.open(file.toString(),
        SourceOptions.defaults().withMemory(caller.memory().bytes() / 2))) {
      TableSchema schema = source.schema();
      for (ColumnSchema column : schema.columns()) {
        if (!column.type().isLearnt()) {
          throw new InvalidInputException("%s: column %s is of type %s, expected numbers or categories".formatted(file,
              Shown.quoted(column.name()), column.type()));
        }
      }
      return source.read(schema);
    }
  }

  private static Table ordered(String name, Table table, Path file) {
    if (!name.equals(VOWEL)) {
      return table;
    }
    List<Column> columns = new ArrayList<>(table.columns());
    if (!(columns.removeLast() instanceof Words label) || !VOWELS.containsAll(label.levels())) {
      throw new InvalidInputException(
          "%s: expected the words %s in the last column".formatted(file, String.join(", ", VOWELS)));
    }
    columns.add(new Words(label.name(),
        IntStream.of(label.codes()).map(code -> code < 0 ? code : VOWELS.indexOf(label.levels().get(code))).toArray(),
        VOWELS));
    return new Table(columns);
  }
}
