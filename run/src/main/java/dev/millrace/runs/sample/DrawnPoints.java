package dev.millrace.runs.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.DataSource;
import dev.millrace.runs.text.DataNames;
import dev.millrace.runs.text.RowsRead;
import dev.millrace.runs.work.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Points of a data set.
 *
 * @param data the name of the data
 * @param points the points, in the units of the data
 * @param classes their classes; null if they are not wanted
 */
public record DrawnPoints(String data, Table points, PointFiles.@Nullable Labels classes) implements Writable {
  private static final int USUAL_COUNT = 1000;
  /** Copies of the points: as drawn, as doubles in the units of the data, and as they are written to the file. */
  private static final int COPIES = 6;

  /**
   * Draws points.
   *
   * @param data the name of the data, or a file
   * @param options how many, and from which
   * @param caller hears of the work and may cancel it
   * @return the points
   * @throws IOException if reading fails
   */
  public static DrawnPoints of(String data, DataOptions options, Caller caller) throws IOException {
    if (options.size() != null || options.channels() != null) {
      throw new InvalidInputException(
          "%s: takes no `size` and no `channels`, which are for images:DIR".formatted(data));
    }
    int points = options.count() == null ? USUAL_COUNT : options.count();
    caller.memory().requireForFile(data);
    DataSource from = source(data, options, caller);
    int dim = from.learnt().dim();
    PointFiles.requirePicturable(options.file(), dim);
    caller.memory().requireNumbers("drawing %d points".formatted(points), points, dim, COPIES);
    var random = options.seed().generator(Seed.Purpose.DATA, 0, 0);
    if (!options.classes()) {
      return new DrawnPoints(data, from.standardizer().decode(from.learnt().sample(random, points), from.names()),
          null);
    }
    if (from.learnt().classes() == 1) {
      throw new InvalidInputException(
          "`classes`: %s has no classes; 'millrace datasets' says which data have them".formatted(data));
    }
    float[] drawn = new float[points * dim];
    int[] labels = new int[points];
    from.learnt().sample(random, drawn, 0, points, labels, 0);
    return new DrawnPoints(data, from.standardizer().decode(drawn, from.names()),
        new PointFiles.Labels(labels, Integer::toString, Integer::toString, "class"));
  }

  private static DataSource source(String data, DataOptions options, Caller caller) throws IOException {
    if (!DataSource.isFile(data)) {
      return DataSource.of(data, options.header(), "");
    }
    Table rows = DataSource.read(Path.of(data), options.header());
    if (RowsRead.mayHaveHeader(data)) {
      caller.inform(RowsRead.described(data, rows));
    }
    return DataSource.of(data, rows);
  }

  @Override
  public int count() {
    return points.rows();
  }

  @Override
  public String summary() {
    return String.format(Locale.ROOT, "%,d points of %s", count(), data);
  }

  @Override
  public AtomicFile.Body file(String ending, String name) {
    String title = DataNames.shortName(data);
    if (classes == null) {
      return PointFiles.of(ending, name, points, title);
    }
    return ending.equals(".npy")
        ? PointFiles.of(ending, name, PointFiles.withColumn(points, classes), title)
        : PointFiles.ofClasses(ending, name, points, classes, title);
  }
}
