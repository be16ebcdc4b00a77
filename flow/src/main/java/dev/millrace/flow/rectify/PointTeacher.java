package dev.millrace.flow.rectify;

import java.util.Arrays;
import java.util.function.IntConsumer;

import dev.millrace.flow.ode.ConditionalField;
import dev.millrace.flow.ode.RowField;
import dev.millrace.flow.ode.StateSpace;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.sample.Sampler;

/** A flow of points that carries them in pieces, so that progress can be reported. */
record PointTeacher(VelocityField<float[]> field, double guidance, int dim, Way way) implements Teacher {
  /** Points are carried in multiples of this: of the block size of drawing and of the tile size of integrating. */
  private static final int BLOCK = 1024;
  /** The most blocks that are carried at once, and the number of reports of progress that is wanted. */
  private static final int MOST_BLOCKS = 8;
  private static final int REPORTS = 32;

  /** A method of {@link Sampler}. */
  interface Way {
    Sampler.Samples carry(RowField<float[]> field, float[] points, int dim);
  }

  @Override
  public float[] ends(float[] from, int[] labels, IntConsumer progress) {
    float[] to = new float[from.length];
    int count = from.length / dim;
    int atOnce = BLOCK * Math.clamp(count / (REPORTS * BLOCK), 1, MOST_BLOCKS);
    for (int row = 0; row < count; row += atOnce) {
      int rows = Math.min(atOnce, count - row);
      float[] chunk = Arrays.copyOfRange(from, row * dim, (row + rows) * dim);
      RowField<float[]> velocity = labels.length == 0 ? field : ofClasses(Arrays.copyOfRange(labels, row, row + rows));
      float[] end = way.carry(velocity, chunk, dim).points();
      System.arraycopy(end, 0, to, row * dim, end.length);
      progress.accept(row + rows);
    }
    return to;
  }

  private RowField<float[]> ofClasses(int[] labels) {
    if (field instanceof ConditionalField<float[]> conditional) {
      return conditional.of(StateSpace.FLOATS, labels, guidance);
    }
    throw new IllegalArgumentException("%d labels, but the field has no classes".formatted(labels.length));
  }
}
