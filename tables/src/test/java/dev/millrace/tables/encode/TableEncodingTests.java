package dev.millrace.tables.encode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.tables.Sets;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TableEncodingTests {
  private static final ValueForm TWO = new ValueForm.Decimal(2, false, '.');

  /** Levels, atoms, missing values and repeated numbers come back; single numbers within half a rank of themselves. */
  @ParameterizedTest
  @ValueSource(strings = {"iris", "wine", "breast_cancer", "concrete", "penguins"})
  void rowsComeBack(String name) {
    Table table = Sets.table(name);
    TableEncoding encoding = TableEncoding.of(table, 2);
    Table back = encoding.decode(floats(encoding, table), 2);
    for (int c = 0; c < table.width(); c++) {
      Column column = table.column(c);
      double[] sorted = column instanceof Numbers n
          ? Arrays.stream(n.values()).filter(v -> !Double.isNaN(v)).sorted().toArray()
          : new double[0];
      for (int row = 0; row < table.rows(); row++) {
        if (encoding.columns().get(c) instanceof LevelCode || column.isMissing(row)) {
          assertEquals(column.text(row), back.column(c).text(row));
        } else {
          double value = ((Numbers) column).values()[row];
          int low = first(sorted, value);
          int high = first(sorted, Math.nextUp(value));
          double found = ((Numbers) back.column(c)).values()[row];
          assertTrue(found >= sorted[Math.max(0, low - 1)] && found <= sorted[Math.min(sorted.length - 1, high)],
              column.name() + ": " + value + " came back as " + found);
          assertTrue(high - low < 2 || found == value, column.name() + ": " + value + " came back as " + found);
        }
      }
    }
  }

  private static int first(double[] sorted, double value) {
    int at = Arrays.binarySearch(sorted, value);
    at = at < 0 ? -at - 1 : at;
    while (at > 0 && sorted[at - 1] == value) {
      at--;
    }
    return at;
  }

  private static float[] floats(TableEncoding encoding, Table table) {
    CodedRows rows = encoding.code(table, 2);
    float[] x = new float[rows.rows() * encoding.width()];
    SplittableRandom random = new SplittableRandom(3);
    for (int row = 0; row < rows.rows(); row++) {
      encoding.put(rows, row, random, x, row * encoding.width());
    }
    return x;
  }

  /** Whatever the distribution, the encoded number is standard normal: its moments are those of N(0, 1). */
  @Test
  void numbersBecomeNormal() {
    SplittableRandom random = new SplittableRandom(5);
    double[] values = random.doubles(20_000).map(u -> Math.rint(100 * Math.exp(6 * u)) / 100).toArray();
    TableEncoding encoding = TableEncoding.of(table(values), 1);
    float[] z = floats(encoding, table(values));
    double mean = IntStream.range(0, z.length).mapToDouble(i -> z[i]).average().orElseThrow();
    double square = IntStream.range(0, z.length).mapToDouble(i -> z[i] * z[i]).average().orElseThrow();
    double fourth = IntStream.range(0, z.length).mapToDouble(i -> Math.pow(z[i], 4)).average().orElseThrow();
    assertEquals(0, mean, 0.005);
    assertEquals(1, square, 0.01);
    assertEquals(3, fourth, 0.1);
  }

  /** Normal numbers decode to the distribution of the column: Kolmogorov's distance, below its 99.9 % quantile. */
  @ParameterizedTest
  @ValueSource(ints = {21, 500, 60_000})
  void normalNumbersDecodeToTheDistribution(int n) {
    SplittableRandom random = new SplittableRandom(n);
    double[] values = random.doubles(n).map(u -> Math.rint(1e4 * Math.tan(1.5 * u)) / 100).toArray();
    TableEncoding encoding = TableEncoding.of(table(values), 1);
    NumberCode code = assertInstanceOf(NumberCode.class, encoding.columns().getFirst());
    int draws = 40_000;
    double[] decoded = IntStream.range(0, draws).mapToDouble(_ -> code.value(random.nextGaussian())).sorted().toArray();
    Arrays.sort(values);
    double distance = 0;
    for (int i = 0; i < n; i += Math.max(1, n / 500)) {
      double below = first(decoded, values[i]) / (double) draws;
      double upTo = first(decoded, Math.nextUp(values[i])) / (double) draws;
      double own = first(values, values[i]) / (double) n;
      double ownUpTo = first(values, Math.nextUp(values[i])) / (double) n;
      distance = Math.max(distance, Math.max(below - ownUpTo, own - upTo));
    }
    assertTrue(distance < 1.95 / Math.sqrt(draws), "distance " + distance);
    assertTrue(decoded[0] >= values[0] && decoded[draws - 1] <= values[n - 1]);
  }

  @Test
  void valuesOfManyRowsAndMissingOnesAreLevels() {
    double[] values = IntStream.range(0, 1000).mapToDouble(i -> i % 10 == 0 ? 0 : i % 13 == 0 ? Double.NaN : i / 100.0)
        .toArray();
    TableEncoding encoding = TableEncoding.of(table(values), 1);
    NumberCode code = assertInstanceOf(NumberCode.class, encoding.columns().getFirst());
    assertArrayEquals(new double[]{0}, code.atoms());
    assertEquals(4, code.width());
    Table back = encoding.decode(floats(encoding, table(values)), 1);
    for (int row = 0; row < values.length; row++) {
      if (values[row] == 0 || Double.isNaN(values[row])) {
        assertEquals(values[row], ((Numbers) back.column(0)).values()[row]);
      }
    }
  }

  @Test
  void extremeTablesAreEncoded() {
    for (double[] values : List.of(new double[]{3}, new double[]{Double.NaN}, new double[]{Double.NaN, Double.NaN},
        new double[]{-0.0, 0}, new double[]{Double.MAX_VALUE, -Double.MAX_VALUE, 1})) {
      Table table = new Table(List.of(new Numbers("", values, new ValueForm.Decimal(2, false, '.'))));
      TableEncoding encoding = TableEncoding.of(table, 1);
      Table back = encoding.decode(floats(encoding, table), 1);
      for (int row = 0; row < values.length; row++) {
        assertEquals(values[row] + 0.0, ((Numbers) back.column(0)).values()[row]);
      }
    }
    List<String> names = IntStream.range(0, 3000).mapToObj(i -> "level " + i).toList();
    Table levels = new Table(List.of(new Words("w", IntStream.range(-1, 3000).toArray(), names)));
    TableEncoding encoding = TableEncoding.of(levels, 1);
    assertEquals(3001, encoding.width());
    assertArrayEquals(((Words) levels.column(0)).codes(),
        ((Words) encoding.decode(floats(encoding, levels), 2).column(0)).codes());
  }

  @Test
  void levelsThatDoNotOccurAndUnknownWordsHaveTheirPlace() {
    Table table = new Table(List.of(new Words("w", new int[]{0, 0, 2}, List.of("a", "b", "c"))));
    TableEncoding encoding = TableEncoding.of(table, 1);
    assertEquals(3, encoding.width());
    Table other = new Table(List.of(new Words("w", new int[]{0, 1, 2}, List.of("c", "z", "b"))));
    assertArrayEquals(new char[]{2, ColumnCode.UNKNOWN, 1}, encoding.code(other, 1).codes());
  }

  @Test
  void manyValuesShareRangesWithFinerEnds() {
    double[] values = IntStream.range(0, 200_000).mapToDouble(i -> i * 0.01).toArray();
    NumberCode code = assertInstanceOf(NumberCode.class,
        TableEncoding.of(table(values), 2).columns().getFirst());
    Bins bins = code.bins();
    assertEquals(values.length, bins.total());
    assertTrue(bins.size() < 3 * Bins.MOST, "ranges " + bins.size());
    assertEquals(1, bins.counts()[0]);
    assertEquals(1, bins.counts()[bins.size() - 1]);
    for (double p = 0.0005; p < 1; p += 0.0101) {
      assertEquals(p * 2000, code.value(Normal.quantile(p)), 0.02);
    }
  }

  @Test
  void jsonComesBackExactlyAndDamageIsNamed() {
    List<Column> columns = new ArrayList<>(Sets.table("penguins").columns());
    columns.add(new Numbers("when", IntStream.range(0, 344).mapToDouble(i -> i * 86_400.25).toArray(),
        ValueForm.Timestamp.of("uuuu-MM-dd HH:mm:ss", 0.25)));
    columns.add(new Numbers("day", IntStream.range(0, 344).mapToDouble(i -> i).toArray(),
        ValueForm.Date.of("dd.MM.uuuu")));
    columns.add(new Numbers("third", IntStream.range(0, 344).mapToDouble(i -> i / 3.0).toArray(),
        new ValueForm.Decimal(17, false, ',')));
    TableEncoding encoding = TableEncoding.of(new Table(columns), 1);
    String json = encoding.toJson().toString();
    TableEncoding read = TableEncoding.ofJson("m.safetensors", json);
    assertEquals(encoding.columns().size(), read.columns().size());
    for (int c = 0; c < columns.size(); c++) {
      assertEquals(encoding.columns().get(c).toString(), read.columns().get(c).toString());
    }
    assertEquals(json, read.toJson().toString());
    var failure = assertThrows(InvalidInputException.class,
        () -> TableEncoding.ofJson("m.safetensors", json.replace("\"counts\":[1,", "\"counts\":[")));
    assertTrue(failure.getMessage().startsWith("m.safetensors: the encoding of the table is damaged: column "),
        failure.getMessage());
  }

  private static Table table(double[] values) {
    return new Table(List.of(new Numbers("x", values, TWO)));
  }
}
