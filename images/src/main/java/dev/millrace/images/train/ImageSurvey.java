package dev.millrace.images.train;

import java.io.Serial;
import java.util.List;
import java.util.TreeSet;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.random.ContentHash;
import dev.millrace.runs.shared.LabelColumn;
import dev.millrace.runs.shared.Survey;
import dev.millrace.runs.train.Provenance;
import org.jspecify.annotations.Nullable;

/** The number of images on several machines, the numbers of each, and their classes. */
public final class ImageSurvey implements Survey<ImageSurvey> {
  @Serial
  private static final long serialVersionUID = 1;

  private final ImageColumn images;
  private final @Nullable LabelColumn labels;
  private final TreeSet<String> found = new TreeSet<>();
  private long count;
  /** Of one image; −1 before the first. */
  private int length = -1;
  /** A sum over the images, so that it does not depend on their order. */
  private long checksum;

  /**
   * A survey that has seen no image.
   *
   * @param images the column of images
   * @param labels the column of classes, if there is one
   */
  ImageSurvey(ImageColumn images, @Nullable LabelColumn labels) {
    this.images = images;
    this.labels = labels;
  }

  @Override
  public void add(@Nullable Object[] row, long times) {
    byte[] pixels = images.pixels(row);
    requireLength(pixels.length);
    long hash = 0;
    for (byte pixel : pixels) {
      hash = ContentHash.of(hash ^ pixel);
    }
    if (labels != null) {
      String label = labels.text(row);
      hash = ContentHash.of(label, hash);
      found.add(label);
      labels.requireFew(found);
    }
    checksum += times * hash;
    count += times;
  }

  private void requireLength(int other) {
    if (length >= 0 && other >= 0 && length != other) {
      throw new InvalidInputException(
          "column %s: images of %d and of %d numbers; expected images of one size".formatted(
              images.name(), Math.min(length, other), Math.max(length, other)));
    }
    length = Math.max(length, other);
  }

  @Override
  public void addAll(ImageSurvey other) {
    requireLength(other.length);
    count += other.count;
    checksum += other.checksum;
    found.addAll(other.found);
    if (labels != null) {
      labels.requireFew(found);
    }
  }

  @Override
  public long rows() {
    return count;
  }

  /** {@return the numbers of an image} */
  int length() {
    return length;
  }

  /** {@return the classes that occur, in order} */
  List<String> labels() {
    return List.copyOf(found);
  }

  /** {@return what identifies the images, whatever their order} */
  String hash() {
    return Provenance.rowsHash(count, checksum);
  }
}
