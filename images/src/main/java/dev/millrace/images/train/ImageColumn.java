package dev.millrace.images.train;

import java.io.Serializable;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.runs.shared.SharedColumn;
import org.jspecify.annotations.Nullable;

/**
 * A column of images of rows that lie on several machines.
 *
 * @param at its number
 * @param name its name
 * @param shape [channels, height, width]; empty if the rows do not say it
 */
record ImageColumn(int at, String name, List<Integer> shape) implements Serializable {
  private static final float HALF = 127.5f;
  private static final int COLOURS = 3;

  /** {@return the only column of arrays} */
  static ImageColumn of(List<SharedColumn> columns) {
    ImageColumn found = null;
    for (int k = 0; k < columns.size(); k++) {
      SharedColumn column = columns.get(k);
      if (column.isArray()) {
        if (found != null) {
          throw new InvalidInputException("columns %s and %s: are both arrays; expected one column of images".formatted(
              found.name, column.name()));
        }
        found = new ImageColumn(k, column.name(), column.shape());
      }
    }
    if (found == null) {
      throw new InvalidInputException(
          "the rows to train on: have no column of arrays; expected images as arrays of floats, or as bytes");
    }
    return found;
  }

  /**
   * {@return the image of a row, as bytes: numbers of −1 to 1 become the nearest of 256}
   *
   * @param row the values of its columns
   * @throws InvalidInputException if there is no image, or it has a number outside of −1 to 1
   */
  byte[] pixels(@Nullable Object[] row) {
    return switch (row[at]) {
      case byte[] pixels -> pixels;
      case float[] numbers -> {
        byte[] pixels = new byte[numbers.length];
        for (int i = 0; i < pixels.length; i++) {
          if (!(Math.abs(numbers[i]) <= 1)) {
            throw new InvalidInputException(
                "column %s: the number %s, expected −1 to 1, or bytes of 0 to 255".formatted(name, numbers[i]));
          }
          pixels[i] = (byte) Math.round((numbers[i] + 1) * HALF);
        }
        yield pixels;
      }
      case null, default ->
        throw new InvalidInputException("column %s: an image is missing; expected one in each row".formatted(name));
    };
  }

  /**
   * {@return the shape of images: what the rows say, or that of squares of one or three channels}
   *
   * @param length the numbers of an image
   * @throws InvalidInputException if they are of no such shape
   */
  List<Integer> shape(int length) {
    if (!shape.isEmpty()) {
      if (shape.size() != COLOURS || shape.stream().reduce(1, Math::multiplyExact) != length) {
        throw new InvalidInputException("column %s: images of %d numbers, but its shape is said to be %s; expected "
            .formatted(name, length, shape) + "[channels, height, width]");
      }
      return shape;
    }
    for (int channels = 1; channels <= COLOURS; channels += 2) {
      int side = (int) Math.round(Math.sqrt(length / (double) channels));
      if (side > 0 && side * side * channels == length) {
        return List.of(channels, side, side);
      }
    }
    throw new InvalidInputException(
        "column %s: images of %d numbers, which are no squares of one or three channels; ".formatted(name, length)
            + "expected the metadata `shape` of the column, [channels, height, width]");
  }
}
