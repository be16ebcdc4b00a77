package dev.millrace.tables.where;

import java.util.List;
import java.util.stream.Collectors;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Nearest;
import dev.millrace.flow.text.Shown;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.TableSchema;
import dev.millrace.tables.write.Names;
import dev.millrace.tables.write.WrittenColumns;

/** Reads one condition, and refuses those that no row of the training data can have met. */
final class ConditionReader {
  private static final int MOST_NAMED = 8;

  private final Clause clause;
  private final ColumnSchema column;
  /** The number of the column in learnt tables. */
  private final int index;

  ConditionReader(TableSchema schema, Clause clause) {
    this.clause = clause;
    List<Integer> named = schema.named(clause.name());
    if (named.isEmpty()) {
      throw WrittenColumns.unknown("`where` " + Shown.cut(clause.text()), clause.name(), schema.columns());
    }
    if (named.size() > 1) {
      throw refused("%d columns have this name; expected the number of one, such as #%d".formatted(named.size(),
          named.getFirst() + 1));
    }
    column = schema.columns().get(named.getFirst());
    index = schema.learnt().indexOf(named.getFirst());
    if (index < 0) {
      throw refused("%s is not learnt: it is %s".formatted(Shown.cut(column.name()), switch (column.type()) {
        case IDENTIFIER -> "an identifier";
        case TEXT -> "free text";
        default -> "the same in all rows";
      }));
    }
  }

  private InvalidInputException refused(String why) {
    return new InvalidInputException("`where` %s: %s".formatted(Shown.cut(clause.text()), why));
  }

  Condition read() {
    if (clause.operator().equals("is")) {
      return missing();
    }
    if (clause.value().isEmpty()) {
      throw refused("expected a value after " + clause.operator());
    }
    return column.form() == null ? ofWords() : ofNumbers(column.form());
  }

  private Condition missing() {
    boolean not = clause.value().matches("not\\s+missing");
    if (!not && !clause.value().equals("missing")) {
      throw refused("expected 'is missing', 'is not missing', or =");
    }
    if (!not && column.missing() == 0) {
      throw refused("%s is missing in no row that was learnt".formatted(Shown.cut(column.name())));
    }
    return not ? new Condition.Not(new Condition.Missing(index)) : new Condition.Missing(index);
  }

  private Condition ofWords() {
    if (clause.operator().equals("..")) {
      String[] ends = ends();
      return range(level(ends[0]), false, level(ends[1]), false);
    }
    int level = level(Names.unquoted(clause.value()));
    return switch (clause.operator()) {
      case "=", "==" -> new Condition.Level(index, level);
      case "!=", "<>" -> new Condition.Not(new Condition.Level(index, level));
      default -> compared(level);
    };
  }

  private int level(String word) {
    int level = column.levels().indexOf(word);
    if (level >= 0) {
      return level;
    }
    if (column.rare().containsKey(word)) {
      throw refused("%s is one of %d rare words, which are learnt together as %s".formatted(Shown.quoted(word),
          column.rare().size(), Shown.quoted(ColumnSchema.OTHER)));
    }
    List<String> levels = column.levels();
    throw refused("no row that was learnt has %s%s".formatted(Shown.quoted(word),
        Nearest.of(word, levels).map(near -> "; did you mean '" + near + "'?").orElseGet(() -> "; expected one of "
            + levels.stream().limit(MOST_NAMED).map(Shown::cut).collect(Collectors.joining(", "))
            + (levels.size() > MOST_NAMED ? ", … (" + levels.size() + ")" : ""))));
  }

  private Condition ofNumbers(ValueForm form) {
    if (clause.operator().equals("..")) {
      String[] ends = ends();
      return range(number(form, ends[0]), false, number(form, ends[1]), false);
    }
    double number = number(form, Names.unquoted(clause.value()));
    return switch (clause.operator()) {
      case "=", "==" -> {
        requireRange(new Condition.Range(index, number, false, number, false));
        yield new Condition.Value(index, number);
      }
      case "!=", "<>" -> new Condition.Not(new Condition.Value(index, number));
      default -> compared(number);
    };
  }

  private double number(ValueForm form, String text) {
    double number = form.parse(text);
    if (Double.isNaN(number) && form instanceof ValueForm.Decimal(int digits, boolean fixed, char mark)
        && mark != '.') {
      number = new ValueForm.Decimal(digits, fixed, '.').parse(text);
    }
    if (Double.isNaN(number)) {
      throw refused("%s is not %s, expected such as %s".formatted(Shown.quoted(text), switch (form) {
        case ValueForm.Decimal _ -> "a number";
        case ValueForm.Date _ -> "a date of this column";
        case ValueForm.Timestamp _ -> "a time of this column";
      }, form.format(column.min())));
    }
    return number;
  }

  private String[] ends() {
    int at = clause.value().indexOf("..");
    String from = Names.unquoted(clause.value().substring(0, at).strip());
    String to = Names.unquoted(clause.value().substring(at + 2).strip());
    if (from.isEmpty() || to.isEmpty()) {
      throw refused("expected two values, as in 1000..2000");
    }
    return new String[]{from, to};
  }

  private Condition compared(double value) {
    return switch (clause.operator()) {
      case "<" -> range(Double.NEGATIVE_INFINITY, false, value, true);
      case "<=" -> range(Double.NEGATIVE_INFINITY, false, value, false);
      case ">" -> range(value, true, Double.POSITIVE_INFINITY, false);
      default -> range(value, false, Double.POSITIVE_INFINITY, false);
    };
  }

  private Condition range(double from, boolean open, double to, boolean openAbove) {
    if (column.form() == null && !column.ordered()) {
      throw refused("the words of %s have no order; the schema can say one, expected = or !="
          .formatted(Shown.cut(column.name())));
    }
    Condition.Range range = new Condition.Range(index, from, open, to, openAbove);
    if (from > to) {
      throw refused("expected the lower value first");
    }
    requireRange(range);
    return range;
  }

  /** Fails if a range has nothing in common with the values that were learnt. */
  private void requireRange(Condition.Range range) {
    double min = column.form() == null ? 0 : column.min();
    double max = column.form() == null ? column.levels().size() - 1 : column.max();
    boolean apart = range.from() > max || range.to() < min || (range.open() && range.from() >= max)
        || (range.openAbove() && range.to() <= min);
    if (apart) {
      throw refused("the rows that were learnt have %s to %s".formatted(shown(min), shown(max)));
    }
  }

  private String shown(double value) {
    return column.form() == null ? column.levels().get((int) value) : column.form().format(value);
  }
}
