package dev.millrace.tables.train;

import java.util.Arrays;
import java.util.SplittableRandom;

import dev.millrace.flow.coupling.PairSource;
import dev.millrace.flow.coupling.Pairs;
import dev.millrace.flow.parallel.Loop;
import dev.millrace.flow.random.Seed;
import dev.millrace.tables.encode.CodedRows;
import dev.millrace.tables.encode.TableEncoding;

/**
 * Batches to which each row belongs with a probability, independently of all others. The rows of a batch are put into
 * random places, so that what is drawn for a row, such as its time, does not depend on which other rows there are; x1 is
 * NaN at the other places.
 *
 * @param encoding the encoding
 * @param rows the rows
 * @param label the column that classes the rows; −1 for none
 * @param rate the probability
 */
record PrivatePairs(TableEncoding encoding, CodedRows rows, int label, double rate) implements PairSource {
  @Override
  public int dim() {
    return encoding.width();
  }

  @Override
  public int classes() {
    return label < 0 ? 0 : encoding.columns().get(label).codes();
  }

  @Override
  public int epoch() {
    return rows.rows();
  }

  @Override
  public void draw(int number, Pairs pool, Seed seed, Loop loop) {
    int dim = pool.dim();
    int[] indices = indices(pool.count(), seed.generator(Seed.Purpose.DATA, number, 0));
    loop.blocks(pool.count(), (block, from, to) -> {
      var noise = seed.generator(Seed.Purpose.SOURCE, number, block);
      for (int i = from * dim; i < to * dim; i++) {
        pool.x0()[i] = (float) noise.nextGaussian();
      }
      var places = seed.generator(Seed.Purpose.QUANTILE, number, block);
      for (int row = from; row < to; row++) {
        if (indices[row] < 0) {
          Arrays.fill(pool.x1(), row * dim, (row + 1) * dim, Float.NaN);
        } else {
          encoding.put(rows, indices[row], places, pool.x1(), row * dim);
        }
        if (label >= 0) {
          pool.labels()[row] = indices[row] < 0 ? 0 : rows.code(indices[row], label);
        }
      }
    });
  }

  /** The row at each place; −1 for none. */
  int[] indices(int places, SplittableRandom random) {
    int[] indices = new int[places];
    Arrays.fill(indices, -1);
    int count = 0;
    double log = Math.log1p(-rate);
    // The gaps between rows that belong to the batch are geometric.
    for (long row = gap(random, log); row < rows.rows() && count < places; row += 1 + gap(random, log)) {
      indices[count++] = (int) row;
    }
    for (int i = places - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = indices[i];
      indices[i] = indices[j];
      indices[j] = kept;
    }
    return indices;
  }

  private static long gap(SplittableRandom random, double log) {
    return log == Double.NEGATIVE_INFINITY ? 0 : (long) (Math.log(1 - random.nextDouble()) / log);
  }
}
