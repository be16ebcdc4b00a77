package dev.millrace.runs.open;

import java.util.List;
import java.util.Random;

import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.io.Table;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class UnitsTests {
  private static Table normal(double mean, double std) {
    Random random = new Random(5);
    double[] values = new double[1600];
    for (int i = 0; i < values.length; i += 2) {
      values[i] = mean + std * random.nextGaussian();
      values[i + 1] = random.nextGaussian();
    }
    return Table.ofDoubles(values, 2, List.of("far", "near"));
  }

  /** Body heights, years and northings to the kilometre are drawn as they are, though distances subtract the mean. */
  @Test
  void picturesKeepTheNumbersThatAnAxisCanShow() {
    for (double[] column : new double[][]{{170, 10}, {170, 5}, {-2020, 3}, {5_400_000, 1000}}) {
      Table rows = normal(column[0], column[1]);
      assertArrayEquals(new double[2], Units.forPicture(rows).mean());
      assertArrayEquals(new double[2], Units.drawnOffsets(Standardizer.of(rows)));
    }
    assertEquals("far", Units.axis(List.of("far", "near"), 0, 0));
  }

  /** Elsewhere the number that is subtracted is plain, and the same for data and for samples of them. */
  @Test
  void otherOffsetsAreRounded() {
    assertEquals("far − 5,400,000", axis(5_400_000, 0.8));
    assertEquals("far + 5,400,000", axis(-5_400_000, 0.8));
    assertEquals("far − 1,700,000,000", axis(1.7e9, 3e5));
    assertEquals("far − 0.0017", axis(0.0017, 3e-6));
  }

  private static String axis(double mean, double std) {
    Table rows = normal(mean, std);
    double drawn = Units.drawnOffsets(Standardizer.of(rows))[0];
    assertEquals(drawn, Units.forPicture(rows).mean()[0]);
    return Units.axis(rows.names(), 0, drawn);
  }
}
