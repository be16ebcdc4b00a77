package dev.millrace.tables.relations;

/** A column that others of its row give, exactly or nearly. Columns are counted as in tables that are learnt. */
public sealed interface Relation permits NumberRelation, Lookup {
  /** {@return the number of the column that is given} */
  int column();

  /** {@return the numbers of the columns that give it} */
  int[] inputs();
}
