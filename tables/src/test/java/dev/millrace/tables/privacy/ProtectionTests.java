package dev.millrace.tables.privacy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.ColumnType;
import dev.millrace.tables.schema.TableSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProtectionTests {
  private static final ValueForm WHOLE = ValueForm.Decimal.INTEGER;

  private static Protection protect(Table table, int least) {
    return Protection.of(new TableSchema(table.columns().stream().map(column -> new ColumnSchema(column.name(),
        column instanceof Words ? ColumnType.CATEGORY : ColumnType.NUMBER, column instanceof Words ? null : WHOLE, 0, 9,
        column instanceof Words words ? words.levels() : List.of(), false, 0, 999, "", "")).toList(), null), table,
        least);
  }

  @Test
  void rareWordsAreOneOrMissing() {
    Words words = new Words("w", new int[]{0, 0, 0, 1, 2, 2, 3, -1}, List.of("a", "b", "c", "d", "e"));
    Protection of = protect(new Table(List.of(words)), 3);
    Words kept = (Words) of.table().column(0);
    assertEquals(List.of("a", ColumnSchema.OTHER), kept.levels());
    assertArrayEquals(new int[]{0, 0, 0, 1, 1, 1, 1, -1}, kept.codes());
    assertEquals(kept.levels(), of.schema().columns().getFirst().levels());
    Words few = (Words) protect(new Table(List.of(new Words("w", new int[]{0, 0, 0, 1}, List.of("a", "b")))), 2).table()
        .column(0);
    assertEquals(List.of("a", ColumnSchema.OTHER), few.levels());
    assertArrayEquals(new int[]{0, 0, 0, -1}, few.codes());
  }

  @Test
  void extremesAreNotLeft() {
    Numbers numbers = new Numbers("n", new double[]{-900, 1, 2, 3, Double.NaN, 3, 3, 4, 8, 1000}, WHOLE);
    Protection of = protect(new Table(List.of(numbers)), 2);
    assertArrayEquals(new double[]{-450, -450, 3, 3, Double.NaN, 3, 3, 337, 337, 337},
        ((Numbers) of.table().column(0)).values());
    assertEquals(-450, of.schema().columns().getFirst().min());
    assertEquals(337, of.schema().columns().getFirst().max());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 50, 400, 1000})
  void everyValueIsHeldByEnoughRows(int least) {
    SplittableRandom random = new SplittableRandom(least);
    double[] values = random.doubles(601).map(v -> Math.rint(-30 * Math.log(v))).toArray();
    values[5] = Double.NaN;
    int[] codes = random.ints(601, 0, 40).map(c -> c * c / 40).toArray();
    Table table = protect(new Table(List.of(new Numbers("n", values, WHOLE),
        new Words("w", codes, java.util.stream.IntStream.range(0, 40).mapToObj(j -> "l" + j).toList()))), least)
        .table();
    for (int c = 0; c < 2; c++) {
      Map<String, Integer> counts = new HashMap<>();
      for (int row = 0; row < 601; row++) {
        if (!table.column(c).isMissing(row)) {
          counts.merge(table.column(c).text(row), 1, Integer::sum);
        }
      }
      assertTrue(counts.values().stream().allMatch(n -> n >= least), counts.toString());
    }
    double[] grouped = ((Numbers) table.column(0)).values();
    for (int a = 0; a < 100; a++) {
      for (int b = 0; b < 100; b++) {
        assertTrue(!(values[a] < values[b]) || !(grouped[a] > grouped[b]));
      }
    }
  }
}
