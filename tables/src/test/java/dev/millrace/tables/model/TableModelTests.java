package dev.millrace.tables.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.tables.Sets;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.train.MaskShares;
import dev.millrace.tables.train.TableOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TableModelTests {
  private static final Table PENGUINS = Sets.table("penguins");
  private static final TableModel MODEL = train(PENGUINS, 0, 60, 2);

  private static TableModel train(Table table, int label, int steps, int threads) {
    return train(table, label, steps, threads, TableOptions.defaults(table.rows(), label >= 0));
  }

  private static TableModel train(Table table, int label, int steps, int threads, TableOptions usual) {
    TableOptions options = usual.withHidden(32);
    return TableModel.train(table, label,
        options.withTraining(options.training().withSteps(steps).withThreads(threads).withBatch(64)), _ -> {});
  }

  private static SampleOptions options(int threads) {
    return SampleOptions.of(7, 3).withThreads(threads);
  }

  private static void assertSame(Table a, Table b) {
    assertEquals(a.width(), b.width());
    for (int c = 0; c < a.width(); c++) {
      assertEquals(a.rows(), b.rows());
      for (int row = 0; row < a.rows(); row++) {
        assertEquals(a.column(c).text(row), b.column(c).text(row));
      }
    }
  }

  @Test
  void trainingsAndSamplesDoNotDependOnThreads() {
    TableModel other = train(PENGUINS, 0, 60, 1);
    assertArrayEquals(MODEL.network().toFlat(), other.network().toFlat());
    assertSame(MODEL.sample(500, options(2)), other.sample(500, options(1)));
  }

  @Test
  void aRowDependsOnItsNumberAlone() {
    Table all = MODEL.sample(130, options(2));
    Table rest = MODEL.sample(93, options(1).withOffset(37));
    assertSame(all.rows(IntStream.range(37, 130).toArray()), rest);
    assertEquals(0, MODEL.sample(0, options(1)).rows());
  }

  @Test
  void rowsThatAreDrawnTogetherAreThoseThatAreDrawnAlone() {
    Table some = PENGUINS.rows(IntStream.range(0, 40).toArray());
    List<TableDraw> draws = List.of(TableDraw.any(1, options(2).withOffset(5)), TableDraw.of(holed(some), Set.of(),
        options(1)), TableDraw.any(70, options(1).withBalanced(true)), TableDraw.any(0, options(1)),
        TableDraw.of(holed(some), Set.of(1), SampleOptions.of(8, 3).withOffset(1000)));
    List<Table> together = MODEL.sample(draws);
    for (int i = 0; i < draws.size(); i++) {
      assertSame(MODEL.sample(draws.get(i)), together.get(i));
    }
    assertEquals(List.of(), MODEL.sample(List.<TableDraw>of()));
    assertThrows(IllegalArgumentException.class, () -> MODEL.sample(List.of(TableDraw.any(1, options(1)),
        TableDraw.any(1, options(1).withSteps(4)))));
  }

  /** A table of which the second column is not known. */
  private static Table holed(Table table) {
    List<Column> columns = new ArrayList<>(table.columns());
    int[] codes = new int[table.rows()];
    Arrays.fill(codes, Words.MISSING);
    columns.set(1, new Words(columns.get(1).name(), codes, ((Words) columns.get(1)).levels()));
    return new Table(columns);
  }

  @Test
  void labelsAreAsFrequentAsInTrainingOrBalanced() {
    long[] counts = counts((Words) PENGUINS.column(0));
    assertArrayEquals(counts, counts((Words) MODEL.sample(344, options(1)).column(0)));
    assertArrayEquals(new long[]{70, 70, 70},
        counts((Words) MODEL.sample(210, options(1).withBalanced(true)).column(0)));
  }

  private static long[] counts(Words words) {
    long[] counts = new long[words.levels().size()];
    for (int code : words.codes()) {
      counts[code]++;
    }
    return counts;
  }

  @Test
  void shownValuesAreKeptAndTheFileGivesTheSameModel(@TempDir Path folder) throws IOException {
    Table given = PENGUINS.rows(new int[]{0, 3, 5, 200, 300});
    Path file = folder.resolve("model.safetensors");
    new TableModel(MODEL.encoding(), MODEL.relations(), MODEL.network(), MODEL.label(), MODEL.labelCounts(),
        Map.of("seed", "0"))
        .write(file);
    TableModel read = TableModel.read(file);
    assertEquals(Map.of("seed", "0"), read.provenance());
    Table drawn = read.sample(given, options(2));
    assertSame(MODEL.sample(given, options(1)), drawn);
    for (int c = 0; c < given.width(); c++) {
      for (int row = 0; row < given.rows(); row++) {
        assertTrue(given.column(c).isMissing(row) || given.column(c).text(row).equals(drawn.column(c).text(row)));
      }
    }
    Imputed imputed = read.impute(given, Filling.EXPECTED, options(1));
    for (int c = 0; c < given.width(); c++) {
      assertEquals(0, imputed.table().column(c).missing());
      for (int row = 0; row < given.rows(); row++) {
        assertEquals(given.column(c).isMissing(row), imputed.spread().get(c)[row] >= 0);
      }
    }
    Files.writeString(file, "not a model");
    assertThrows(InvalidInputException.class, () -> TableModel.read(file));
  }

  /** Independent columns: a level as often as in the data, a normal number with its mean and spread. */
  @Test
  void independentColumnsKeepTheirDistributions() {
    SplittableRandom random = new SplittableRandom(2);
    int n = 900;
    Table table = new Table(List.of(
        new Words("w", IntStream.range(0, n).map(i -> i % 10 < 7 ? 0 : i % 10 < 9 ? 1 : 2).toArray(),
            List.of("a", "b", "c")),
        new Numbers("x", random.doubles(n).map(_ -> 5 + 2 * random.nextGaussian()).toArray(),
            new ValueForm.Decimal(3, false, '.'))));
    TableModel model = train(table, -1, 500, 2);
    Table drawn = model.sample(4000, SampleOptions.of(1, 8));
    long[] counts = counts((Words) drawn.column(0));
    assertEquals(0.7, counts[0] / 4000.0, 0.04);
    assertEquals(0.2, counts[1] / 4000.0, 0.04);
    double[] values = ((Numbers) drawn.column(1)).values();
    double mean = Arrays.stream(values).average().orElseThrow();
    assertEquals(5, mean, 0.2);
    assertEquals(2, Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow()), 0.2);
  }

  /** Of two normal numbers with correlation ρ, E[y | x] = ρx, and y varies by √(1 − ρ²) about it. */
  @Test
  void holesAreFilledWithTheConditionalMeanAndItsSpread() {
    SplittableRandom random = new SplittableRandom(4);
    int n = 2000;
    double rho = 0.9;
    double[] x = random.doubles(n).map(_ -> random.nextGaussian()).toArray();
    double[] y = Arrays.stream(x).map(v -> rho * v + Math.sqrt(1 - rho * rho) * random.nextGaussian()).toArray();
    ValueForm form = new ValueForm.Decimal(4, false, '.');
    TableModel model = train(new Table(List.of(new Numbers("x", x, form), new Numbers("y", y, form))), -1, 2000, 2,
        TableOptions.defaults(n, false).withShares(new MaskShares(0, 0.9)));
    double[] given = {-1.5, -0.5, 0, 0.5, 1.5};
    double[] holes = {Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN};
    Table holed = new Table(List.of(new Numbers("x", given, form), new Numbers("y", holes, form)));
    Imputed filled = model.impute(holed, Filling.EXPECTED, SampleOptions.of(1, 8));
    assertEquals(16 * 8, filled.nfe(), "16 draws of 8 steps");
    assertEquals(0, model.impute(filled.table(), Filling.EXPECTED, SampleOptions.of(1, 8)).nfe());
    for (int row = 0; row < given.length; row++) {
      assertEquals(rho * given[row], ((Numbers) filled.table().column(1)).values()[row], 0.35);
      assertEquals(Math.sqrt(1 - rho * rho), filled.spread().get(1)[row], 0.3);
    }
    Imputed rest = model.impute(holed.rows(new int[]{3, 4}), Filling.EXPECTED, SampleOptions.of(1, 8).withOffset(3));
    assertSame(filled.table().rows(new int[]{3, 4}), rest.table());
  }

  /** The extremes: one row, one column without values, a constant. */
  @Test
  void extremeTablesAreLearntAndDrawn() {
    Column none = new Numbers("none", new double[]{Double.NaN}, ValueForm.Decimal.INTEGER);
    Column one = new Numbers("", new double[]{4}, ValueForm.Decimal.INTEGER);
    Column word = new Words("w", new int[]{0}, List.of("only"));
    assertSame(new Table(List.of(none, one, word)),
        train(new Table(List.of(none, one, word)), 2, 2, 1).sample(1, options(1)));
    assertEquals("", train(new Table(List.of(none)), -1, 1, 1).sample(1, options(1)).column(0).text(0));
  }
}
