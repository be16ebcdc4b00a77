package dev.millrace.images.sample;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.data.ImageSources;
import dev.millrace.flow.data.PictureOptions;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.images.draw.ImageGrids;
import dev.millrace.images.open.ImageChoice;
import dev.millrace.plot.ImagePictures;
import dev.millrace.plot.Images;
import dev.millrace.runs.sample.DataOptions;
import dev.millrace.runs.sample.Writable;

/**
 * Some training images of a data set, unchanged, with their classes.
 *
 * @param data the name of the data
 * @param all the training images
 * @param chosen those that were drawn
 */
public record DrawnImages(String data, ImageSet all, ImageSet chosen) implements Writable {
  private static final int USUAL_COUNT = 64;

  /**
   * Draws images, none twice.
   *
   * @param data the name of the data, or a file
   * @param options how many, and from which
   * @return the images
   * @throws IOException if reading fails
   */
  public static DrawnImages of(String data, DataOptions options) throws IOException {
    if (options.classes()) {
      throw new InvalidInputException("%s: takes no `classes`, which is for points".formatted(data));
    }
    int count = options.count() == null ? USUAL_COUNT : options.count();
    ImageSet train = ImageSources.read(data, new PictureOptions(options.size() == null ? 0 : options.size(),
        options.channels() == null ? 0 : options.channels()), Workers.orAllProcessors(0)).train();
    ImageFiles.requireRoom(options.file(), count, train.height(), train.width());
    int[] among = IntStream.range(0, train.count()).toArray();
    return new DrawnImages(data, train,
        ImageChoice.some(train, among, count, options.seed(), "training images in " + data));
  }

  @Override
  public int count() {
    return chosen.count();
  }

  @Override
  public String summary() {
    return String.format(Locale.ROOT, "%,d training images of %s", count(), data);
  }

  @Override
  public AtomicFile.Body file(String ending, String name) {
    float[] values = chosen.floats();
    String title = String.format(Locale.ROOT, "%s: %,d of %,d training images", data, count(), all.count());
    return ImageFiles.of(ending, FloatArray.of(values, count(), all.channels(), all.height(), all.width()), () -> {
      Images images = new Images(values, all.channels(), all.height(), all.width());
      List<String> captions = Arrays.stream(chosen.labels()).mapToObj(label -> all.classNames().get(label)).toList();
      int columns = ImageGrids.square(count());
      return captions.isEmpty()
          ? ImagePictures.grid(title, images, columns)
          : ImagePictures.grid(title, images, columns, captions);
    });
  }
}
