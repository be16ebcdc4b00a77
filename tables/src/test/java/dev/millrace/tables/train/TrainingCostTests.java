package dev.millrace.tables.train;

import java.util.List;
import java.util.stream.IntStream;

import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.relations.Relations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TrainingCostTests {
  /** Milliseconds of processor time of a step, measured with one thread after 300 steps. */
  @ParameterizedTest
  @CsvSource({"11, 9, 128, 128, 1.75", "13, 7, 128, 128, 2.63", "20, 5, 128, 128, 3.17", "50, 25, 128, 128, 2.54",
      "116, 74, 128, 128, 3.63", "102, 3, 256, 256, 10.17", "114, 15, 256, 256, 10.67", "116, 74, 256, 256, 12.67"})
  void estimatesAreWithinAFactorOfTwoOfWhatWasMeasured(int width, int columns, int hidden, int batch, double measured) {
    double ratio = 1e3 * TrainingCost.secondsOfStep(width, columns, hidden, 3, batch) / measured;
    assertTrue(ratio > 0.5 && ratio < 2, "ratio " + ratio);
  }

  @Test
  void aTrainingCostsWhatItsStepsCost() {
    Table table = new Table(List.of(
        new Numbers("x", IntStream.range(0, 100).asDoubleStream().toArray(), ValueForm.Decimal.INTEGER),
        new Words("w", new int[100], List.of("a", "b", "c"))));
    TableOptions options = TableOptions.defaults(100, false);
    TrainingCost cost = TrainingCost.of(TableTraining.of(table, -1, Relations.NONE, options), 1_000_000);
    assertEquals(4, cost.width());
    assertEquals(1_000_000L * (2 + 8 + 2 + 4), cost.bytes());
    assertEquals(options.training().steps() * TrainingCost.secondsOfStep(4, 2, 128, 3, 128), cost.seconds(), 1e-9);
    assertEquals("A row is learnt as 4 numbers. A training takes about %d s on one processor and 15 MB for the rows."
        .formatted(Math.round(cost.seconds())), cost.text());
  }
}
