package dev.millrace.tables.relations;

/** A column that others of its row give, exactly or nearly. Columns are counted as in tables that are learnt. */
public sealed interface Relation permits NumberRelation, Lookup, Calendar {
  /** {@return the number of the column that is given} */
  int column();

  /** {@return the numbers of the columns that give it} */
  int[] inputs();

  /** {@return whether one more column is learnt for it} */
  default boolean hasCompanion() {
    return switch (this) {
      case NumberRelation number -> number.hasDifference();
      case Lookup _ -> false;
      case Calendar _ -> true;
    };
  }
}
