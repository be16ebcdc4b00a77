package dev.millrace.flow.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

import dev.millrace.flow.Sizes;

/**
 * Images of one size, as bytes: that is what the files hold, and an eighth of the memory of floats with their
 * gradients. The arrays are shared, not copied; the caller must not change them afterwards.
 *
 * @param name the name of the set, for messages
 * @param channels at least 1: 1 for grey, 3 for red, green and blue
 * @param height in pixels, at least 1
 * @param width in pixels, at least 1
 * @param pixels [count, channels, height, width], unsigned, 0 to 255; at least one image
 * @param labels the class of each image, ≥ 0, [count]; empty if there are no classes
 * @param classNames one per class; empty if and only if {@code labels} is
 */
// Instances are never compared, so it does no harm that arrays are equal only to themselves.
@SuppressWarnings("ArrayRecordComponent")
public record ImageSet(String name, int channels, int height, int width, byte[] pixels, int[] labels,
    List<String> classNames) {

  /**
   * Checks that the parts fit each other.
   *
   * @throws IllegalArgumentException if a dimension is below 1, there is no image, the last image is incomplete, or
   *     labels do not fit
   */
  public ImageSet {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "%s: images of %d × %d × %d, expected at least 1 of each".formatted(name, channels, height, width));
    }
    int size = Sizes.product(channels, height, width);
    if (pixels.length == 0 || pixels.length % size != 0) {
      throw new IllegalArgumentException(
          "%s: %d pixels do not make images of %d".formatted(name, pixels.length, size));
    }
    int count = pixels.length / size;
    if (labels.length != 0 && labels.length != count) {
      throw new IllegalArgumentException("%s: %d labels ≠ %d images".formatted(name, labels.length, count));
    }
    classNames = List.copyOf(classNames);
    if ((labels.length == 0) != classNames.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: %d labels, but %d class names".formatted(name, labels.length, classNames.size()));
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classNames.size()) {
        throw new IllegalArgumentException(
            "%s: image %d has label %d, expected 0 to %d".formatted(name, i, labels[i], classNames.size() - 1));
      }
    }
  }

  /** {@return the number of images, at least 1} */
  public int count() {
    return pixels.length / imageSize();
  }

  /** {@return the number of classes; 0 if there are no labels} */
  public int classes() {
    return classNames.size();
  }

  /** {@return the number of values in an image, channels × height × width} */
  public int imageSize() {
    return channels * height * width;
  }

  /**
   * Writes one image as floats: each byte v, 0 to 255, becomes v/127.5 − 1, which is in [−1, 1].
   *
   * @param index of the image, 0 to count − 1
   * @param out receives [channels, height, width], starting at {@code offset}
   * @param offset where to write in {@code out}
   */
  public void toFloats(int index, float[] out, int offset) {
    int size = imageSize();
    Objects.checkIndex(index, count());
    Objects.checkFromIndexSize(offset, size, out.length);
    for (int i = 0; i < size; i++) {
      out[offset + i] = (pixels[index * size + i] & 0xFF) / 127.5f - 1;
    }
  }

  /**
   * Consecutive images, each as {@link #toFloats} writes it.
   *
   * @param first index of the first image, 0 to count − 1
   * @param size the number of images
   * @return [size, channels, height, width]
   */
  public float[] floats(int first, int size) {
    float[] values = new float[Sizes.product(size, imageSize())];
    for (int i = 0; i < size; i++) {
      toFloats(first + i, values, i * imageSize());
    }
    return values;
  }

  /** {@return all images, each as {@link #toFloats} writes it, [count, channels, height, width]} */
  public float[] floats() {
    return floats(0, count());
  }

  /**
   * {@return some of the images, in the order given, with the same classes}
   *
   * @param indices the indices of the images
   */
  public ImageSet take(int... indices) {
    int size = imageSize();
    byte[] taken = new byte[Sizes.product(indices.length, size)];
    int[] takenLabels = new int[labels.length == 0 ? 0 : indices.length];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(pixels, Objects.checkIndex(indices[i], count()) * size, taken, i * size, size);
      if (takenLabels.length > 0) {
        takenLabels[i] = labels[indices[i]];
      }
    }
    return new ImageSet(name, channels, height, width, taken, takenLabels, classNames);
  }

  /**
   * {@return "sha256:" followed by the hash of dimensions, pixels and labels} A run records it to identify its data.
   */
  public String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer numbers = ByteBuffer.allocate(Integer.BYTES * (3 + labels.length));
      numbers.putInt(channels).putInt(height).putInt(width);
      for (int label : labels) {
        numbers.putInt(label);
      }
      digest.update(numbers.flip());
      digest.update(pixels);
      return "sha256:" + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
