package dev.millrace.flow.rectify;

import dev.millrace.flow.coupling.FixedPairs;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;

/**
 * Makes the pairs that the next rectified flow learns from.
 *
 * @param teacher velocity of the flow that there is
 * @param sampler solver and steps of the teacher; its errors become the pupil's data
 */
public record Reflow(VelocityField<float[]> teacher, Sampler sampler) {
  /**
   * Pairs of the flow: (x0, ODE(x0)) (Liu et al. 2022, algorithm 1).
   *
   * @param source distribution of x0
   * @param count how many
   */
  public FixedPairs pairs(Distribution source, int count, Seed seed) {
    float[] x0 = Sampler.startPoints(source, count, seed, Seed.Purpose.PAIRS, 0);
    return new FixedPairs(x0, sampler.sample(teacher, x0, source.dim()).points(), source.dim());
  }
}
