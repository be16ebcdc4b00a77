package dev.millrace.flow.rectify;

import java.util.function.IntConsumer;

import dev.millrace.flow.ode.VelocityField;
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
   * {@return a teacher of points}
   *
   * @param field its velocity; if there are labels, it has to be a {@link dev.millrace.flow.ode.ConditionalField}
   * @param guidance w in u + w·(c − u), which becomes part of what the next flow learns; not used without labels
   * @param sampler solver and steps; its errors become part of what the next flow learns
   * @param dim width of a point
   */
  static Teacher of(VelocityField<float[]> field, double guidance, Sampler sampler, int dim) {
    return new PointTeacher(field, guidance, dim, sampler::sample);
  }

  /**
   * As {@link #of}, but from data at t = 1 back to noise at t = 0.
   *
   * @param field its velocity
   * @param guidance w in u + w·(c − u)
   * @param sampler solver and steps
   * @param dim width of a point
   * @return a teacher whose {@link #ends} takes data
   */
  static Teacher back(VelocityField<float[]> field, double guidance, Sampler sampler, int dim) {
    return new PointTeacher(field, guidance, dim, sampler::invert);
  }
}
