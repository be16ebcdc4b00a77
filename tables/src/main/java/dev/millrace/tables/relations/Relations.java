package dev.millrace.tables.relations;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import org.jspecify.annotations.Nullable;

/**
 * The relations that are kept between the columns of a table. Columns that others give exactly are learnt as all columns,
 * so that rows can be asked for by them, and computed when rows are drawn. For a column that others give nearly, such as a
 * number of which all factors are rounded, the difference from the formula is learnt as one more column, and added to the
 * formula when rows are drawn: the difference is much narrower than the column, so that what is not learnt exactly is
 * smaller too.
 *
 * @param list the relations, each after those that give what it takes
 * @param seen columns of which only combinations occur that occurred
 */
public record Relations(List<Relation> list, List<Seen> seen) implements RowTest {
  /** None. */
  public static final Relations NONE = new Relations(List.of(), List.of());

  /** Copies the lists. */
  public Relations {
    list = List.copyOf(list);
    seen = List.copyOf(seen);
  }

  /**
   * Finds relations.
   *
   * @param table the rows that are learnt
   * @param label the column that classes the rows, which nothing gives; −1 for none
   * @return those that are kept
   */
  public static Relations find(Table table, int label) {
    return new RelationSearch(table, label).relations();
  }

  /**
   * {@return those that tell nothing that fewer rows have: formulas that hold in all rows, and lookups of combinations that
   * so many rows have}
   *
   * @param least number of rows
   * @param table the rows that are learnt
   */
  public Relations protectedBelow(int least, Table table) {
    return new Relations(list.stream().filter(relation -> switch (relation) {
      case NumberRelation number -> !number.hasDifference();
      case Calendar _ -> true;
      case Lookup lookup -> lookup.leastRows(table) >= least;
    }).toList(), List.of());
  }

  private List<Relation> withCompanions() {
    return list.stream().filter(Relation::hasCompanion).toList();
  }

  /**
   * {@return the table with the columns of differences after its own}
   *
   * @param table all values of its rows
   */
  public Table extended(Table table) {
    return extended(table, false);
  }

  /**
   * {@return the table with the columns of differences after its own}
   *
   * @param given some values of its rows; a difference is missing where not all that it takes is there
   */
  public Table given(Table given) {
    return extended(given, true);
  }

  private Table extended(Table table, boolean onlyComplete) {
    List<Relation> near = withCompanions();
    if (near.isEmpty()) {
      return table;
    }
    List<Column> columns = new ArrayList<>(table.columns());
    double[][] numbers = numbers(table.columns());
    for (Relation relation : near) {
      Numbers of = (Numbers) table.column(relation.column());
      switch (relation) {
        case NumberRelation number -> columns.add(number.difference(of, numbers, onlyComplete));
        case Calendar calendar -> columns.add(calendar.companion(of));
        case Lookup _ -> {
          // What is looked up is not learnt twice.
        }
      }
    }
    return new Table(columns);
  }

  static double[][] numbers(List<Column> columns) {
    return columns.stream().map(column -> column instanceof Numbers numbers ? numbers.values() : new double[0])
        .toArray(double[][]::new);
  }

  /**
   * {@return rows in which the relations hold}
   *
   * @param drawn rows with the columns of differences
   * @param given values that stay as they are, with as many rows and at least the columns without differences; null for
   *     none
   */
  public Table completed(Table drawn, @Nullable Table given) {
    if (list.isEmpty()) {
      return drawn;
    }
    List<Column> columns = new ArrayList<>(drawn.columns());
    double[][] numbers = numbers(columns);
    int width = drawn.width() - withCompanions().size();
    int next = width;
    for (Relation relation : list) {
      int c = relation.column();
      Column kept = given == null ? null : given.column(c);
      switch (relation) {
        case Lookup lookup -> columns.set(c, lookup.completed(columns, kept));
        case Calendar calendar -> columns.set(c,
            calendar.completed((Numbers) columns.get(c), (Words) columns.get(next++), kept));
        case NumberRelation number -> {
          Numbers before = (Numbers) columns.get(c);
          double[] differences = number.hasDifference() ? numbers[next++] : new double[before.size()];
          double[] values = before.values().clone();
          for (int row = 0; row < values.length; row++) {
            if (kept == null || kept.isMissing(row)) {
              values[row] = number.completed(numbers, row, differences[row], before.form());
            }
          }
          columns.set(c, new Numbers(before.name(), values, before.form()));
        }
      }
      if (columns.get(c) instanceof Numbers changed) {
        numbers[c] = changed.values();
      }
    }
    return new Table(columns.subList(0, width));
  }

  /** {@return whether every row meets them} */
  public boolean isCertain() {
    return seen.isEmpty() && list.stream().noneMatch(Lookup.class::isInstance);
  }

  /** Whether a completed row has only combinations that occurred, where others depend on them. */
  @Override
  public boolean holds(Table table, int row) {
    for (Relation relation : list) {
      if (relation instanceof Lookup lookup && !lookup.holds(table, row)) {
        return false;
      }
    }
    return seen.stream().allMatch(each -> each.holds(table, row));
  }

  @Override
  public String text() {
    return "the combinations that occurred";
  }

  /** Each relation after those of the columns that it takes. */
  static List<Relation> ordered(List<Relation> relations) {
    List<Relation> order = new ArrayList<>();
    List<Relation> left = new ArrayList<>(relations);
    left.sort(Comparator.comparingInt(Relation::column)
        .thenComparingInt(
            relation -> relation instanceof Calendar calendar && calendar.part() == Calendar.Part.WEEKDAY ? 1 : 0));
    while (!left.isEmpty()) {
      Relation next = left.stream()
          .filter(r -> Arrays.stream(r.inputs()).noneMatch(c -> left.stream().anyMatch(other -> other.column() == c)))
          .findFirst().orElseThrow(() -> new IllegalArgumentException("relations in a circle"));
      left.remove(next);
      order.add(next);
    }
    return order;
  }
}
