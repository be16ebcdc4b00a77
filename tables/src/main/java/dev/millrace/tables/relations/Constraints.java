package dev.millrace.tables.relations;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.schema.TableSchema;

/**
 * What a schema says of the rows of a table, one text for each constraint: {@code total = price * count} is computed;
 * {@code depth ~ 200 * z / (x + y)} is nearly so, and the difference is learnt; {@code country by city} is looked up;
 * {@code seen make, model} allows the combinations of the rows that are learnt alone; {@code unique name} forbids that rows
 * of a sample repeat; {@code weekday of day} and {@code hour of time} are learnt by themselves; and {@code begin <= end} or {@code 0 < share <= 1} compares. Numbers that are missing meet every
 * comparison. Names are put in double quotes if they are no words; # and the number of a column stands for it too; dates
 * and times are written in single quotes, as in their column.
 */
public final class Constraints implements RowTest {
  private static final double SLACK = 1e-12;

  /** The start of messages. */
  private final String start;
  private final List<String> texts;
  private final List<Constraint> list;

  private Constraints(String start, List<String> texts, List<Constraint> list) {
    this.start = start;
    this.texts = texts;
    this.list = list;
  }

  /**
   * Reads constraints.
   *
   * @param schema the columns and the texts
   * @param place the start of messages, such as the name of the schema's file; may be empty
   * @return the constraints
   * @throws InvalidInputException naming the constraint and what is wrong with it
   */
  public static Constraints of(TableSchema schema, String place) {
    ColumnNames names = ColumnNames.of(schema);
    String start = place.isEmpty() ? "constraint " : place + ": constraint ";
    List<Constraint> list = new ArrayList<>();
    Set<Integer> given = new HashSet<>();
    Set<Integer> moved = new HashSet<>();
    for (String text : schema.constraints()) {
      Constraint next = ConstraintReader.read(text, names, start);
      int column = switch (next) {
        case Constraint.Computed computed -> computed.column();
        case Constraint.By by -> by.column();
        default -> -1;
      };
      if (next instanceof Constraint.PartOf part) {
        moved.add(part.column());
      }
      if ((column >= 0 && !given.add(column)) || moved.stream().anyMatch(given::contains)) {
        throw new InvalidInputException(
            "%s'%s': its column is given by another constraint too; expected one".formatted(start,
                text));
      }
      list.add(next);
    }
    return new Constraints(start, schema.constraints(), List.copyOf(list));
  }

  /**
   * {@return the texts of relations, as a schema has them}
   *
   * @param relations relations of a table
   * @param schema its columns
   */
  public static List<String> texts(Relations relations, TableSchema schema) {
    ColumnNames names = ColumnNames.of(schema);
    List<String> texts = new ArrayList<>();
    for (Relation relation : relations.list()) {
      String column = names.shown(relation.column());
      texts.add(switch (relation) {
        case Calendar calendar -> calendar.part() + " of " + column;
        case NumberRelation number ->
          column + (number.hasDifference() ? " ~ " : " = ") + number.formula().text(names::shown, 0);
        case Lookup lookup -> column + " by "
            + String.join(", ", Arrays.stream(lookup.by()).mapToObj(names::shown).toList());
      });
    }
    return texts;
  }

  /**
   * {@return the texts of dates and times that are never later than others, such as {@code begin <= end}}
   *
   * @param table the rows that are learnt
   * @param relations relations of the table, some of which keep the order
   * @param schema its columns
   */
  public static List<String> orders(Table table, Relations relations, TableSchema schema) {
    ColumnNames names = ColumnNames.of(schema);
    return OrderSearch.find(table, relations).stream()
        .map(pair -> names.shown(pair[0]) + " <= " + names.shown(pair[1])).toList();
  }

