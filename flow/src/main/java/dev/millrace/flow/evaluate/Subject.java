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
   * True points of one repeat, in the units of the data: three sets, [count·dim] each.
   *
   * @param real what samples are measured against; of a mixture with equal counts of each mode
   * @param even as {@code real} and independent of it: how far the two lie apart is the floor of any sampler
   * @param drawn independent of {@code real}, with counts of the modes left to chance: the floor of a sampler whose noise is
   *     drawn plainly
   */
  public record Truth(float[] real, float[] even, float[] drawn) {}

  /**
   * Draws true points. A data set gives each of its rows at most once, in all sets together: with rows in common, two sets
   * would lie nearer to each other than two samples of what the file was drawn from, and a model would be held against a floor
   * that only copying can reach. So a file of N rows is good for N/2 points, and {@code drawn} is then {@code even}, which is
   * drawn plainly as well.
   *
   * @param count points of a set, up to {@link #largestCount}
   * @param repeat of which repeat
   * @throws IllegalArgumentException if the data have too few points
   */
  public Truth truth(int count, Seed seed, int repeat) {
    float[][] sets = data.balancedSets(seed.generator(Seed.Purpose.EVALUATION_DATA, repeat, 0), 2, count);
    float[] real = standardizer.invert(sets[0]);
    float[] even = standardizer.invert(sets[1]);
    float[] drawn = data.supply() < Integer.MAX_VALUE
        ? even
        : standardizer.invert(Sampler.startPoints(data, count, seed, Seed.Purpose.EVALUATION_DATA_PLAIN, repeat));
    return new Truth(real, even, drawn);
  }

  /** The most true points that a set can have: half the rows of a data set; hardly bounded where points are drawn anew. */
  public static int largestCount(Distribution data) {
    return data.supply() / 2;
  }
}
