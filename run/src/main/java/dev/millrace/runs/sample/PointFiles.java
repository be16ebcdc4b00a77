package dev.millrace.runs.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.Sizes;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.JsonLines;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.io.WordColumn;
import dev.millrace.plot.Limits;
import dev.millrace.plot.Panel;
import dev.millrace.plot.Picture;
import dev.millrace.plot.Pictures;
import dev.millrace.plot.Png;
import dev.millrace.runs.open.Units;
import dev.millrace.runs.text.DataNames;

/** Files of points. */
public final class PointFiles {
  /** The endings of the files that points can be written to. */
  public static final List<String> ENDINGS = List.of(".npy", ".csv", ".jsonl", ".png");
  private static final double MARGIN = 0.1;

  private PointFiles() {
  }

  /**
   * Fails for a picture of points that have too few columns.
   *
   * @param name the name of the file
   * @param columns the number of columns
   */
  public static void requirePicturable(String name, int columns) {
    if (name.endsWith(".png") && columns < 2) {
      throw new InvalidInputException("`out` " + name + ": a picture needs 2 columns, these points have 1; expected a "
          + "file that ends in .npy, .csv or .jsonl");
    }
  }

  /**
   * {@return the content of a file of rows}
   *
   * @param ending one of {@link #ENDINGS}
   * @param name of the file, for messages
   * @param points the points
   * @param title of a picture
   * @throws NotFinite if a .npy file, which holds floats, cannot hold a value
   */
  public static AtomicFile.Body of(String ending, String name, Table points, String title) {
    return switch (ending) {
      case ".npy" -> {
        FloatArray floats = FloatArray.of(points.floats(), points.rows(), points.columns());
        NotFinite.checkRange(name, floats.values(), points.columns());
        yield out -> Npy.write(out, floats);
      }
      case ".csv" -> out -> Csv.write(out, points);
      case ".jsonl" -> out -> JsonLines.write(out, points);
      default -> {
        requirePicturable(name, points.columns());
        Plane plane = Plane.of(points);
        yield plane.png(Pictures.scatter(title + DataNames.ofColumns(points.columns()), plane.xy, plane.limits));
      }
    };
  }

  /**
   * The class of each row of a file.
   *
   * @param labels the class of each row, [count]
   * @param name the name of a class in pictures
   * @param inFiles what files say of a class
   * @param column the name of the column that holds them
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Labels(int[] labels, IntFunction<String> name, IntFunction<String> inFiles, String column) {
    WordColumn words() {
      return new WordColumn(column, row -> inFiles.apply(labels[row]));
    }
  }

  /**
   * As {@link #of}, for rows of several classes: .csv and .jsonl files have one more column, a picture shows each class
   * in a colour of its own, and a .npy file holds the points only.
   */
  static AtomicFile.Body ofClasses(String ending, String name, Table points, Labels classes, String title) {
    return switch (ending) {
      case ".csv" -> out -> Csv.write(out, named(points), classes.words());
      case ".jsonl" -> out -> JsonLines.write(out, named(points), classes.words());
      case ".png" -> byClass(points, classes, title);
      default -> of(ending, name, points, title);
    };
  }

  static Table named(Table points) {
    return points.names().isEmpty()
        ? new Table(points.values(), points.columns(), usualNames(points.columns()), points.wide())
        : points;
  }

  /** The points with the numbers of their classes as the last column. */
  static Table withColumn(Table points, Labels classes) {
    int columns = points.columns();
    double[] values = new double[Sizes.product(points.rows(), columns + 1)];
    for (int row = 0; row < points.rows(); row++) {
      System.arraycopy(points.values(), row * columns, values, row * (columns + 1), columns);
      values[row * (columns + 1) + columns] = classes.labels[row];
    }
    List<String> names = new ArrayList<>(named(points).names());
    names.add(classes.column);
    return new Table(values, columns + 1, names, Arrays.copyOf(points.wide(), columns + 1));
  }

  static List<String> usualNames(int columns) {
    return columns == 2
        ? List.of("x", "y")
        : IntStream.rangeClosed(1, columns).mapToObj(k -> "x" + k).toList();
  }

  /** A picture in which each class has a colour, if there are not too many. */
  private static AtomicFile.Body byClass(Table points, Labels classes, String title) {
    Plane plane = Plane.of(points);
    int[] shown = Arrays.stream(classes.labels).distinct().sorted().toArray();
    if (shown.length > Pictures.MOST_CLASSES) {
      return plane.png(Pictures.scatter(title + DataNames.ofColumns(points.columns()), plane.xy, plane.limits));
    }
    List<Panel> clouds = Arrays.stream(shown)
        .mapToObj(label -> new Panel(classes.name.apply(label), ofClass(plane.xy, classes.labels, label))).toList();
    return plane.png(Pictures.classes(title + DataNames.ofColumns(points.columns()), clouds, plane.limits));
  }

  private static float[] ofClass(float[] xy, int[] labels, int label) {
    int[] rows = IntStream.range(0, labels.length).filter(row -> labels[row] == label).toArray();
    float[] of = new float[2 * rows.length];
    for (int i = 0; i < rows.length; i++) {
      of[2 * i] = xy[2 * rows[i]];
      of[2 * i + 1] = xy[2 * rows[i] + 1];
    }
    return of;
  }

  /** The first two columns of points, and limits around them. */
  private record Plane(float[] xy, Limits limits) {
    static Plane of(Table points) {
      Standardizer units = Units.forPicture(points);
      float[] xy = Units.plane(units.apply(points.values()), points.columns());
      return new Plane(xy, Limits.around(MARGIN, xy).named(Units.axis(points.names(), 0, units.mean()[0]),
          Units.axis(points.names(), 1, units.mean()[1])));
    }

    AtomicFile.Body png(Picture picture) {
      return out -> Png.write(picture.image(), out);
    }
  }

  /**
   * The content of a .npy file of states, [states, count, dim].
   *
   * @param name of the file, for messages
   * @param states [states][count·dim]
   * @param units maps a state to the units of the data
   */
  static AtomicFile.Body ofStates(String name, float[][] states, Standardizer units, int dim) {
    int length = states[0].length;
    float[] all = new float[Sizes.product(states.length, length)];
    for (int k = 0; k < states.length; k++) {
      System.arraycopy(units.invert(states[k]), 0, all, k * length, length);
    }
    NotFinite.checkRange(name, all, dim);
    FloatArray array = FloatArray.of(all, states.length, length / dim, dim);
    return out -> Npy.write(out, array);
  }
}
