package dev.millrace.plot;

/**
 * One of several point clouds that are shown side by side.
 *
 * @param title the text above it, for example "5 steps"
 * @param points [count, 2]; points that are not finite are left out of the picture, and the title tells how many
 */
// Used once and never compared, so the arrays' identity as equality does no harm.
@SuppressWarnings("ArrayRecordComponent")
public record Panel(String title, float[] points) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if points has an odd length
   */
  public Panel {
    Check.points("points of the panel '" + title + "'", points);
  }
}
