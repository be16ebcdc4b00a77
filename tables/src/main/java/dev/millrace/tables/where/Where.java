package dev.millrace.tables.where;

import java.util.ArrayList;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.relations.RowTest;
import dev.millrace.tables.schema.TableSchema;

/**
 * What rows must be, such as {@code sex=F, age>=60, city!=Bern, income 1000..2000, phone is missing}. All of it must
 * hold.
 *
 * @param text as it was given
 * @param conditions its parts
 */
public record Where(String text, List<Condition> conditions) implements RowTest {
  /** Rows of any kind. */
  public static final Where ANY = new Where("", List.of());

  /** Copies the list. */
  public Where {
    conditions = List.copyOf(conditions);
  }

  /**
   * Parses conditions. Names and values may be in quotes, and must be if they contain what separates conditions. Numbers,
   * dates and times are written as in the column.
   *
   * @param text the conditions, separated by commas; empty for none
   * @param schema the columns, with their words and ranges
   * @return the conditions
   * @throws InvalidInputException naming a column or word that is unknown, a value of another form, or a condition that no
   *     row of the training data can have met
   */
  public static Where parse(String text, TableSchema schema) {
    if (text.isBlank()) {
      return ANY;
    }
    List<Condition> conditions = new ArrayList<>();
    for (Clause clause : Clause.split(text, schema)) {
      Condition next = new ConditionReader(schema, clause).read();
      for (Condition before : conditions) {
        if (before.column() == next.column() && before.isValue() && next.isValue() && !before.equals(next)) {
          throw new InvalidInputException(
              "`where` %s: no row can have two values in one column".formatted(text));
        }
        if (before.column() == next.column()
            && before instanceof Condition.Missing != next instanceof Condition.Missing) {
          throw new InvalidInputException(
              "`where` %s: no row can have a value in a column in which it is missing".formatted(text));
        }
      }
      conditions.add(next);
    }
    return new Where(text, conditions);
  }

  /** {@return those that say the only value that a column may have, so that the model can be told} */
  public List<Condition> values() {
    return conditions.stream().filter(Condition::isValue).toList();
  }

  @Override
  public boolean holds(Table rows, int row) {
    for (Condition condition : conditions) {
      if (!condition.holds(rows, row)) {
        return false;
      }
    }
    return true;
  }
}
