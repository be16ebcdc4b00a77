package dev.millrace.tables.schema;

/** The rules by which columns are learnt. */
public final class Treatment {
  /** A number with at most so many different values is learnt as levels. */
  public static final int MOST_LEVELS_OF_NUMBER = 20;
  /** A value of a number that at least this share of the rows holds is an atom: a level of its own. */
  public static final double ATOM_SHARE = 0.08;

  private Treatment() {
  }
}
