package dev.millrace.tables.train;

import dev.millrace.flow.coupling.Epochs;
import dev.millrace.flow.coupling.PairSource;
import dev.millrace.flow.coupling.Pairs;
import dev.millrace.flow.parallel.Loop;
import dev.millrace.flow.random.Seed;
import dev.millrace.tables.encode.CodedRows;
import dev.millrace.tables.encode.TableEncoding;

/**
 * The rows of a table, in epochs, each with new Gaussian noise and new places within the quantiles.
 *
 * @param encoding the encoding
 * @param rows the rows
 * @param label the column that classes the rows; −1 for none
 * @param order the order of the rows
 */
record TablePairs(TableEncoding encoding, CodedRows rows, int label, Epochs order) implements PairSource {
  TablePairs(TableEncoding encoding, CodedRows rows, int label) {
    this(encoding, rows, label, new Epochs(rows.rows()));
  }

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
    int[] indices = order.indices((long) number * pool.count(), pool.count(), seed);
    loop.blocks(pool.count(), (block, from, to) -> {
      var noise = seed.generator(Seed.Purpose.SOURCE, number, block);
      for (int i = from * dim; i < to * dim; i++) {
        pool.x0()[i] = (float) noise.nextGaussian();
      }
      var places = seed.generator(Seed.Purpose.QUANTILE, number, block);
      for (int row = from; row < to; row++) {
        encoding.put(rows, indices[row], places, pool.x1(), row * dim);
        if (label >= 0) {
          pool.labels()[row] = rows.code(indices[row], label);
        }
      }
    });
  }
}
