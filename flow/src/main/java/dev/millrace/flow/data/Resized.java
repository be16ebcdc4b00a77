package dev.millrace.flow.data;

import dev.millrace.flow.Sizes;

/**
 * Crops one channel of a picture to its middle square and resizes it. Each new pixel is a weighted mean of old ones
 * with a triangular filter that is twice as wide as the larger of an old and a new pixel: this is linear interpolation
 * when the picture is enlarged, and uses every pixel when it is reduced.
 */
final class Resized {
  private Resized() {
  }

  /**
   * @param from holds the channel, [height, width], unsigned, starting at {@code fromOffset}
   * @param size side of the result in pixels
   * @param to receives [size, size], starting at {@code toOffset}
   */
  static void square(byte[] from, int fromOffset, int height, int width, int size, byte[] to, int toOffset) {
    int side = Math.min(height, width);
    int top = (height - side) / 2;
    int left = (width - side) / 2;
    float[][] weights = new float[size][];
    int[] starts = new int[size];
    weights(side, size, starts, weights);
    float[] narrow = new float[Sizes.product(side, size)];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < size; x++) {
        float sum = 0;
        int at = fromOffset + (top + y) * width + left + starts[x];
        for (int i = 0; i < weights[x].length; i++) {
          sum += weights[x][i] * (from[at + i] & 0xFF);
        }
        narrow[y * size + x] = sum;
      }
    }
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        float sum = 0;
        for (int i = 0; i < weights[y].length; i++) {
          sum += weights[y][i] * narrow[(starts[y] + i) * size + x];
        }
        to[toOffset + y * size + x] = (byte) Math.clamp(Math.round(sum), 0, 255);
      }
    }
  }

  private static void weights(int from, int to, int[] starts, float[][] weights) {
    double scale = (double) from / to;
    double reach = Math.max(scale, 1);
    for (int i = 0; i < to; i++) {
      double middle = (i + 0.5) * scale;
      starts[i] = Math.max(0, (int) Math.round(middle - reach));
      int end = Math.min(from, (int) Math.round(middle + reach));
      weights[i] = new float[end - starts[i]];
      double sum = 0;
      for (int k = starts[i]; k < end; k++) {
        sum += Math.max(0, 1 - Math.abs(k + 0.5 - middle) / reach);
      }
      for (int k = starts[i]; k < end; k++) {
        weights[i][k - starts[i]] = (float) (Math.max(0, 1 - Math.abs(k + 0.5 - middle) / reach) / sum);
      }
    }
  }
}
