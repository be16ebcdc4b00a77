package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.data.ImageSources;
import dev.millrace.flow.data.PictureOptions;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.images.draw.ImageGrids;
import dev.millrace.images.open.ImageChoice;
import dev.millrace.plot.ImagePictures;
import dev.millrace.plot.Images;

/** Writes some training images of a data set, unchanged, with their classes. */
final class ImageDraw {
  static final int USUAL_COUNT = 64;

  private ImageDraw() {
  }

  static void write(String data, PictureOptions options, int count, Seed seed, Path out) throws IOException {
    ImageOutput.requireKnownEnding(out);
    ImageSet train = ImageSources.read(data, options, Workers.orAllProcessors(0)).train();
    ImageOutput.requireRoom(out, count, train.height(), train.width());
    int[] all = IntStream.range(0, train.count()).toArray();
    ImageSet chosen = ImageChoice.some(train, all, count, seed, "training images in " + data);
    float[] values = chosen.floats();
    if (out.toString().endsWith(".npy")) {
      FloatArray array = FloatArray.of(values, count, train.channels(), train.height(), train.width());
      AtomicFile.write(out, stream -> Npy.write(stream, array));
      made(out, count, data);
      return;
    }
    Images images = new Images(values, train.channels(), train.height(), train.width());
    String title = String.format(Locale.ROOT, "%s: %,d of %,d training images", data, count, train.count());
    List<String> captions = Arrays.stream(chosen.labels()).mapToObj(label -> train.classNames().get(label)).toList();
    int columns = ImageGrids.square(count);
    ImageOutput.write(out, captions.isEmpty()
        ? ImagePictures.grid(title, images, columns)
        : ImagePictures.grid(title, images, columns, captions));
    made(out, count, data);
  }

  private static void made(Path out, int count, String data) {
    OutputFile.made(out, String.format(Locale.ROOT, "%,d training images of %s", count, data));
  }
}
