package dev.millrace.tables.where;

import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;

/** What one column must be. Columns are counted as in tables that are learnt. */
public sealed interface Condition {
  /** {@return the number of the column in a learnt table} */
  int column();

  /**
   * {@return whether a row meets it}
   *
   * @param column the column of the condition
   * @param row from 0
   */
  boolean holds(Column column, int row);

  /** {@return whether it says the only value that the column may have, so that the model can be told} */
  default boolean isValue() {
    return false;
  }

  /**
   * {@return the value as a column of one row; for conditions that say the only value}
   *
   * @param like the column that it is a value of
   */
  default Column value(Column like) {
    throw new IllegalStateException("the condition says no value");
  }

  /**
   * The column has a word.
   *
   * @param column the number of the column
   * @param level the number of the word
   */
  record Level(int column, int level) implements Condition {
    @Override
    public boolean holds(Column words, int row) {
      return ((Words) words).codes()[row] == level;
    }

    @Override
    public boolean isValue() {
      return true;
    }

    @Override
    public Column value(Column like) {
      return new Words(like.name(), new int[]{level}, ((Words) like).levels());
    }
  }

  /**
   * The column has a number, within the digits with which it is written.
   *
   * @param column the number of the column
   * @param number the number, date or time
   */
  record Value(int column, double number) implements Condition {
    @Override
    public boolean holds(Column numbers, int row) {
      Numbers of = (Numbers) numbers;
      return !of.isMissing(row) && of.form().round(of.values()[row]) == of.form().round(number);
    }

    @Override
    public boolean isValue() {
      return true;
    }

    @Override
    public Column value(Column like) {
      return new Numbers(like.name(), new double[]{number}, ((Numbers) like).form());
    }
  }

  /**
   * The column has no value.
   *
   * @param column the number of the column
   */
  record Missing(int column) implements Condition {
    @Override
    public boolean holds(Column values, int row) {
      return values.isMissing(row);
    }
  }

  /**
   * The number of a column, or the place of its word among ordered words, is within a range.
   *
   * @param column the number of the column
   * @param from the least value
   * @param open whether the least value itself is not within
   * @param to the greatest value
   * @param openAbove whether the greatest value itself is not within
   */
  record Range(int column, double from, boolean open, double to, boolean openAbove) implements Condition {
    @Override
    public boolean holds(Column values, int row) {
      return !values.isMissing(row) && contains(switch (values) {
        case Numbers numbers -> numbers.form().round(numbers.values()[row]);
        case Words words -> words.codes()[row];
      });
    }

    boolean contains(double value) {
      return (open ? value > from : value >= from) && (openAbove ? value < to : value <= to);
    }
  }

  /**
   * The column has a value that another condition does not allow.
   *
   * @param other the other condition
   */
  record Not(Condition other) implements Condition {
    @Override
    public int column() {
      return other.column();
    }

    @Override
    public boolean holds(Column values, int row) {
      return !values.isMissing(row) && !other.holds(values, row);
    }
  }

  /**
   * {@return whether a row of a table meets it}
   *
   * @param rows a learnt table
   * @param row from 0
   */
  default boolean holds(Table rows, int row) {
    return holds(rows.column(column()), row);
  }
}
