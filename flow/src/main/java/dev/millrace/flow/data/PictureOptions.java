package dev.millrace.flow.data;

/**
 * How a folder of pictures becomes images of one size.
 *
 * @param size side in pixels of the square to which the middle of each picture is resized; 0 if all pictures have one
 *     size, which is kept
 * @param channels 1: grey; 3: red, green and blue; 0: as in the pictures, which must all have the same
 */
public record PictureOptions(int size, int channels) {
  /** Pictures keep their size and their channels. */
  public static final PictureOptions AS_THEY_ARE = new PictureOptions(0, 0);
  private static final int GREATEST_SIZE = 4096;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public PictureOptions {
    if (size < 0 || size > GREATEST_SIZE) {
      throw new IllegalArgumentException("size = %d, expected 0 to %d".formatted(size, GREATEST_SIZE));
    }
    if (channels != 0 && channels != 1 && channels != 3) {
      throw new IllegalArgumentException(
          "channels = " + channels + ", expected 1 or 3, or 0 for what the pictures are");
    }
  }
}
