package dev.millrace.tables.train;

import java.util.SplittableRandom;

import dev.millrace.tables.Sets;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.encode.CodedRows;
import dev.millrace.tables.encode.TableEncoding;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class TableLossTests {
  private static final TableEncoding ENCODING = TableEncoding.of(Sets.table("penguins"), 1);

  /** By central differences, with numbers, companions, levels, and parts without a loss. */
  @Test
  void gradientIsThatOfTheLoss() {
    Table table = Sets.table("penguins");
    CodedRows rows = ENCODING.code(table, 1);
    int dim = ENCODING.width();
    SplittableRandom random = new SplittableRandom(1);
    TableLoss loss = new TableLoss(ENCODING);
    for (int row = 0; row < 20; row++) {
      float[] target = new float[dim + 3];
      ENCODING.put(rows, row, random, target, 3);
      int[] starts = ENCODING.starts();
      int hidden = random.nextInt(starts.length - 1);
      for (int j = starts[hidden]; j < starts[hidden + 1]; j++) {
        target[3 + j] = Float.NaN;
      }
      float[] output = new float[dim + 5];
      for (int j = 0; j < output.length; j++) {
        output[j] = (float) (3 * random.nextGaussian());
      }
      float[] gradient = new float[dim];
      float[] ignored = new float[dim];
      loss.row(output, 5, target, 3, dim, gradient);
      for (int j = 0; j < dim; j++) {
        float kept = output[5 + j];
        float step = 1 / 64f;
        output[5 + j] = kept + step;
        double above = loss.row(output, 5, target, 3, dim, ignored);
        output[5 + j] = kept - step;
        double below = loss.row(output, 5, target, 3, dim, ignored);
        output[5 + j] = kept;
        assertEquals((above - below) / (2 * step), gradient[j], 2e-4);
      }
    }
  }

  @Test
  void equalOutputsOfLevelsCostTheLogarithmOfTheirNumber() {
    TableEncoding levels = TableEncoding.of(Sets.table("iris").rows(new int[]{0, 60, 120}), 1);
    float[] target = new float[levels.width()];
    levels.put(levels.code(Sets.table("iris").rows(new int[]{0}), 1), 0, new SplittableRandom(1), target, 0);
    double expected = levels.columns().stream().mapToDouble(column -> Math.log(column.levels())).average()
        .orElseThrow();
    assertEquals(expected, new TableLoss(levels).row(new float[target.length], 0, target, 0, target.length,
        new float[target.length]), 1e-7);
  }
}
