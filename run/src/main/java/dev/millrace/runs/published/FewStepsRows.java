package dev.millrace.runs.published;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;

/**
 * A table of 16 columns that anybody can make: 20,000 rows of five groups of unequal size. In a group, four hidden numbers
 * and a little noise make 16 normal columns; every second column is then bent as columns of real tables are. Of four columns
 * in turn, one stays normal, one becomes an amount (a log-normal), one depends on the square of the column before it, and one
 * is a share between 0 and 1.
 */
final class FewStepsRows {
  static final int COLUMNS = 16;
  private static final int ROWS = 20_000;
  private static final int HIDDEN = 4;
  private static final double NOISE = 0.4;
  private static final double SPREAD_OF_GROUPS = 1.5;
  /** The upper ends of the groups' shares. */
  private static final double[] GROUPS = {0.35, 0.60, 0.80, 0.92, 1};
  private static final long SEED = 16;

  private FewStepsRows() {
  }

  /** {@return the file of the rows in a folder} */
  static Path rows(Path folder) {
    return folder.resolve("rows.npy");
  }

  /** {@return the file of the groups of the rows in a folder} */
  static Path groups(Path folder) {
    return folder.resolve("groups.npy");
  }

  /** Writes both files, if they are not there. */
  static void write(Path folder) throws IOException {
    if (Files.exists(rows(folder)) && Files.exists(groups(folder))) {
      return;
    }
    Files.createDirectories(folder);
    SplittableRandom random = new SplittableRandom(SEED);
    double[][] means = normals(random, GROUPS.length, SPREAD_OF_GROUPS);
    double[][] loadings = normals(random, HIDDEN, 1 / Math.sqrt(HIDDEN));
    float[] rows = new float[ROWS * COLUMNS];
    float[] groups = new float[ROWS];
    for (int row = 0; row < ROWS; row++) {
      int group = group(random.nextDouble());
      double[] normal = means[group].clone();
      for (double[] loading : loadings) {
        double hidden = random.nextGaussian();
        for (int c = 0; c < COLUMNS; c++) {
          normal[c] += hidden * loading[c];
        }
      }
      for (int c = 0; c < COLUMNS; c++) {
        normal[c] += NOISE * random.nextGaussian();
      }
      for (int c = 0; c < COLUMNS; c++) {
        rows[row * COLUMNS + c] = (float) bent(normal, c);
      }
      groups[row] = group;
    }
    write(rows(folder), new FloatArray(rows, List.of(ROWS, COLUMNS)));
    write(groups(folder), new FloatArray(groups, List.of(ROWS)));
  }

  private static double bent(double[] normal, int column) {
    double value = normal[column];
    return switch (column % 4) {
      case 1 -> StrictMath.exp(value / 2);
      case 2 -> value + normal[column - 1] * normal[column - 1] / 2;
      case 3 -> 1 / (1 + StrictMath.exp(-2 * value));
      default -> value;
    };
  }

  private static int group(double share) {
    int group = 0;
    while (share >= GROUPS[group]) {
      group++;
    }
    return group;
  }

  private static double[][] normals(SplittableRandom random, int rows, double spread) {
    double[][] values = new double[rows][COLUMNS];
    for (double[] row : values) {
      for (int c = 0; c < COLUMNS; c++) {
        row[c] = spread * random.nextGaussian();
      }
    }
    return values;
  }

  private static void write(Path file, FloatArray array) throws IOException {
    AtomicFile.write(file, out -> Npy.write(out, array));
  }
}
