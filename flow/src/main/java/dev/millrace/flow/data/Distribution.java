package dev.millrace.flow.data;

import java.util.random.RandomGenerator;

/**
 * Something that points can be drawn from, independently and without end. Points are drawn one after another: 10 points and
 * then 10 more from one generator are the 20 points that it gives at once.
 */
public interface Distribution {

  /** Numbers in a point, ≥ 1. */
  int dim();

  /**
   * Draws points.
   *
   * @param random where the numbers come from
   * @param out receives the points, row-major [count, dim]
   * @param offset index of the first number written
   * @param count points to draw, ≥ 0
   * @throws IndexOutOfBoundsException if the points do not fit into {@code out}; nothing is drawn then
   */
  void sample(RandomGenerator random, float[] out, int offset, int count);

  /**
   * Draws points into a new array.
   *
   * @param random where the numbers come from
   * @param count points to draw, ≥ 0
   * @return row-major [count, dim]
   */
  default float[] sample(RandomGenerator random, int count) {
    float[] points = new float[Math.multiplyExact(count, dim())];
    sample(random, points, 0, count);
    return points;
  }
}
