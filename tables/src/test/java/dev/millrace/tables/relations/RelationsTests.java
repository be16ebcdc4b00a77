package dev.millrace.tables.relations;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RelationsTests {
  private static final int ROWS = 401;
  private final SplittableRandom random = new SplittableRandom(7);

  private Numbers numbers(String name, int digits, DoubleSupplier values) {
    return numbers(name, digits, _ -> values.getAsDouble());
  }

  private static Numbers numbers(String name, int digits, IntToDoubleFunction value) {
    ValueForm.Decimal form = new ValueForm.Decimal(digits, false, '.');
    return new Numbers(name, IntStream.range(0, ROWS)
        .mapToDouble(row -> Double.isNaN(value.applyAsDouble(row)) ? Double.NaN : form.round(value.applyAsDouble(row)))
        .toArray(), form);
  }

  private static double at(Column column, int row) {
    return ((Numbers) column).values()[row];
  }

  private Words words(String name, int levels) {
    return new Words(name, IntStream.range(0, ROWS).map(_ -> random.nextInt(levels)).toArray(),
        IntStream.range(0, levels).mapToObj(j -> name + j).toList());
  }

  private static NumberRelation only(Table table) {
    List<Relation> list = Relations.find(table, -1).list();
    assertEquals(1, list.size());
    return (NumberRelation) list.getFirst();
  }

  private static String text(Table table, NumberRelation relation) {
    return table.column(relation.column()).name() + " = "
        + relation.formula().text(c -> table.column(c).name(), 0);
  }

  @Test
  void exactFormulasAreFoundWithTheirConstants() {
    double[] steps = random.doubles(ROWS, 0, 40).toArray();
    Numbers celsius = numbers("celsius", 1, row -> steps[row]);
    Numbers fahrenheit = numbers("fahrenheit", 2, row -> 1.8 * at(celsius, row) + 32);
    Table heat = new Table(List.of(celsius, fahrenheit));
    assertEquals("fahrenheit = 1.8 * celsius + 32", text(heat, only(heat)));
    assertEquals(NumberRelation.Kind.EXACT, only(heat).kind());

    Numbers price = numbers("price", 2, () -> 1 + 99 * random.nextDouble());
    Numbers count = numbers("count", 0, () -> 1 + random.nextInt(40));
    Numbers total = numbers("total", 2, row -> at(price, row) * at(count, row));
    Table order = new Table(List.of(total, price, count));
    assertEquals("total = price * count", text(order, only(order)));
    assertEquals(NumberRelation.Kind.EXACT, only(order).kind());

    Numbers a = numbers("a", 1, () -> 10 * random.nextGaussian());
    Numbers b = numbers("b", 1, () -> 10 * random.nextGaussian());
    Numbers c = numbers("c", 1, () -> 10 * random.nextGaussian());
    Numbers sum = numbers("sum", 1, row -> at(a, row) + at(b, row) + at(c, row));
    Table parts = new Table(List.of(a, b, sum, c));
    assertEquals("sum = a + b + c", text(parts, only(parts)));
  }

  @Test
  void aMeanOfTwoMayBePartOfAProduct() {
    Numbers x = numbers("x", 6, () -> 4 + 4 * random.nextDouble());
    Numbers y = numbers("y", 6, row -> at(x, row) * (0.9 + 0.2 * new SplittableRandom(row).nextDouble()));
    Numbers z = numbers("z", 6, () -> 2 + 3 * random.nextDouble());
    Numbers depth = numbers("depth", 1, row -> 200 * at(z, row) / (at(x, row) + at(y, row)));
    Table table = new Table(List.of(depth, x, y, z));
    NumberRelation relation = only(table);
    assertEquals("depth = 200 * z / (x + y)", text(table, relation));
    assertEquals(NumberRelation.Kind.EXACT, relation.kind());
    assertEquals(1, relation.holds());
  }

  @Test
  void datesDifferByDays() {
    Numbers begin = new Numbers("begin", random.ints(ROWS, 18_000, 20_000).asDoubleStream().toArray(),
        ValueForm.Date.of("uuuu-MM-dd"));
    Numbers days = numbers("days", 0, () -> random.nextInt(60));
    Numbers end = new Numbers("end", IntStream.range(0, ROWS).mapToDouble(r -> at(begin, r) + at(days, r)).toArray(),
        begin.form());
    Table table = new Table(List.of(begin, end, days));
    assertEquals("end = begin + days", text(table, only(table)));
  }

  @Test
  void theDifferenceFromANearFormulaIsNarrowAndGivesTheColumnBack() {
    Numbers a = numbers("a", 3, () -> 20 * random.nextGaussian());
    Numbers gap = numbers("gap", 3, () -> 5 * random.nextGaussian());
    Numbers b = numbers("b", 3, row -> 3 * at(a, row) + 0.3 * at(gap, row));
    Numbers holes = numbers("c", 3, row -> row % 10 == 0 ? Double.NaN : at(b, row));
    Table table = new Table(List.of(a, holes));
    Relations relations = Relations.find(table, -1);
    NumberRelation relation = only(table);
    assertEquals(NumberRelation.Kind.NEAR, relation.kind());
    Table extended = relations.extended(table);
    assertEquals(3, extended.width());
    double spread = Arrays.stream(((Numbers) extended.column(2)).values()).filter(v -> !Double.isNaN(v))
        .map(v -> v * v).average().orElseThrow();
    assertEquals(1.5 / (relation.column() == 0 ? 3 : 1), Math.sqrt(spread), 0.2);
    // What the column itself is does not matter.
    List<Column> columns = new ArrayList<>(extended.columns());
    columns.set(relation.column(), numbers("other", 3, _ -> 1));
    Table back = relations.completed(new Table(columns), null);
    for (int row = 0; row < ROWS; row++) {
      if (!table.column(1 - relation.column()).isMissing(row)) {
        assertEquals(at(table.column(relation.column()), row), at(back.column(relation.column()), row));
      }
    }
  }

  @Test
  void unrelatedColumnsHaveNoRelations() {
    for (int rep = 0; rep < 5; rep++) {
      List<Column> columns = new ArrayList<>();
      for (int c = 0; c < 6; c++) {
        columns.add(numbers("n" + c, 2, () -> Math.exp(random.nextGaussian())));
        columns.add(words("w" + c, 2 + 20 * c));
      }
      assertTrue(Relations.find(new Table(columns), -1).list().isEmpty());
    }
  }

  @Test
  void whatOneOrTwoColumnsDetermineIsLookedUp() {
    Words city = words("city", 17);
    Words country = new Words("country", Arrays.stream(city.codes()).map(c -> c % 5).toArray(),
        List.of("A", "B", "C", "D", "E"));
    Words to = words("to", 4);
    double[][] distances = new double[17][4];
    for (double[] row : distances) {
      Arrays.setAll(row, _ -> Math.rint(1000 * random.nextDouble()));
    }
    Numbers distance = numbers("distance", 0, row -> distances[city.codes()[row]][to.codes()[row]]);
    Table table = new Table(List.of(country, distance, city, to, numbers("other", 2, random::nextGaussian)));
    Relations relations = Relations.find(table, -1);
    assertEquals(2, relations.list().size());
    assertEquals(0, relations.list().get(0).column());
    assertArrayEquals(new int[]{2}, relations.list().get(0).inputs());
    assertEquals(1, relations.list().get(1).column());
    assertArrayEquals(new int[]{2, 3}, relations.list().get(1).inputs());
    assertEquals(relations, RelationsJson.relations(RelationsJson.of(relations), 5));

    List<Column> wrong = new ArrayList<>(table.columns());
    wrong.set(0, new Words("country", new int[ROWS], country.levels()));
    wrong.set(1, numbers("distance", 0, _ -> 3));
    Table broken = new Table(wrong);
    assertFalse(relations.holds(broken, IntStream.range(0, ROWS).filter(r -> country.codes()[r] > 0).findFirst()
        .orElseThrow()));
    Table right = relations.completed(broken, null);
    for (int row = 0; row < ROWS; row++) {
      assertEquals(country.text(row), right.column(0).text(row));
      assertEquals(distance.text(row), right.column(1).text(row));
      assertTrue(relations.holds(right, row));
    }
    // A value that is given stays.
    assertEquals("A", relations.completed(broken, broken).column(0).text(3));
  }

  @Test
  void circlesAreNotClosed() {
    Words one = words("one", 6);
    Words two = new Words("two", one.codes(), List.of("a", "b", "c", "d", "e", "f"));
    Numbers x = numbers("x", 2, () -> 50 * random.nextDouble());
    Numbers y = numbers("y", 2, row -> 2 * at(x, row));
    Numbers z = numbers("z", 2, row -> at(x, row) + 10);
    Table table = new Table(List.of(x, one, y, two, z));
    Relations relations = Relations.find(table, -1);
    assertEquals(3, relations.list().size());
    List<Integer> known = new ArrayList<>(List.of(0, 1, 2, 3, 4));
    relations.list().forEach(relation -> known.remove((Integer) relation.column()));
    for (Relation relation : relations.list()) {
      assertTrue(known.containsAll(Arrays.stream(relation.inputs()).boxed().toList()));
      known.add(relation.column());
    }
  }

  @Test
  void theLabelIsNotComputed() {
    Words code = words("code", 12);
    Words label = new Words("label", Arrays.stream(code.codes()).map(c -> c % 3).toArray(), List.of("a", "b", "c"));
    assertTrue(Relations.find(new Table(List.of(code, label)), 1).list().isEmpty());
  }
}
