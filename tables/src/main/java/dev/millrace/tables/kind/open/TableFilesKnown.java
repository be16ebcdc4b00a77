package dev.millrace.tables.kind.open;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.ForeignWeights;
import dev.millrace.tables.kind.train.TableConfig;

/** Recognises tables, and models of tables, by their names and first bytes. */
public final class TableFilesKnown {
  /** Files that hold nothing but tables. */
  private static final List<String> ENDINGS = List.of(".parquet", ".duckdb", ".tsv", ".csv.gz", ".tsv.gz");
  private static final int LOOK_AHEAD = 1 << 16;

  private TableFilesKnown() {
  }

  /**
   * {@return whether data are a table}
   *
   * @param data the name of the data, or a file
   */
  public static boolean isTable(String data) {
    if (data.startsWith("jdbc:") || ENDINGS.stream().anyMatch(data::endsWith)) {
      return true;
    }
    return data.endsWith(".csv") && firstLine(data).filter(TableFilesKnown::hasWord).isPresent();
  }

  /** The first line of a file that is not blank. */
  private static Optional<String> firstLine(String file) {
    try {
      Path path = Path.of(file);
      if (!Files.isRegularFile(path)) {
        return Optional.empty();
      }
      try (InputStream in = Files.newInputStream(path)) {
        // Only separators, quotes and digits matter, which most encodings share.
        String text = new String(in.readNBytes(LOOK_AHEAD), StandardCharsets.ISO_8859_1);
        return text.replace("\u00EF\u00BB\u00BF", "").lines().filter(line -> !line.isBlank()).findFirst();
      }
    } catch (IOException | InvalidPathException e) {
      // Whoever reads the file says what is wrong.
      return Optional.empty();
    }
  }

  /** Names, or words among numbers, which points do not have; marks of missing values are no words. */
  private static boolean hasWord(String line) {
    char separator = line.indexOf(',') >= 0 ? ',' : line.indexOf(';') >= 0 ? ';' : '\t';
    return fields(line, separator).stream().anyMatch(Csv::isWord);
  }

  /** The fields of a line; a separator in double quotes does not divide. */
  private static List<String> fields(String line, char separator) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (char c : (line + separator).toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        fields.add(field.toString().strip());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    return fields;
  }

  /**
   * {@return whether a file of weights is the model of a table}
   *
   * @param file the file
   * @throws IOException if reading fails
   */
  public static boolean isModel(Path file) throws IOException {
    return TableConfig.TABLES.equals(ForeignWeights.read(file).content().metadata().get("kind"));
  }
}
