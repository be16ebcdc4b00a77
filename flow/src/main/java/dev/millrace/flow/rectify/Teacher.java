package dev.millrace.flow.rectify;

import java.util.function.IntConsumer;

import dev.millrace.flow.ode.RowField;
import dev.millrace.flow.sample.Sampler;

/** A trained flow that pairs noise with the points to which it carries it. */
@FunctionalInterface
public interface Teacher {
  /**
   * Carries points from t = 0 to t = 1.
   *
   * @param x0 [count, dim], not changed
   * @param labels the class of each point, [count]; empty if there are no classes
   * @param progress called from time to time with the number of points done
   * @return the end points, [count, dim]
   * @throws dev.millrace.flow.ode.SolverException if a row becomes infinite or NaN, or an adaptive solver cannot reach
   *     the end
   */
  float[] ends(float[] x0, int[] labels, IntConsumer progress);

  /**
   * {@return a teacher without classes}
   *
   * @param field its velocity
   * @param sampler solver and steps; its errors become part of what the next flow learns
   * @param dim width of a point
   */
  static Teacher of(RowField<float[]> field, Sampler sampler, int dim) {
    return (x0, _, _) -> sampler.sample(field, x0, dim).points();
  }
}
