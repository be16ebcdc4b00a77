package dev.millrace.flow.evaluate;

import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;

/**
 * A flow and what it should have learnt.
 *
 * @param field the velocity, as the network sees it
 * @param source distribution of the start points
 * @param data distribution of the true points, as the network sees them
 * @param standardizer maps data to what the network sees; distances are measured in the units of the data
 */
public record Subject(VelocityField<float[]> field, Distribution source, Distribution data,
    Standardizer standardizer) {
  /** Start points of one repeat: [count, dim]. */
  public float[] noise(int count, Seed seed, int repeat) {
    return Sampler.startPoints(source, count, seed, Seed.Purpose.EVALUATION, repeat);
  }

  /**
   * Sets of true points that are independent of each other, in the units of the data; of a mixture with equal counts a mode,
   * so that they differ by chance as little as can be.
   *
   * @return [sets][count·dim]
   */
  public float[][] truth(int sets, int count, Seed seed, int repeat) {
    float[][] drawn = data.balancedSets(seed.generator(Seed.Purpose.EVALUATION_DATA, repeat, 0), sets, count);
    for (int i = 0; i < sets; i++) {
      drawn[i] = standardizer.invert(drawn[i]);
    }
    return drawn;
  }

  /** True points drawn plainly, whose counts of the modes are left to chance, in the units of the data: [count, dim]. */
  public float[] plainTruth(int count, Seed seed, int repeat) {
    return standardizer.invert(Sampler.startPoints(data, count, seed, Seed.Purpose.EVALUATION_DATA_PLAIN, repeat));
  }
}
