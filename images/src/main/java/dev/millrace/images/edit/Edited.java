package dev.millrace.images.edit;

import java.awt.image.BufferedImage;
import java.util.Locale;
import java.util.function.Supplier;

import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.images.open.ImageRun;
import dev.millrace.images.sample.ImageFiles;
import dev.millrace.runs.sample.Writable;

/**
 * Images that were changed.
 *
 * @param run whose network changed them
 * @param values [count, channels, height, width]
 * @param seconds the time that it took
 * @param difference of a reconstruction: the mean difference per pixel from the images; NaN for other changes
 * @param picture draws them
 */
// Never compared, so the array's identity as equality does no harm.
@SuppressWarnings("ArrayRecordComponent")
public record Edited(ImageRun run, float[] values, double seconds, double difference, Supplier<BufferedImage> picture)
    implements
      Writable {
  @Override
  public int count() {
    return values.length / run.net().dim();
  }

  @Override
  public String summary() {
    return String.format(Locale.ROOT, "%,d images", count());
  }

  @Override
  public AtomicFile.Body file(String ending, String name) {
    var net = run.net();
    return ImageFiles.of(ending, FloatArray.of(values, count(), net.channels(), net.height(), net.width()), picture);
  }
}
