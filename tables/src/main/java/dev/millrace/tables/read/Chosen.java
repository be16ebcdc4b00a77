package dev.millrace.tables.read;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Nearest;
import dev.millrace.flow.text.Shown;
import dev.millrace.tables.schema.ColumnChoice;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.SchemaChoices;
import dev.millrace.tables.schema.TableSchema;
import org.jspecify.annotations.Nullable;

/** Which column each choice of a user is for. */
final class Chosen {
  private Chosen() {
  }

  /** A choice for each column; of columns with the same name the first takes the first choice. */
  static List<SchemaChoices.Named> of(SchemaChoices choices, List<String> names) {
    List<SchemaChoices.Named> chosen = new ArrayList<>(Collections.nCopies(names.size(),
        new SchemaChoices.Named("", 0, ColumnChoice.NONE)));
    boolean[] taken = new boolean[names.size()];
    for (SchemaChoices.Named named : choices.columns()) {
      int at = free(named.name(), names, taken);
      if (at < 0) {
        throw new InvalidInputException(unknown("%s%s: ".formatted(choices.place(), named.line() == 0
            ? ""
            : ":" + named.line()), named.name(), names));
      }
      taken[at] = true;
      chosen.set(at, named);
    }
    return chosen;
  }

  private static int free(String name, List<String> names, boolean[] taken) {
    for (int c = 0; c < taken.length; c++) {
      if (!taken[c] && names.get(c).equals(name)) {
        return c;
      }
    }
    return -1;
  }

  /** Where the columns of a schema are in a table; those that are not learnt need not be there. */
  static int[] places(TableSchema schema, List<String> names, String place) {
    boolean[] taken = new boolean[names.size()];
    int[] places = new int[schema.columns().size()];
    for (int c = 0; c < places.length; c++) {
      ColumnSchema column = schema.columns().get(c);
      places[c] = free(column.name(), names, taken);
      if (places[c] >= 0) {
        taken[places[c]] = true;
      } else if (column.type().isLearnt()) {
        throw new InvalidInputException(unknown(place + ": ", column.name(), names));
      }
    }
    return places;
  }

  /** The number of the label. */
  static @Nullable Integer label(SchemaChoices choices, List<String> names) {
    if (choices.label() == null) {
      return null;
    }
    int at = names.indexOf(choices.label());
    if (at < 0) {
      throw new InvalidInputException(unknown(choices.place().isEmpty() ? "`label`: " : choices.place() + ": 'label': ",
          choices.label(), names));
    }
    return at;
  }

  private static String unknown(String place, String name, List<String> names) {
    boolean again = names.contains(name);
    return "%s%s %s%s".formatted(place, again ? "there is but one column" : "there is no column", Shown.quoted(name),
        again
            ? ""
            : Nearest.of(name, names).map(near -> "; did you mean '" + near + "'?")
                .orElse("; the table has " + Shown.line(String.join(", ", names.subList(0, Math.min(8, names.size()))))
                    + (names.size() > 8 ? ", …" : "")));
  }
}
