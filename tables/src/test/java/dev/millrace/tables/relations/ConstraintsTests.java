package dev.millrace.tables.relations;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.ColumnType;
import dev.millrace.tables.schema.TableSchema;
import dev.millrace.tables.where.Accepted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ConstraintsTests {
  private static final ValueForm DATE = ValueForm.Date.of("uuuu-MM-dd");
  private static final ValueForm TENTHS = new ValueForm.Decimal(1, false, '.');
  private static final TableSchema SCHEMA = new TableSchema(List.of(column("id", ColumnType.IDENTIFIER, null),
      column("age", ColumnType.NUMBER, TENTHS), column("unit price", ColumnType.NUMBER, TENTHS),
      column("begin", ColumnType.DATE, DATE), column("end", ColumnType.DATE, DATE),
      column("city", ColumnType.CATEGORY, null), column("", ColumnType.NUMBER, TENTHS)), null);

  private static ColumnSchema column(String name, ColumnType type, ValueForm form) {
    return new ColumnSchema(name, type, form, 0, 2, List.of("a", "b"), false, 0, 1, "", "");
  }

  private static Table rows(double[]... rows) {
    List<Column> columns = new ArrayList<>();
    for (int c = 0; c < 6; c++) {
      int at = c;
      columns.add(c == 4
          ? new Words("city", IntStream.range(0, rows.length).map(r -> (int) rows[r][4]).toArray(), List.of("a", "b"))
          : new Numbers("c" + c, IntStream.range(0, rows.length).mapToDouble(r -> rows[r][at]).toArray(),
              c == 2 || c == 3 ? DATE : TENTHS));
    }
    return new Table(columns);
  }

  private static Constraints of(String... texts) {
    return Constraints.of(SCHEMA.withConstraints(List.of(texts)), "schema.yaml");
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', quoteCharacter = '`',
      value = {"age <= \"unit price\"; true", "age < \"unit price\"; false",
          "age >= 18; false", "0 < age <= 12.5; true", "12.5 > age > 0; false", "begin <= end; true",
          "end - begin >= 30; true", "end - begin >= 31; false", "begin >= '1970-01-11'; true",
          "begin > '1970-01-11'; false", "2 * (age - 1)^2 / 5 < 53; true", "-age < -13; false", "#7 < 0; true",
          "age < #7; true"})
  void comparisonsHoldOrNot(String text, boolean expected) {
    // The last column is missing, and meets all.
    assertEquals(expected, of(text).holds(rows(new double[]{12.5, 12.5, 10, 40, 0, Double.NaN}), 0));
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', quoteCharacter = '`', value = {"agee >= 18; did you mean 'age'?", "id < 3; not learnt",
      "city < 3; has words", "age; expected <=", "age <; ends where", "age < 3 4; ends before '4'",
      "0 < age > 3; one direction", "#9 < 3; no column #9", "age = age + 1; gives itself", "age by age; gives itself",
      "seen age; at least 2", "hour of begin; has no hour", "weekday of age; has no weekday", "unique age, age; twice",
      "1 < 2; names no column", "begin > '1.2.1970'; no date",
      "(age < 3; expected )", "\"age < 3; lacks a closing", "city = age; has words", "age < $; expected a number"})
  void mistakesAreNamedInOneLine(String text, String part) {
    String found = assertThrows(InvalidInputException.class, () -> of(text)).getMessage();
    assertTrue(found.startsWith("schema.yaml: constraint '" + text + "': ") && found.contains(part)
        && found.lines().count() == 1, found);
  }

  @Test
  void contradictionsAreRefused() {
    Table table = rows(new double[]{1, 2, 3, 4, 0, 5}, new double[]{3, 2, 3, 4, 0, 5});
    assertTrue(of("age < 2").notes(table).getFirst().contains("holds in 1 of 2 rows"));
    assertTrue(of("age <= 3").notes(table).isEmpty());
    assertThrows(InvalidInputException.class, () -> of("age < 0").notes(table));
    assertThrows(InvalidInputException.class, () -> of("age < 2", "age > 2").notes(table));
    assertThrows(InvalidInputException.class, () -> of("age = end", "age ~ begin"));
    assertThrows(InvalidInputException.class, () -> of("age = end", "end = age").relations(table, -1));
    assertThrows(InvalidInputException.class, () -> of("age by city").relations(table, -1));
    assertThrows(InvalidInputException.class, () -> of("city by age").relations(table, 4));
  }

  @Test
  void relationsAreWrittenAsTheyAreRead() {
    List<String> texts = List.of("age = (\"unit price\" + begin) * 2.5 / (end * #7)", "city by age",
        "end ~ begin - (\"unit price\" - 1) + #7^(1 / 3)", "weekday of begin");
    Table table = rows(new double[]{1, 2, 3, 40, 0, 5}, new double[]{3, 2, 3, 4, 0, 5});
    List<String> again = Constraints.texts(of(texts.toArray(String[]::new)).relations(table, -1), SCHEMA);
    assertEquals(Set.copyOf(texts), Set.copyOf(again));
  }

  @Test
  void onlyCombinationsThatOccurredAreSeen() {
    Table table = rows(new double[]{1, 2, 3, 4, 0, 5}, new double[]{3, 2, 3, 4, 1, 5});
    Relations relations = of("seen age, city").relations(table, -1);
    Table drawn = rows(new double[]{1, 7, 3, 4, 0, 5}, new double[]{1, 2, 3, 4, 1, 5});
    assertFalse(relations.isCertain());
    assertTrue(relations.holds(drawn, 0));
    assertFalse(relations.holds(drawn, 1));
    assertEquals(relations, RelationsJson.relations(RelationsJson.of(relations), 6));
  }

  @Test
  void uniqueRowsDoNotDependOnHowManyAreAskedFor() {
    RowTest any = RowTest.all(List.of());
    Accepted.Draws draws = (from, count) -> rows(IntStream.range(0, count).mapToObj(i -> {
      SplittableRandom random = new SplittableRandom(from + i);
      return new double[]{random.nextInt(4000), 0, 0, 0, random.nextInt(2), 0};
    }).toArray(double[][]::new));
    List<List<Integer>> different = of("unique age").different();
    List<Double> all = new ArrayList<>();
    Accepted whole = new Accepted(any, different, draws);
    for (int from = 0; from < 2048; from += 1024) {
      Table rows = whole.rows(from, 1024);
      IntStream.range(0, 1024).forEach(r -> all.add(((Numbers) rows.column(0)).values()[r]));
    }
    assertEquals(2048, new HashSet<>(all).size());
    Table part = new Accepted(any, different, draws).rows(1500, 7);
    assertEquals(all.subList(1500, 1507), IntStream.range(0, 7).mapToObj(r -> ((Numbers) part.column(0)).values()[r])
        .toList());
    assertThrows(InvalidInputException.class, () -> new Accepted(any, of("unique city").different(), draws).rows(0, 3));
  }
}
