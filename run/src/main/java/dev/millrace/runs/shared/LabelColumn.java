package dev.millrace.runs.shared;

import java.io.Serializable;
import java.util.Collection;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Shown;
import org.jspecify.annotations.Nullable;

/**
 * A column of classes of rows that lie on several machines. Labels are whole numbers or words.
 *
 * @param at its number
 * @param name its name
 */
public record LabelColumn(int at, String name) implements Serializable {
  private static final int MOST_CLASSES = 1000;
  private static final double EXACT_INTEGERS = 0x1p53;

  /**
   * {@return the label of a row as text}
   *
   * @param row the values of its columns
   * @throws InvalidInputException if it is missing
   */
  public String text(@Nullable Object[] row) {
    Object value = row[at];
    if (value == null) {
      throw new InvalidInputException("column %s: a label is missing; expected one in each row".formatted(name));
    }
    boolean whole = value instanceof Number number && Math.abs(number.doubleValue()) < EXACT_INTEGERS
        && number.doubleValue() == Math.rint(number.doubleValue());
    return whole ? Long.toString(((Number) value).longValue()) : value.toString().strip();
  }

  /**
   * {@return the class of a row}
   *
   * @param row the values of its columns
   * @param classes the class of each label that was found before
   * @throws InvalidInputException if its label was not
   */
  public int classOf(@Nullable Object[] row, Map<String, Integer> classes) {
    String label = text(row);
    Integer of = classes.get(label);
    if (of == null) {
      throw new InvalidInputException("column %s: the label %s appeared after the rows were surveyed; "
          .formatted(name, Shown.quoted(label)) + "expected rows that do not change");
    }
    return of;
  }

  /**
   * Refuses numbers that are no classes.
   *
   * @param labels those that were found
   * @throws InvalidInputException if they are more than 1,000
   */
  public void requireFew(Collection<String> labels) {
    if (labels.size() > MOST_CLASSES) {
      throw new InvalidInputException("column %s: more than %d different labels, such as %s".formatted(name,
          MOST_CLASSES, Shown.quoted(labels.iterator().next())));
    }
  }
}
