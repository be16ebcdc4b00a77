package dev.millrace.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.JsonLines;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.io.PipedInput;
import dev.millrace.flow.io.Table;
import dev.millrace.plot.Limits;
import dev.millrace.plot.Pictures;
import dev.millrace.plot.Png;
import dev.millrace.runs.draw.RunPictures;
import dev.millrace.runs.open.Units;
import dev.millrace.runs.text.DataNames;
import org.jspecify.annotations.Nullable;

/** Writes points to a file in the format that its extension gives. */
final class Output {
  private static final double MARGIN = 0.1;
  private static final Set<String> ENDINGS = Set.of(".npy", ".csv", ".jsonl", ".png");

  private Output() {
  }

  static void requireKnownEnding(Path file) {
    if (!ENDINGS.contains(ending(file))) {
      throw new InvalidInputException("--out " + file + ": expected a file that ends in .npy, .csv, .jsonl or .png, "
          + "or - for CSV on standard output");
    }
    if (!isStandardOutput(file) && !PipedInput.isPipe(file)) {
      OutputFile.require("--out", file);
    }
  }

  /** The name of a file in sentences. */
  static String shown(Path file) {
    return isStandardOutput(file) ? "standard output" : file.toString();
  }

  /**
   * The stream for lines about results: standard output, or standard error if the results themselves go to standard
   * output.
   */
  static PrintStream report(@Nullable Path file) {
    return file != null && isStandardOutput(file) ? System.err : System.out;
  }

  /** Whether a file is "-", or, in another format than CSV, "-.npy", "-.jsonl" or "-.png". */
  private static boolean isStandardOutput(Path file) {
    return file.toString().equals("-")
        || (file.toString().startsWith("-.") && ENDINGS.contains(file.toString().substring(1)));
  }

  private static String ending(Path file) {
    String name = file.toString();
    String ending = name.substring(Math.max(0, name.lastIndexOf('.')));
    return name.equals("-") || (!ENDINGS.contains(ending) && PipedInput.isPipe(file)) ? ".csv" : ending;
  }

  private static void put(Path file, AtomicFile.Body body) throws IOException {
    if (isStandardOutput(file)) {
      body.writeTo(System.out);
      System.out.flush();
    } else if (PipedInput.isPipe(file)) {
      try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
        body.writeTo(out);
      }
    } else {
      AtomicFile.write(file, body);
    }
  }

  /** Fails for a picture of points that have too few columns. */
  static void requirePicturable(Path file, int columns) {
    if (ending(file).equals(".png") && columns < 2) {
      throw new InvalidInputException("--out " + file + ": a picture needs 2 columns, these points have 1; expected a "
          + "file that ends in .npy, .csv or .jsonl");
    }
  }

  /**
   * Writes rows.
   *
   * @throws NotFinite if a .npy file, which holds floats, cannot hold a value
   */
  static void write(Path file, Table points, String title) throws IOException {
    String ending = ending(file);
    if (ending.equals(".npy")) {
      FloatArray floats = FloatArray.of(points.floats(), points.rows(), points.columns());
      NotFinite.checkRange(file, floats.values(), points.columns());
      put(file, out -> Npy.write(out, floats));
    } else if (ending.equals(".csv")) {
      put(file, out -> Csv.write(out, points));
    } else if (ending.equals(".jsonl")) {
      put(file, out -> JsonLines.write(out, points));
    } else {
      requirePicturable(file, points.columns());
      Standardizer units = Units.forPicture(points);
      float[] xy = RunPictures.plane(units.apply(points.values()), points.columns());
      Limits limits = Limits.around(MARGIN, xy).named(Units.axis(points.names(), 0, units.mean()[0]),
          Units.axis(points.names(), 1, units.mean()[1]));
      var image = Pictures.scatter(title + DataNames.ofColumns(points.columns()), xy, limits);
      put(file, out -> Png.write(image.image(), out));
    }
  }
}
