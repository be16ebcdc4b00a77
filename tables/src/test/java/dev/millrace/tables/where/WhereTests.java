package dev.millrace.tables.where;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.tables.Schemas;
import dev.millrace.tables.Sets;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.ColumnType;
import dev.millrace.tables.schema.TableSchema;
import dev.millrace.tables.write.WrittenColumns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WhereTests {
  private static final Table PENGUINS = Sets.table("penguins");
  private static final TableSchema SCHEMA = Schemas.of(PENGUINS);

  private static long count(String where) {
    Where parsed = Where.parse(where, SCHEMA);
    return IntStream.range(0, PENGUINS.rows()).filter(row -> parsed.holds(PENGUINS, row)).count();
  }

  /** The numbers of rows are those that awk counts in the file. */
  @ParameterizedTest
  @CsvSource(delimiter = '|',
      value = {"species=Adelie | 152", "species != Adelie | 192", "sex = female, species=Gentoo | 58",
          "sex is missing | 11", "sex is not missing | 333", "bill_length_mm>=50 | 57", "bill_length_mm > 50 | 52",
          "bill_length_mm 40..41 | 20", "bill_length_mm=40..41,island=\"Dream\" | 9", "body_mass_g<3000 | 9",
          "body_mass_g == 3000 | 2", "\"body_mass_g\" <= 3000 | 11"})
  void rowsMeetConditions(String where, long rows) {
    assertEquals(rows, count(where));
  }

  @Test
  void nothingIsAskedOfAnyRow() {
    assertEquals(344, count(" "));
    assertEquals(2, Where.parse("species=Adelie, body_mass_g=3700", SCHEMA).values().size());
    assertEquals(1, Where.parse("species=Adelie, body_mass_g>3700", SCHEMA).values().size());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|',
      value = {"specis=Adelie | did you mean 'species'?", "species=adelie | did you mean 'Adelie'?",
          "species=Emperor | expected one of Adelie, Chinstrap, Gentoo",
          "body_mass_g=heavy | is not a number, expected such as 2700",
          "body_mass_g>99999 | have 2700 to 6300", "body_mass_g=100 | have 2700 to 6300",
          "species is missing | is missing in no row",
          "species>Adelie | have no order", "species | expected a column and what it must be",
          "sex= | expected a value",
          "sex is missing, sex=male | no row can have a value in a column in which it is missing",
          "sex is not missing, sex is missing | no row can have a value",
          "body_mass_g 5000..4000 | lower value first", "sex=female, sex=male | two values in one column",
          "body_mass_g 3000.. | expected two values", "=5 | no column ''", "sex is green | expected 'is missing'"})
  void whatIsWrongIsNamed(String where, String message) {
    String found = assertThrows(InvalidInputException.class, () -> Where.parse(where, SCHEMA)).getMessage();
    assertTrue(found.contains(message), found);
    assertTrue(found.startsWith("`where` ") && found.lines().count() == 1, found);
  }

  @Test
  void namesAndValuesMayHoldWhatSeparates() {
    List<ColumnSchema> columns = new ArrayList<>();
    columns.add(new ColumnSchema("a>=b", ColumnType.CATEGORY, null, 0, 2, List.of("Washington, DC", "x = y"), false,
        Double.NaN, Double.NaN, "", ""));
    columns.add(new ColumnSchema("preis", ColumnType.NUMBER, new ValueForm.Decimal(2, false, ','), 0, 9, List.of(),
        false, 0, 9, "", ""));
    columns.add(new ColumnSchema("tag", ColumnType.DATE, ValueForm.Date.of("dd.MM.uuuu"), 0, 9, List.of(), false, 0,
        20000, "", ""));
    columns.add(new ColumnSchema("size", ColumnType.CATEGORY, null, 0, 3, List.of("S", "M", "L"), true, Double.NaN,
        Double.NaN, "", "", List.of(), Map.of("XXL", 3L), "", "VARCHAR"));
    columns.add(new ColumnSchema("id", ColumnType.IDENTIFIER, null, 0, 3, List.of(), true, Double.NaN, Double.NaN, "",
        ""));
    TableSchema schema = new TableSchema(columns, null);
    assertEquals(List.of(new Condition.Level(0, 0), new Condition.Range(1, 1.5, false, Double.POSITIVE_INFINITY, false),
        new Condition.Range(2, 0, true, Double.POSITIVE_INFINITY, false)),
        Where.parse("a>=b=Washington, DC, preis>=1,5, tag>01.01.1970", schema).conditions());
    assertEquals(List.of(new Condition.Level(0, 1), new Condition.Range(1, 0.5, false, 1.5, false)),
        Where.parse("a>=b=\"x = y\", preis 0,5..1.5", schema).conditions());
    assertEquals(List.of(new Condition.Range(3, 1, false, Double.POSITIVE_INFINITY, false)),
        Where.parse("size>=M", schema).conditions());
    for (String wrong : List.of("size=XXL", "id=7", "size>L", "tag=1970-01-01")) {
      assertThrows(InvalidInputException.class, () -> Where.parse(wrong, schema), wrong);
    }
  }

  @Test
  void columnsThatShareANameHaveNumbers() {
    List<ColumnSchema> columns = new ArrayList<>();
    for (String name : List.of("a", "a", "", "b")) {
      columns.add(new ColumnSchema(name, ColumnType.NUMBER, ValueForm.Decimal.INTEGER, 1, 9, List.of(), false, 0, 9, "",
          ""));
    }
    TableSchema schema = new TableSchema(columns, null);
    assertEquals(
        List.of(new Condition.Value(1, 4), new Condition.Missing(2), new Condition.Range(3, 1, false, 5, false)),
        Where.parse("#2=4, #3 is missing, #4 1..5", schema).conditions());
    String message = assertThrows(InvalidInputException.class, () -> Where.parse("a=4", schema)).getMessage();
    assertTrue(message.contains("2 columns have this name; expected the number of one, such as #1"), message);
    assertEquals(List.of(2, 1), WrittenColumns.of(schema, "#3, #2").indices());
    assertThrows(InvalidInputException.class, () -> Where.parse("#5=4", schema));
  }

  /** The candidate with number n has the value n mod 1000. */
  private static Table candidates(long from, int count) {
    return new Table(List.of(new Numbers("n", IntStream.range(0, count).mapToDouble(i -> (from + i) % 1000).toArray(),
        ValueForm.Decimal.INTEGER)));
  }

  private static final TableSchema NUMBERED = new TableSchema(List.of(new ColumnSchema("n", ColumnType.NUMBER,
      ValueForm.Decimal.INTEGER, 0, 1000, List.of(), false, 0, 999, "", "")), null);

  private static List<Double> rows(Accepted accepted, long from, int count) {
    Table rows = accepted.rows(from, count);
    return IntStream.range(0, rows.rows()).mapToObj(r -> ((Numbers) rows.column(0)).values()[r]).toList();
  }

  @Test
  void aRowDependsOnItsNumberOnly() {
    Where where = Where.parse("n>=700, n!=800", NUMBERED);
    List<Double> all = rows(new Accepted(where, WhereTests::candidates), 3 * 1024, 1024);
    Accepted parts = new Accepted(where, WhereTests::candidates);
    List<Double> joined = new ArrayList<>();
    for (int from = 0; from < 1024; from += 64) {
      joined.addAll(rows(parts, 3 * 1024 + from, 64));
    }
    assertEquals(all, joined);
    assertEquals(1024, all.size());
    assertTrue(all.stream().allMatch(n -> n >= 700 && n != 800));
  }

  @Test
  void whatHardlyEverHappensIsGivenUp() {
    Where never = new Where("n=-1", List.of(new Condition.Value(0, -1)));
    String message = assertThrows(InvalidInputException.class,
        () -> new Accepted(never, WhereTests::candidates).rows(0, 1)).getMessage();
    assertTrue(message.contains("0 of 100,000 drawn rows meet it"), message);
    Where rare = Where.parse("n=5", NUMBERED);
    Accepted accepted = new Accepted(rare, WhereTests::candidates);
    assertEquals(List.of(5.0, 5.0), rows(accepted, 0, 2));
    assertTrue(accepted.rate().endsWith(" met n=5"), accepted.rate());
  }
}
