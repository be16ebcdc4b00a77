package dev.millrace.tables.read;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Nearest;
import dev.millrace.flow.text.Shown;
import dev.millrace.tables.schema.ColumnChoice;
import dev.millrace.tables.schema.SchemaChoices;
import org.jspecify.annotations.Nullable;

/** Which column each choice of a user is for. */
final class Chosen {
  private Chosen() {
  }

  /** A choice for each column; of columns with the same name the first takes the first choice. */
  static List<ColumnChoice> of(SchemaChoices choices, List<String> names) {
    List<ColumnChoice> chosen = new ArrayList<>(Collections.nCopies(names.size(), ColumnChoice.NONE));
    boolean[] taken = new boolean[names.size()];
    for (SchemaChoices.Named named : choices.columns()) {
      int at = -1;
      for (int c = 0; c < taken.length && at < 0; c++) {
        at = !taken[c] && names.get(c).equals(named.name()) ? c : -1;
      }
      if (at < 0) {
        throw new InvalidInputException(unknown("%s%s: ".formatted(choices.place(), named.line() == 0
            ? ""
            : ":" + named.line()), named.name(), names));
      }
      taken[at] = true;
      chosen.set(at, named.choice());
    }
    return chosen;
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
