package dev.millrace.flow.evaluate;

import java.util.Arrays;

import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.ode.ConditionalField;
import dev.millrace.flow.ode.RowField;
import dev.millrace.flow.ode.StateSpace;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;

/**
 * A flow together with the data that it should have learnt.
 *
 * @param field the velocity in the space that the network sees, of points [count, dim]. If it is conditional, samples
 *     are of the same classes as true points
 * @param source distribution of the start points
 * @param data distribution of the true points, as the network sees them
 * @param standardizer maps data to what the network sees; distances are measured in the units of the data
 */
public record Subject(VelocityField<float[]> field, Distribution source, Distribution data,
    Standardizer standardizer) {
  /**
   * The field of rows of given classes, if the network is told classes and those of the data are known; otherwise the
   * field itself.
   *
   * @param labels the class of each row
   */
  RowField<float[]> rows(int[] labels) {
    return field instanceof ConditionalField<float[]> conditional && conditional.classes() > 0
        && data.classes() > 1
            ? conditional.of(StateSpace.FLOATS, labels, 1)
            : field;
  }

  /**
   * {@return this flow for one class alone}
   *
   * @param label the class
   * @throws IllegalArgumentException if the network is not told classes
   */
  public Subject ofClass(int label) {
    if (!(field instanceof ConditionalField<float[]> conditional && label < conditional.classes())) {
      throw new IllegalArgumentException("class " + label + ", which the network is not told");
    }
    int dim = data.dim();
    VelocityField<float[]> ofClass = (x, t, out) -> {
      int[] labels = new int[x.length / dim];
      Arrays.fill(labels, label);
      conditional.velocity(x, t, labels, out);
    };
    return new Subject(ofClass, source, data.ofClass(label), standardizer);
  }

  /**
   * {@return start points of one repeat: [count, dim]}
   *
   * @param count number of points, 0 or more
   * @param seed seed of the noise
   * @param repeat the number of the repeat, from 0
   */
  public float[] noise(int count, Seed seed, int repeat) {
    return Sampler.startPoints(source, count, seed, Seed.Purpose.EVALUATION, repeat);
  }

  /**
   * The true points of one repeat, in the units of the data: three sets, [count·dim] each.
   *
   * @param real the points that samples are compared with; for a mixture, with equal counts of each mode
   * @param even drawn as {@code real} and independent of it; the distance between the two is the floor of any sampler
   * @param drawn independent of {@code real}, with random counts of the modes; its distance to {@code real} is the
   *     floor of a sampler with ordinary random noise
   * @param realLabels the classes of {@code real}, [count]
   * @param evenLabels the classes of {@code even}, [count]
   */
  @SuppressWarnings("ArrayRecordComponent") // used once, never compared
  public record Truth(float[] real, float[] even, float[] drawn, int[] realLabels, int[] evenLabels) {}

  /**
   * Draws true points. A data set gives each of its rows at most once in all sets together: if two sets shared rows,
   * they would be nearer to each other than two samples of the distribution that the file was drawn from, and a model
   * would be compared with a floor that only copying can reach. So a file of N rows can give N/2 points per set. For a
   * data set, {@code drawn} is the same as {@code even}, which is an ordinary random sample too.
   *
   * @param count points per set, up to {@link #largestCount}
   * @param seed seed of the draw
   * @param repeat the number of the repeat
   * @return a set of true points
   * @throws IllegalArgumentException if the data have too few points
   */
  public Truth truth(int count, Seed seed, int repeat) {
    int[][] labels = new int[2][count];
    float[][] sets = data.balancedSets(seed.generator(Seed.Purpose.EVALUATION_DATA, repeat, 0), 2, count, labels);
    float[] real = standardizer.invert(sets[0]);
    float[] even = standardizer.invert(sets[1]);
    float[] drawn = data.supply() < Integer.MAX_VALUE
        ? even
        : standardizer.invert(Sampler.startPoints(data, count, seed, Seed.Purpose.EVALUATION_DATA_PLAIN, repeat));
    return new Truth(real, even, drawn, labels[0], labels[1]);
  }

  /**
   * {@return the most true points that a set can have: half the rows of a data set; practically unlimited if the
   * distribution can give any number of points}
   *
   * @param data the data, x1
   */
  public static int largestCount(Distribution data) {
    return data.supply() / 2;
  }
}
