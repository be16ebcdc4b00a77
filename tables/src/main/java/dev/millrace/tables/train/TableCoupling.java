package dev.millrace.tables.train;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.Pairs;

/**
 * Optimal transport among rows that show the same to the network. What a row shows must not depend on its noise, or the
 * noise of rows that show it would not be normal. Rows that show the label are paired within its classes, rows that
 * show nothing among each other, and rows that show columns of their own keep their noise.
 *
 * @param inner pairs the rows of a group
 * @param shares what the rows show
 */
record TableCoupling(Coupling inner, MaskShares shares) implements Coupling {
  @Override
  public int[] order(Pairs pairs, RandomGenerator random) {
    int[] order = IntStream.range(0, pairs.count()).toArray();
    int[] group = new int[pairs.count()];
    int most = 0;
    for (int row = 0; row < group.length; row++) {
      group[row] = switch (shares.of(row)) {
        case NOTHING -> 0;
        case LABEL -> pairs.labels().length == 0 ? 0 : 1 + pairs.labels()[row];
        case SOME -> -1;
      };
      most = Math.max(most, group[row]);
    }
    for (int g = 0; g <= most; g++) {
      int number = g;
      int[] rows = IntStream.range(0, group.length).filter(row -> group[row] == number).toArray();
      if (rows.length > 1) {
        pair(pairs, rows, random, order);
      }
    }
    return order;
  }

  private void pair(Pairs pairs, int[] rows, RandomGenerator random, int[] order) {
    int dim = pairs.dim();
    Pairs group = new Pairs(gather(pairs.x0(), rows, dim), gather(pairs.x1(), rows, dim), new int[0], dim);
    int[] within = inner.order(group, random);
    for (int i = 0; i < rows.length; i++) {
      order[rows[i]] = rows[within[i]];
    }
  }

  private static float[] gather(float[] from, int[] rows, int dim) {
    float[] to = new float[Sizes.product(rows.length, dim)];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(from, rows[i] * dim, to, i * dim, dim);
    }
    return to;
  }

  @Override
  public boolean isCostly() {
    return inner.isCostly();
  }
}
