package dev.millrace.tables.train;

/**
 * The shares of rows by what they show to the network, so that one model generates, conditions and fills holes.
 *
 * @param label rows that show the label alone, in [0, 1]
 * @param some rows that show columns that are drawn, each with a probability that is drawn evenly from 0 to 1; in [0,
 *     1]
 */
public record MaskShares(double label, double some) {
  /** The pattern repeats after so many rows. */
  private static final int PERIOD = 64;
  /** Odd, so that it visits all places of the pattern; near the golden section, so that it spreads kinds evenly. */
  private static final int STRIDE = 39;

  /**
   * Checks the shares.
   *
   * @throws IllegalArgumentException if one is out of range, or they exceed 1 together
   */
  public MaskShares {
    if (!(label >= 0 && some >= 0 && label + some <= 1 + 1e-9)) {
      throw new IllegalArgumentException("shares of rows %s and %s, expected at least 0, and at most 1 together"
          .formatted(label, some));
    }
  }

  /**
   * What a row shows. It depends on the row's place alone, so that every batch has all kinds in their shares; the rows
   * themselves come in random order.
   */
  Shown of(int row) {
    double place = (row * STRIDE % PERIOD + 0.5) / PERIOD;
    return place < label ? Shown.LABEL : place < label + some ? Shown.SOME : Shown.NOTHING;
  }
}
