package dev.millrace.images.evaluate;

import java.util.Arrays;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.measure.Neighbours;

/**
 * The nearest images of a set to given images, pixel by pixel.
 *
 * @param k number of neighbours per image
 * @param indices indices in the set, the nearest first, [count, k]
 * @param distances Euclidean, pixels from −1 to 1, [count, k]
 */
// Never compared, so the arrays' identity as equality does no harm.
@SuppressWarnings("ArrayRecordComponent")
public record ImageNeighbours(int k, int[] indices, double[] distances) {
  /** Number of images of the set that are converted to floats at once. */
  private static final int BLOCK = 8192;

  /**
   * Finds the nearest images.
   *
   * @param images [count, channels, height, width]
   * @param set a set of at least k images
   * @param k the number of neighbours
   * @param threads number of threads, at least 1
   * @return the neighbours
   */
  public static ImageNeighbours of(float[] images, ImageSet set, int k, int threads) {
    int dim = set.imageSize();
    int count = images.length / dim;
    double[] distances = new double[Sizes.product(count, k)];
    Arrays.fill(distances, Double.POSITIVE_INFINITY);
    ImageNeighbours best = new ImageNeighbours(k, new int[Sizes.product(count, k)], distances);
    for (int first = 0; first < set.count(); first += BLOCK) {
      int size = Math.min(BLOCK, set.count() - first);
      float[] block = set.floats(first, size);
      Neighbours found = Neighbours.among(images, block, dim, Math.min(k, size), threads);
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < found.k(); j++) {
          best.offer(i * k, first + found.indices()[i * found.k() + j], found.distances()[i * found.k() + j]);
        }
      }
    }
    return best;
  }

  private void offer(int from, int index, double distance) {
    int at = from + k - 1;
    if (!(distance < distances[at])) {
      return;
    }
    for (; at > from && distance < distances[at - 1]; at--) {
      distances[at] = distances[at - 1];
      indices[at] = indices[at - 1];
    }
    distances[at] = distance;
    indices[at] = index;
  }

  /** The mean distance to the nearest. */
  double meanDistance() {
    double sum = 0;
    for (int i = 0; i < distances.length; i += k) {
      sum += distances[i];
    }
    return sum * k / distances.length;
  }
}
