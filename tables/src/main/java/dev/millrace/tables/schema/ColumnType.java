package dev.millrace.tables.schema;

import java.util.Locale;

/** What the values of a column are. */
public enum ColumnType {
  /** Integers or decimal numbers. */
  NUMBER,
  /** Words out of a limited list. */
  CATEGORY,
  /** Two words that stand for true and false. */
  BOOLEAN,
  /** Dates. */
  DATE,
  /** Dates with a time. */
  TIMESTAMP,
  /** Unique or nearly so, such as a number of a customer: not learnt; new ones are made by their pattern. */
  IDENTIFIER,
  /** Sentences: not learnt and not written. */
  TEXT,
  /** The same value in all rows. */
  CONSTANT;

  /** {@return whether the network learns the column} */
  public boolean isLearnt() {
    return this != IDENTIFIER && this != TEXT && this != CONSTANT;
  }

  /** {@return whether values are numbers, in {@link dev.millrace.tables.data.Numbers}} */
  public boolean isNumeric() {
    return this == NUMBER || this == DATE || this == TIMESTAMP;
  }

  /** The name in files, in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
