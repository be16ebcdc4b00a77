package dev.millrace.tables.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.relations.Relations;
import dev.millrace.tables.train.TableOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RelationModelTests {
  private static final ValueForm CENTS = new ValueForm.Decimal(2, false, '.');
  private static final int ROWS = 300;
  private static Table table;
  private static TableModel model;

  @BeforeAll
  static void train() {
    SplittableRandom random = new SplittableRandom(5);
    double[] price = random.doubles(ROWS, 1, 90).map(CENTS::round).toArray();
    double[] count = random.ints(ROWS, 1, 50).asDoubleStream().toArray();
    double[] total = IntStream.range(0, ROWS).mapToDouble(r -> CENTS.round(price[r] * count[r])).toArray();
    double[] paid = IntStream.range(0, ROWS).mapToDouble(r -> CENTS.round(total[r] + 9 * random.nextGaussian()))
        .toArray();
    int[] city = random.ints(ROWS, 0, 9).toArray();
    table = new Table(List.of(new Numbers("price", price, CENTS),
        new Numbers("count", count, ValueForm.Decimal.INTEGER), new Numbers("total", total, CENTS),
        new Numbers("paid", paid, CENTS),
        new Words("city", city, IntStream.range(0, 9).mapToObj(j -> "city" + j).toList()),
        new Words("country", Arrays.stream(city).map(c -> c % 3).toArray(), List.of("A", "B", "C"))));
    TableOptions options = TableOptions.defaults(ROWS, false).withHidden(16);
    model = TableModel.train(table, -1, Relations.find(table, -1),
        options.withTraining(options.training().withSteps(40).withThreads(1)), _ -> {});
  }

  private static double at(Table of, int column, int row) {
    return ((Numbers) of.column(column)).values()[row];
  }

  private static void requireRelations(Table rows) {
    for (int row = 0; row < rows.rows(); row++) {
      assertEquals(at(rows, 0, row) * at(rows, 1, row), at(rows, 2, row), 0.0051);
      assertTrue(Math.abs(at(rows, 3, row) - at(rows, 2, row)) < 60, "the difference is as wide as in training");
      assertEquals(((Words) rows.column(4)).codes()[row] % 3, ((Words) rows.column(5)).codes()[row]);
    }
  }

  @Test
  void relationsHoldInRowsThatAreDrawn() {
    assertEquals(3, model.relations().list().size());
    assertEquals(7, model.encoding().columns().size());
    Table drawn = model.sample(200, SampleOptions.of(1, 4));
    assertEquals(6, drawn.width());
    requireRelations(drawn);
  }

  @Test
  void aFileKeepsThem(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.safetensors");
    model.write(file);
    Table before = model.sample(30, SampleOptions.of(2, 4));
    Table after = TableModel.read(file).sample(30, SampleOptions.of(2, 4));
    for (int c = 0; c < before.width(); c++) {
      for (int row = 0; row < 30; row++) {
        assertEquals(before.column(c).text(row), after.column(c).text(row));
      }
    }
  }

  @Test
  void givenValuesStayAndHolesAreComputed() {
    List<Column> columns = new ArrayList<>(table.columns());
    double[] holes = ((Numbers) table.column(2)).values().clone();
    Arrays.fill(holes, 0, ROWS / 2, Double.NaN);
    columns.set(2, new Numbers("total", holes, CENTS));
    int[] countries = new int[ROWS];
    Arrays.fill(countries, Words.MISSING);
    columns.set(5, new Words("country", countries, List.of("A", "B", "C")));
    Table given = new Table(columns);
    for (Table filled : List.of(model.sample(given, SampleOptions.of(3, 4)),
        model.impute(given, Filling.EXPECTED, SampleOptions.of(3, 4)).table())) {
      for (int row = 0; row < ROWS; row++) {
        for (int c = 0; c < 6; c++) {
          assertEquals(table.column(c).text(row), filled.column(c).text(row));
        }
      }
    }
  }
}