  /**
   * {@return the relations that these constraints ask for}
   *
   * @param table the rows that are learnt
   * @param label the column that classes the rows; −1 for none
   * @throws InvalidInputException if a constraint does not fit the rows
   */
  public Relations relations(Table table, int label) {
    List<Relation> relations = new ArrayList<>();
    List<Seen> seen = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      switch (list.get(i)) {
        case Constraint.Computed(int column, Expression formula, boolean nearly) -> {
          requireNotLabel(i, column, label);
          relations.add(NumberRelation.of(table, column, formula, nearly ? null : NumberRelation.Kind.EXACT));
        }
        case Constraint.By(int column, List<Integer> others) -> {
          requireNotLabel(i, column, label);
          int[] by = others.stream().mapToInt(Integer::intValue).toArray();
          Lookup lookup = LookupSearch.lookup(table, column, by);
          if (lookup == null) {
            throw new InvalidInputException(
                "%s'%s': rows of the data are equal in the others but not in the column, or have too many combinations"
                    .formatted(start, texts.get(i)));
          }
          relations.add(lookup);
        }
        case Constraint.PartOf(int column, Calendar.Part part) ->
          relations.add(Calendar.of((Numbers) table.column(column), column, part));
        case Constraint.OnlySeen only -> seen.add(Seen.of(table, only.columns()));
        case Constraint.Different _,Constraint.Ascending _ -> {
          // Rows are compared when they are drawn.
        }
      }
    }
    try {
      return new Relations(Relations.ordered(relations), seen);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(start.strip() + "s: columns give each other in a circle: "
          + String.join("; ", texts), e);
    }
  }

  private void requireNotLabel(int i, int column, int label) {
    if (column == label) {
      throw new InvalidInputException(
          "%s'%s': the label is drawn first, and cannot be given by others; take it out".formatted(start,
              texts.get(i)));
    }
  }

  /**
   * {@return how many rows meet each comparison that not all meet, a sentence each}
   *
   * @param table the rows that are learnt
   * @throws InvalidInputException if no row meets them all
   */
  public List<String> notes(Table table) {
    List<String> notes = new ArrayList<>();
    int all = 0;
    int[] each = new int[list.size()];
    for (int row = 0; row < table.rows(); row++) {
      boolean meets = true;
      for (int i = 0; i < each.length; i++) {
        boolean holds = holds(list.get(i), table, row);
        each[i] += holds ? 1 : 0;
        meets &= holds;
      }
      all += meets ? 1 : 0;
    }
    for (int i = 0; i < each.length; i++) {
      if (each[i] < table.rows()) {
        notes.add(
            String.format(Locale.ROOT, "Constraint '%s' holds in %,d of %,d rows of the data; rows of a sample are "
                + "drawn again until it holds.", texts.get(i), each[i], table.rows()));
      }
      if (each[i] == 0) {
        throw new InvalidInputException("%s'%s': no row of the data meets it".formatted(start, texts.get(i)));
      }
    }
    if (all == 0) {
      throw new InvalidInputException(
          start.strip() + "s: no row of the data meets all of them together: " + String.join("; ", texts));
    }
    return notes;
  }

  /**
   * {@return what is kept, a sentence for each relation}
   *
   * @param relations of these constraints
   * @param schema the columns
   * @param compared whether the rows are those of the data, so that it can be said in how many a relation holds
   */
  public static List<String> described(Relations relations, TableSchema schema, boolean compared) {
    List<String> texts = texts(relations, schema);
    List<String> sentences = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      sentences.add(texts.get(i) + switch (relations.list().get(i)) {
        case Calendar _ -> ": learnt by itself, as it is not even";
        case Lookup lookup -> String.format(Locale.ROOT, ": looked up, in a list of %,d", lookup.values().size());
        case NumberRelation number when !number.hasDifference() -> number.holds() == 1 || !compared
            ? ": computed, as in all rows"
            : String.format(Locale.ROOT, ": computed, though it holds in %.2f %% of the rows", 100 * number.holds());
        case NumberRelation number -> String.format(Locale.ROOT,
            ": holds in %.1f %% of the rows; the difference is learnt, which is %.1f %% as wide as the column",
            100 * number.holds(), 100 * number.ratio());
      });
    }
    return sentences;
  }

  /** {@return whether rows must be compared when they are drawn} */
  public boolean isEmpty() {
    return list.stream().noneMatch(each -> each instanceof Constraint.Ascending);
  }

  /** {@return the groups of columns of which no two rows have the same values} */
  public List<List<Integer>> different() {
    return list.stream().filter(Constraint.Different.class::isInstance)
        .map(each -> ((Constraint.Different) each).columns()).toList();
  }

  @Override
  public boolean holds(Table rows, int row) {
    for (Constraint each : list) {
      if (!holds(each, rows, row)) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(Constraint constraint, Table rows, int row) {
    if (!(constraint instanceof Constraint.Ascending(List<Expression> numbers, List<Boolean> equal))) {
      return true;
    }
    double[][] columns = new double[rows.width()][];
    for (int c = 0; c < columns.length; c++) {
      Column column = rows.column(c);
      columns[c] = column instanceof Numbers n ? n.values() : new double[0];
    }
    for (int i = 0; i < equal.size(); i++) {
      double low = numbers.get(i).value(columns, row);
      double high = numbers.get(i + 1).value(columns, row);
      // Sums of decimal numbers are not exact.
      double slack = SLACK * Math.max(Math.abs(low), Math.abs(high));
      if (equal.get(i) ? low > high + slack : low >= high) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String text() {
    return "the constraints of the schema";
  }
}
