package dev.millrace.tables.train;

import java.util.Arrays;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.PairSource;
import dev.millrace.flow.coupling.Pairs;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.Batch;
import dev.millrace.flow.train.Objective;
import dev.millrace.tables.encode.CodedRows;
import dev.millrace.tables.encode.TableEncoding;

/**
 * Variational flow matching of a table (Eijkelboom et al. 2024): at x_t = (1 − t)·x0 + t·x1 the network predicts x1.
 * Columns that a row shows are given as they are, with a mask of 1 and no loss. Times are stratified: each of 64 rows
 * has a part of [0, 1] of its own. Some are at t = 0, where samples of one step, and expected values of holes, are
 * computed.
 */
public final class TableObjective implements Objective {
  private static final double AT_ZERO = 0.1;

  private final PairSource pairs;
  private final TableCoupling coupling;
  private final MaskShares shares;
  private final int[] starts;
  private final int label;

  /**
   * An objective.
   *
   * @param encoding the encoding
   * @param rows the rows to learn
   * @param label the column that classes the rows; −1 for none
   * @param coupling pairs rows that show the same with noise
   * @param shares what rows show
   */
  public TableObjective(TableEncoding encoding, CodedRows rows, int label, Coupling coupling, MaskShares shares) {
    this(encoding, label, coupling, shares, new TablePairs(encoding, rows, label));
  }

  /**
   * An objective that learns rows privately.
   *
   * @param encoding the encoding
   * @param rows the rows to learn
   * @param label the column that classes the rows; −1 for none
   * @param rate the probability with which a row comes into a batch
   * @param shares what rows show
   */
  static TableObjective ofPrivate(TableEncoding encoding, CodedRows rows, int label, double rate, MaskShares shares) {
    return new TableObjective(encoding, label, Coupling.INDEPENDENT, shares,
        new PrivatePairs(encoding, rows, label, rate));
  }

  private TableObjective(TableEncoding encoding, int label, Coupling coupling, MaskShares shares, PairSource pairs) {
    this.pairs = pairs;
    this.coupling = new TableCoupling(coupling, shares);
    this.shares = shares;
    this.starts = encoding.starts();
    this.label = label;
  }

  @Override
  public PairSource pairs() {
    return pairs;
  }

  @Override
  public Coupling coupling() {
    return coupling;
  }

  @Override
  public int extraInputs() {
    return starts.length - 1;
  }

  @Override
  public void make(Batch batch, int from, int to, Pairs of, int first,
      Function<Seed.Purpose, RandomGenerator> random) {
    times(batch.inputs().t(), from, to, random.apply(Seed.Purpose.TIME));
    RandomGenerator masks = random.apply(Seed.Purpose.MASK);
    int columns = starts.length - 1;
    for (int row = from; row < to; row++) {
      float[] mask = batch.inputs().extra();
      int maskAt = row * columns;
      Arrays.fill(mask, maskAt, maskAt + columns, 0f);
      switch (shares.of(first + row)) {
        case LABEL -> {
          if (label >= 0) {
            mask[maskAt + label] = 1;
          }
        }
        case SOME -> show(masks, mask, maskAt, columns);
        case NOTHING -> {
        }
      }
      write(batch, row, of, first + row, mask, maskAt);
    }
  }

  private static void times(float[] t, int from, int to, RandomGenerator random) {
    int rows = to - from;
    for (int i = 0; i < rows; i++) {
      int j = random.nextInt(i + 1);
      t[from + i] = t[from + j];
      t[from + j] = (float) Math.max(0, ((i + random.nextDouble()) / rows - AT_ZERO) / (1 - AT_ZERO));
    }
  }

  private static void show(RandomGenerator random, float[] mask, int at, int columns) {
    double share = random.nextDouble();
    for (int c = 0; c < columns; c++) {
      mask[at + c] = random.nextDouble() < share ? 1 : 0;
    }
  }

  private void write(Batch batch, int row, Pairs of, int pair, float[] mask, int maskAt) {
    int dim = of.dim();
    float t = batch.inputs().t()[row];
    float[] x = batch.inputs().x();
    float[] target = batch.target();
    for (int c = 0; c < starts.length - 1; c++) {
      boolean shown = mask[maskAt + c] == 1;
      for (int j = starts[c]; j < starts[c + 1]; j++) {
        float x1 = of.x1()[pair * dim + j];
        float x0 = of.x0()[pair * dim + j];
        // A place without a row has no loss.
        x[row * dim + j] = Float.isNaN(x1) ? x0 : shown ? x1 : (1 - t) * x0 + t * x1;
        target[row * dim + j] = shown ? Float.NaN : x1;
      }
    }
  }
}
