package dev.millrace.tables.train;

import java.util.Arrays;

import dev.millrace.flow.coupling.MinibatchOt;
import dev.millrace.flow.coupling.Pairs;
import dev.millrace.flow.parallel.Loop;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.Batch;
import dev.millrace.flow.train.Batches;
import dev.millrace.tables.Sets;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.encode.TableEncoding;
import dev.millrace.tables.relations.Relations;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TableObjectiveTests {
  private static final Table PENGUINS = Sets.table("penguins");
  private static final MaskShares SHARES = new MaskShares(0.5, 0.25);

  private static TableTraining training() {
    TableOptions options = TableOptions.defaults(PENGUINS.rows(), true).withShares(SHARES).withPool(2);
    return TableTraining.of(PENGUINS, 0, Relations.NONE, options.withTraining(options.training().withThreads(1)));
  }

  @Test
  void everyBatchHasAllCasesInTheirShares() {
    for (int first = 0; first < 1024; first += 64) {
      int[] counts = new int[Shown.values().length];
      for (int row = first; row < first + 64; row++) {
        counts[SHARES.of(row).ordinal()]++;
      }
      assertEquals("[32, 16, 16]", Arrays.toString(counts));
    }
  }

  /** Shown columns are whole and without a target, others lie between noise and the row; half of the rows show the label. */
  @Test
  void shownColumnsAreCleanAndHaveNoLoss() {
    TableTraining training = training();
    TableEncoding encoding = training.encoding();
    int[] starts = encoding.starts();
    int dim = encoding.width();
    int columns = encoding.columns().size();
    double[] shown = new double[columns];
    try (Batches batches = new Batches(training.objective(), training.training())) {
      for (int step = 1; step <= 40; step++) {
        Batch batch = batches.batch(step);
        int rows = batch.count();
        double times = 0;
        for (int row = 0; row < rows; row++) {
          times += batch.inputs().t()[row] / (double) rows;
          for (int c = 0; c < columns; c++) {
            boolean clean = batch.inputs().extra()[row * columns + c] == 1;
            shown[c] += clean ? 1.0 / (40 * rows) : 0;
            for (int j = row * dim + starts[c]; j < row * dim + starts[c + 1]; j++) {
              assertEquals(clean, Float.isNaN(batch.target()[j]));
              // A one-hot that is shown has only zeros and ones.
              assertTrue(!clean || encoding.columns().get(c).hasNumber() || batch.inputs().x()[j] == 0
                  || batch.inputs().x()[j] == 1);
            }
          }
        }
        // A tenth of the times is 0, the others are even.
        assertEquals(0.45, times, 0.01);
      }
    }
    assertEquals(0.5 + 0.125, shown[0], 0.03);
    for (int c = 1; c < columns; c++) {
      assertEquals(0.125, shown[c], 0.03);
    }
  }

  /** A permutation that shortens the way, exchanges noise only within a class, and leaves rows that show columns alone. */
  @Test
  void noiseIsExchangedOnlyAmongRowsThatShowTheSame() {
    TableTraining training = training();
    int dim = training.encoding().width();
    Pairs pairs = new Pairs(new float[256 * dim], new float[256 * dim], new int[256], dim);
    training.objective().pairs().draw(0, pairs, new Seed(3), Loop.SEQUENTIAL);
    int[] order = new TableCoupling(new MinibatchOt(), SHARES).order(pairs, new Seed(3)
        .generator(Seed.Purpose.COUPLING, 0, 0));
    assertEquals(256, Arrays.stream(order).distinct().count());
    for (int row = 0; row < 256; row++) {
      assertEquals(SHARES.of(row), SHARES.of(order[row]));
      assertTrue(SHARES.of(row) != Shown.SOME || order[row] == row);
      assertTrue(SHARES.of(row) != Shown.LABEL || pairs.labels()[row] == pairs.labels()[order[row]]);
    }
    double before = distance(pairs);
    pairs.takeSources(order);
    assertTrue(distance(pairs) < 0.95 * before);
  }

  private static double distance(Pairs pairs) {
    double sum = 0;
    for (int i = 0; i < pairs.x0().length; i++) {
      sum += Math.pow(pairs.x0()[i] - pairs.x1()[i], 2);
    }
    return sum;
  }
}
