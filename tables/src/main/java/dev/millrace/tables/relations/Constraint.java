package dev.millrace.tables.relations;

import java.util.List;

/** What a schema says of the rows of a table. Columns are counted as in learnt tables. */
sealed interface Constraint {
  /** A column is computed; if nearly, the difference is learnt. */
  record Computed(int column, Expression formula, boolean nearly) implements Constraint {}

  /** A column is looked up by others. */
  record By(int column, List<Integer> others) implements Constraint {}

  /** Only combinations of values occur that occur in the rows that are learnt. */
  record OnlySeen(List<Integer> columns) implements Constraint {}

  /** No two rows of a sample have the same values. */
  record Different(List<Integer> columns) implements Constraint {}

  /** Each number is less than the next, or at most as great where that is allowed. */
  record Ascending(List<Expression> numbers, List<Boolean> equal) implements Constraint {}

  /** A part of a date or time is learnt by itself. */
  record PartOf(int column, Calendar.Part part) implements Constraint {}
}
