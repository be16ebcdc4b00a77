package dev.millrace.plot;

/**
 * The trajectories of particles in one of several panels.
 *
 * @param title above the panel, for example "after 1 reflow"
 * @param caption in smaller letters below the title, for example "S = 0.02, one-step W2 = 0.08"; may be empty
 * @param path [times, count, 2]: path[k] holds the particles at t = k / (times − 1); 2 times or more
 */
// Used once and never compared, so the arrays' identity as equality does no harm.
@SuppressWarnings("ArrayRecordComponent")
public record PathPanel(String title, String caption, float[][] path) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there are fewer than 2 times, no particles, an odd length, or different lengths
   */
  public PathPanel {
    Check.path(path);
    Check.points("path[0]", path[0]);
    Check.atLeast("numbers in path[0]", path[0].length, 2);
  }
}
