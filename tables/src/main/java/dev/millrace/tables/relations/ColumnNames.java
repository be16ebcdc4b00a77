package dev.millrace.tables.relations;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Nearest;
import dev.millrace.flow.text.Shown;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table as constraints name them: by their names, in double quotes if they are no words, and by # and the
 * number in the file, from 1, if they have none or share it.
 *
 * @param names of all columns
 * @param learnt for each its number in learnt tables; −1 if it is not learnt
 * @param forms how the numbers of each are written; null for words
 */
record ColumnNames(List<String> names, List<Integer> learnt, List<@Nullable ValueForm> forms) {
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_.]*");
  private static final List<String> WORDS = List.of("by", "seen", "unique");
  private static final int MOST_NAMED = 8;

  static ColumnNames of(TableSchema schema) {
    List<Integer> learnt = schema.learnt();
    return new ColumnNames(schema.columns().stream().map(ColumnSchema::name).toList(),
        IntStream.range(0, schema.columns().size()).mapToObj(learnt::indexOf).toList(),
        forms(schema));
  }

  private static List<@Nullable ValueForm> forms(TableSchema schema) {
    List<@Nullable ValueForm> forms = new ArrayList<>();
    schema.columns().forEach(column -> forms.add(column.form()));
    return forms;
  }

  /** Columns that are only known by their numbers, all of them learnt and numbers. */
  static ColumnNames numbered(int count) {
    return new ColumnNames(Collections.nCopies(count, ""), IntStream.range(0, count).boxed().toList(),
        Collections.nCopies(count, ValueForm.Decimal.INTEGER));
  }

  /** The name of a learnt column. */
  String shown(int column) {
    int at = learnt.indexOf(column);
    String name = names.get(at);
    if (name.isBlank() || name.indexOf('"') >= 0 || Collections.frequency(names, name) > 1
        || name.chars().anyMatch(Character::isISOControl)) {
      return "#" + (at + 1);
    }
    return PLAIN.matcher(name).matches() && !WORDS.contains(name) ? name : '"' + name + '"';
  }

  /** The number in learnt tables of a name. */
  int find(String name, String place) {
    int at = names.indexOf(name);
    if (at < 0) {
      throw new InvalidInputException("%s: there is no column %s%s".formatted(place, Shown.quoted(name),
          Nearest.of(name, names).map(near -> "; did you mean '" + near + "'?").orElseGet(() -> "; there are "
              + String.join(", ", names.stream().limit(MOST_NAMED).map(Shown::cut).toList())
              + (names.size() > MOST_NAMED ? ", …" : ""))));
    }
    return at(at, place);
  }

  /** The number in learnt tables of the number in the file. */
  int at(int number, String place) {
    if (number < 0 || number >= names.size()) {
      throw new InvalidInputException(
          "%s: there is no column #%d, expected 1 to %d".formatted(place, number + 1, names.size()));
    }
    if (learnt.get(number) < 0) {
      throw new InvalidInputException("%s: column %s is not learnt; constraints are for columns that are"
          .formatted(place, Shown.quoted(names.get(number))));
    }
    return learnt.get(number);
  }

  @Nullable
  ValueForm form(int column) {
    return forms.get(learnt.indexOf(column));
  }
}
