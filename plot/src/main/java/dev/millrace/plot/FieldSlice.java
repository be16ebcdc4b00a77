package dev.millrace.plot;

/**
 * A velocity field at one time, and the particles that it moves.
 *
 * @param t time in [0, 1]; 0 is noise, 1 is data
 * @param particles [count, 2] positions at t
 * @param arrowsAt [arrowCount, 2] where the velocity is shown, usually a regular grid
 * @param arrows [arrowCount, 2] the velocity there
 */
// Used once and never compared, so the arrays' identity as equality does no harm.
@SuppressWarnings("ArrayRecordComponent")
public record FieldSlice(double t, float[] particles, float[] arrowsAt, float[] arrows) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if t is outside [0, 1], a length is odd, or arrows and their places differ in length
   */
  public FieldSlice {
    if (!(t >= 0 && t <= 1)) {
      throw new IllegalArgumentException("t must be in [0, 1], not " + t);
    }
    Check.points("particles", particles);
    Check.points("arrowsAt", arrowsAt);
    Check.sameLength("arrowsAt", arrowsAt.length, "arrows", arrows.length);
  }
}
