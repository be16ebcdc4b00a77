package dev.millrace.flow.io;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Shown;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tables of numbers as JSON, one row per line: an array of numbers, or an object whose names are those of the columns.
 *
 * @see <a href="https://jsonlines.org">JSON Lines</a>
 */
public final class JsonLines {
  private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final Pattern WHOLE = Pattern.compile("0|[1-9]\\d{0,8}");

  private JsonLines() {
  }

  /**
   * Reads a table of finite numbers; blank lines are skipped.
   *
   * @param file the file
   * @return the rows
   * @throws InvalidInputException if the file is missing or unreadable, has no rows or rows of different lengths, or
   *     holds anything but numbers within the range of a float; the message is one line with the file and the line in
   *     it
   * @throws IOException if reading fails
   */
  public static Table read(Path file) throws IOException {
    InputFile.requireReadable(file);
    return read(file, Files.readAllBytes(file));
  }

  /**
   * As {@link #read(Path)}, but one column may hold words.
   *
   * @param file the file
   * @param labels finds the column of the words by the names of all columns; they are empty if the file has none
   * @return the table and its words
   * @throws InvalidInputException as {@link #read(Path)}
   * @throws IOException if reading fails
   */
  public static LabelledTable readLabelled(Path file, ToIntFunction<List<String>> labels) throws IOException {
    InputFile.requireReadable(file);
    var collector = new LabelledTable.Collector(labels);
    return collector.table(read(file, Files.readAllBytes(file), collector));
  }

  static Table read(Path file, byte[] bytes) {
    return read(file, bytes, null);
  }

  static Table read(Path file, byte[] bytes, LabelledTable.@Nullable Collector labels) {
    List<String> names = List.of();
    double[] values = new double[1024];
    int count = 0;
    int columns = 0;
    int number = 0;
    for (String line : (Iterable<String>) new String(bytes, StandardCharsets.UTF_8).lines()::iterator) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      String place = file + ":" + number + ": ";
      JsonNode row = row(place, line);
      List<String> found = List.copyOf(row.propertyNames());
      if (columns == 0) {
        columns = row.size();
        names = found;
        if (labels != null) {
          labels.choose(names);
        }
      }
      if (row.size() != columns || !found.equals(names)) {
        throw new InvalidInputException("%s%s, expected %s as in the first line".formatted(place,
            described(row.size(), found), described(columns, names)));
      }
      if (count > values.length - columns) {
        values = Arrays.copyOf(values, Math.max(Math.multiplyExact(2, count), count + columns));
      }
      int column = 0;
      for (JsonNode each : row) {
        if (labels != null && labels.isLabel(column)) {
          labels.add(each.isNull() ? "" : each.isString() ? each.stringValue() : each.toString(), number);
          values[count++] = 0;
        } else {
          values[count++] = number(place, each);
        }
        column++;
      }
    }
    if (columns == 0) {
      throw new InvalidInputException(file + ": is empty, expected rows of numbers");
    }
    return Table.ofDoubles(Arrays.copyOf(values, count), columns, names);
  }

  private static String described(int columns, List<String> names) {
    return names.isEmpty() ? "an array of " + columns : "an object of " + Shown.cut(String.join(", ", names));
  }

  private static JsonNode row(String place, String line) {
    try {
      JsonNode row = JSON.readTree(line);
      if ((row.isArray() || row.isObject()) && !row.isEmpty()) {
        return row;
      }
    } catch (JacksonException e) {
      throw new InvalidInputException(place + "is not JSON: " + JsonFault.of(e), e);
    }
    throw new InvalidInputException(
        place + InputFile.quote(line) + " is not a row, expected an array or an object of numbers");
  }

  private static double number(String place, JsonNode node) {
    double value = node.isNumber() ? node.doubleValue() : Double.NaN;
    if (!Float.isFinite((float) value)) {
      throw new InvalidInputException(
          "%s%s is not a number within the range of a 32-bit float".formatted(place, InputFile.quote(node.toString())));
    }
    return value;
  }

  /**
   * Writes a table as arrays, or as objects if the columns have names. {@link #read} returns an equal table.
   *
   * @param out the stream to write to; it is not closed
   * @param table the rows
   * @throws IOException if the stream fails
   */
  public static void write(OutputStream out, Table table) throws IOException {
    write(out, table, null);
  }

  /**
   * As {@link #write(OutputStream, Table)}, with words as the last column. Those that are whole numbers are written as
   * numbers.
   *
   * @param out the stream to write to; it is not closed
   * @param table the rows, whose columns have names
   * @param last the column of words; null for none
   * @throws IOException if the stream fails
   */
  public static void write(OutputStream out, Table table, @Nullable WordColumn last) throws IOException {
    List<String> names = new ArrayList<>();
    table.names().forEach(name -> names.add(JSON.writeValueAsString(name) + ":"));
    Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    double[] values = table.values();
    int columns = table.columns();
    for (int i = 0; i < values.length; i++) {
      int column = i % columns;
      text.write(column > 0 ? "," : names.isEmpty() ? "[" : "{");
      text.write(names.isEmpty() ? "" : names.get(column));
      text.write(table.wide()[column] ? Double.toString(values[i]) : Float.toString((float) values[i]));
      if (column == columns - 1) {
        if (last != null) {
          String word = last.word().apply(i / columns);
          text.write("," + JSON.writeValueAsString(last.name()) + ":"
              + (WHOLE.matcher(word).matches() ? word : JSON.writeValueAsString(word)));
        }
        text.write(names.isEmpty() ? "]\n" : "}\n");
      }
    }
    text.flush();
  }
}
