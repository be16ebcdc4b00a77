package dev.millrace.plot;

import java.util.Arrays;

/**
 * A log density on a regular grid, and points to show over it.
 *
 * @param title above the panel
 * @param columns number of cells per row
 * @param logDensity [rows, columns] in nats, row-major, the lowest row first: the value of cell (r, c) is that of its
 *           middle, x = xMin + (c + ½)/columns·(xMax − xMin) and y alike; −∞ is density 0, NaN is left blank
 * @param points [count, 2]; may be empty
 */
// Used once and never compared, so the arrays' identity as equality does no harm.
@SuppressWarnings("ArrayRecordComponent")
public record DensityGrid(String title, int columns, double[] logDensity, float[] points) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the grid has no cells or is not a whole number of rows, or points has an odd length
   */
  public DensityGrid {
    Check.atLeast("columns", columns, 1);
    Check.atLeast("cells", logDensity.length, 1);
    if (logDensity.length % columns != 0) {
      throw new IllegalArgumentException(
          "logDensity must be [rows, columns], but " + logDensity.length + " is not a multiple of " + columns);
    }
    Check.points("points", points);
  }

  /**
   * {@return the density of points by counting: in each cell the share of all points over the cell's area}
   *
   * @param title the title above the picture
   * @param points [count, 2], at least one; points outside the limits count in the total alone
   * @param limits the part of the plane
   * @param columns cells per row; about ∛count is a good number
   * @param rows number of rows of cells
   */
  public static DensityGrid histogram(String title, float[] points, Limits limits, int columns, int rows) {
    Check.points("points", points);
    Check.atLeast("numbers in points", points.length, 2);
    double cellWidth = (limits.xMax() - limits.xMin()) / columns;
    double cellHeight = (limits.yMax() - limits.yMin()) / rows;
    double[] cells = new double[columns * rows];
    for (int i = 0; i < points.length; i += 2) {
      double column = Math.floor((points[i] - limits.xMin()) / cellWidth);
      double row = Math.floor((points[i + 1] - limits.yMin()) / cellHeight);
      if (column >= 0 && column < columns && row >= 0 && row < rows) {
        cells[columns * (int) row + (int) column]++;
      }
    }
    double whole = points.length / 2.0 * cellWidth * cellHeight;
    return new DensityGrid(title, columns, Arrays.stream(cells).map(n -> Math.log(n / whole)).toArray(), new float[0]);
  }

  int rows() {
    return logDensity.length / columns;
  }
}
