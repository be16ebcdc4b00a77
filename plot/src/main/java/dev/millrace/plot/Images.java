package dev.millrace.plot;

/**
 * Images of one size, as a model sees them.
 *
 * @param values [count, channels, height, width]; −1 is black and 1 white, values beyond are clipped to these; a value
 *           that is not finite is drawn red
 * @param channels 1 for grey, 3 for red, green and blue
 * @param height in pixels, at least 1
 * @param width in pixels, at least 1
 */
// Used once and never compared, so the array's identity as equality does no harm.
@SuppressWarnings("ArrayRecordComponent")
public record Images(float[] values, int channels, int height, int width) {
  /**
   * Checks that the values make whole images.
   *
   * @throws IllegalArgumentException if they do not, or there are none, or channels are neither 1 nor 3
   */
  public Images {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels = " + channels + ", expected 1 or 3");
    }
    Check.atLeast("pixels in height", height, 1);
    Check.atLeast("pixels in width", width, 1);
    int size = Math.multiplyExact(channels, Math.multiplyExact(height, width));
    if (values.length == 0 || values.length % size != 0) {
      throw new IllegalArgumentException(
          "images must be [count, %d, %d, %d], but %d numbers are not a multiple of %d, or none".formatted(channels,
              height, width, values.length, size));
    }
  }

  /** {@return how many images there are, at least 1} */
  public int count() {
    return values.length / (channels * height * width);
  }

  boolean sameSize(Images other) {
    return channels == other.channels && height == other.height && width == other.width;
  }

  /** The colour of a pixel. */
  int rgb(int index, int y, int x) {
    int size = height * width;
    int at = index * channels * size + y * width + x;
    int rgb = 0;
    for (int c = 0; c < 3; c++) {
      float value = values[channels == 1 ? at : at + c * size];
      if (!Float.isFinite(value)) {
        return Ink.NOISE.getRGB() & 0xFFFFFF;
      }
      rgb = rgb << 8 | Math.clamp(Math.round((value + 1) * 127.5f), 0, 255);
    }
    return rgb;
  }
}
