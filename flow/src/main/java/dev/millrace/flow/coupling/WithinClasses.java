package dev.millrace.flow.coupling;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import dev.millrace.flow.Sizes;

/**
 * Couples the points of each class separately. Each class keeps the source points that it was drawn with, so the source
 * of every class is still the whole source distribution, and a class-conditional flow remains unbiased.
 *
 * @param inner the coupling within a class
 */
public record WithinClasses(Coupling inner) implements Coupling {
  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the pairs have no labels
   */
  @Override
  public int[] order(Pairs pairs, RandomGenerator random) {
    if (pairs.labels().length != pairs.count()) {
      throw new IllegalArgumentException("class-aware coupling needs labels, and the data have none");
    }
    int[] order = new int[pairs.count()];
    for (int label : Arrays.stream(pairs.labels()).distinct().sorted().toArray()) {
      int[] rows = IntStream.range(0, pairs.count()).filter(i -> pairs.labels()[i] == label).toArray();
      Pairs ofClass = new Pairs(gather(pairs.x0(), rows, pairs.dim()), gather(pairs.x1(), rows, pairs.dim()),
          new int[0], pairs.dim());
      int[] inClass = inner.order(ofClass, random);
      ofClass.requireOrder(inClass);
      for (int i = 0; i < rows.length; i++) {
        order[rows[i]] = rows[inClass[i]];
      }
    }
    return order;
  }

  @Override
  public boolean isCostly() {
    return inner.isCostly();
  }

  @Override
  public String remark() {
    return inner.remark();
  }

  private static float[] gather(float[] from, int[] rows, int dim) {
    float[] to = new float[Sizes.product(rows.length, dim)];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(from, rows[i] * dim, to, i * dim, dim);
    }
    return to;
  }
}
