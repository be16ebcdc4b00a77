package dev.millrace.tables;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The public tables that tests use, with their splits into training and test rows. Those whose licence allows it are
 * resources; others are read from the folder that {@code -Dmillrace.tables} or the variable MILLRACE_TABLES names, and
 * a test that needs one is skipped where it is missing.
 */
public final class Sets {
  private Sets() {
  }

  /** A table in two parts. */
  public record Split(Table train, Table test) {}

  /** Reads a table; a column is numbers if all its values are, with as many digits as its longest value. */
  public static Table table(String name) {
    List<List<String>> rows = new ArrayList<>();
    try (CsvReader<CsvRecord> csv = CsvReader.builder().ofCsvRecord(open(name + ".csv"))) {
      csv.forEach(row -> rows.add(row.getFields()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> names = rows.removeFirst();
    return new Table(IntStream.range(0, names.size())
        .mapToObj(c -> column(names.get(c), rows.stream().map(row -> row.get(c)).toList())).toList());
  }

  /** A table as its published split k, 0 to 2, divides it. */
  public static Split split(String name, int k) {
    Table table = table(name);
    TreeSet<Integer> test = new TreeSet<>();
    try (Reader reader = open("splits.json")) {
      for (JsonNode row : JsonMapper.shared().readTree(reader).get(name).get(k)) {
        test.add(row.asInt());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Split(table.rows(IntStream.range(0, table.rows()).filter(row -> !test.contains(row)).toArray()),
        table.rows(test.stream().mapToInt(Integer::intValue).toArray()));
  }

  private static Reader open(String file) throws IOException {
    InputStream resource = Sets.class.getResourceAsStream(file);
    if (resource != null) {
      return new InputStreamReader(resource, StandardCharsets.UTF_8);
    }
    String folder = System.getProperty("millrace.tables", System.getenv().getOrDefault("MILLRACE_TABLES", ""));
    Path path = Path.of(folder, file);
    assumeTrue(!folder.isEmpty() && Files.exists(path), file + " is not here");
    return Files.newBufferedReader(path);
  }

  private static Column column(String name, List<String> values) {
    ValueForm.Decimal form = ValueForm.Decimal.INTEGER;
    for (String value : values) {
      int digits = value.indexOf('.') < 0 ? 0 : value.length() - value.indexOf('.') - 1;
      form = digits > form.digits() ? new ValueForm.Decimal(digits, false, '.') : form;
    }
    ValueForm.Decimal any = form;
    double[] numbers = values.stream().mapToDouble(any::parse).toArray();
    if (IntStream.range(0, numbers.length).allMatch(r -> !Double.isNaN(numbers[r]) || values.get(r).isEmpty())) {
      return new Numbers(name, numbers, form);
    }
    List<String> levels = values.stream().filter(value -> !value.isEmpty()).distinct().sorted().toList();
    return new Words(name, values.stream().mapToInt(levels::indexOf).toArray(), levels);
  }
}
