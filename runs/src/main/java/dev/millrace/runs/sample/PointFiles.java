package dev.millrace.runs.sample;

import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.Sizes;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.JsonLines;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.io.Table;
import dev.millrace.plot.Limits;
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

  /** Fails for a picture of points that have too few columns. */
  public static void requirePicturable(String name, int columns) {
    if (name.endsWith(".png") && columns < 2) {
      throw new InvalidInputException("`out` " + name + ": a picture needs 2 columns, these points have 1; expected a "
          + "file that ends in .npy, .csv or .jsonl");
    }
  }

  /**
   * The content of a file of rows.
   *
   * @param ending one of {@link #ENDINGS}
   * @param name of the file, for messages
   * @param title of a picture
   * @throws NotFinite if a .npy file, which holds floats, cannot hold a value
   */
  public static AtomicFile.Body of(String ending, String name, Table points, String title) {
    switch (ending) {
      case ".npy" -> {
        FloatArray floats = FloatArray.of(points.floats(), points.rows(), points.columns());
        NotFinite.checkRange(name, floats.values(), points.columns());
        return out -> Npy.write(out, floats);
      }
      case ".csv" -> {
        return out -> Csv.write(out, points);
      }
      case ".jsonl" -> {
        return out -> JsonLines.write(out, points);
      }
      default -> {
        requirePicturable(name, points.columns());
        Standardizer units = Units.forPicture(points);
        float[] xy = Units.plane(units.apply(points.values()), points.columns());
        Limits limits = Limits.around(MARGIN, xy).named(Units.axis(points.names(), 0, units.mean()[0]),
            Units.axis(points.names(), 1, units.mean()[1]));
        var image = Pictures.scatter(title + DataNames.ofColumns(points.columns()), xy, limits);
        return out -> Png.write(image.image(), out);
      }
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
