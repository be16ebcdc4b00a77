package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Path;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.io.Table;
import dev.millrace.plot.Limits;
import dev.millrace.plot.Pictures;
import dev.millrace.plot.Png;

/** Points to a file whose ending says the form. */
final class Output {
  private static final double MARGIN = 0.1;

  private Output() {
  }

  static void requireKnownEnding(Path file) {
    String name = file.toString();
    if (!name.endsWith(".npy") && !name.endsWith(".csv") && !name.endsWith(".png")) {
      throw new InvalidInputException("--out " + file + ": expected a file that ends in .npy, .csv or .png");
    }
  }

  /**
   * Writes rows.
   *
   * @throws NotFinite if a .npy file, which holds floats, cannot hold a value
   */
  static void write(Path file, Table points, String title) throws IOException {
    String name = file.toString();
    if (name.endsWith(".npy")) {
      FloatArray floats = FloatArray.of(points.floats(), points.rows(), points.columns());
      NotFinite.checkRange(file, floats.values(), points.columns());
      AtomicFile.write(file, out -> Npy.write(out, floats));
    } else if (name.endsWith(".csv")) {
      AtomicFile.write(file, out -> Csv.write(out, points));
    } else if (points.columns() < 2) {
      throw new InvalidInputException("--out " + file + ": a picture needs 2 columns, these points have 1");
    } else {
      Standardizer units = Units.withoutOffsets(points);
      float[] xy = RunPictures.plane(units.apply(points.values()), points.columns());
      Limits limits = Limits.around(MARGIN, xy).named(Units.axis(points.names(), 0, units.mean()[0]),
          Units.axis(points.names(), 1, units.mean()[1]));
      var image = Pictures.scatter(title, xy, limits);
      AtomicFile.write(file, out -> Png.write(image.image(), out));
    }
  }
}
