package dev.millrace.tables.kind.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Nearest;
import dev.millrace.flow.text.Shown;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.encode.LevelCode;
import dev.millrace.tables.kind.open.TableRun;
import dev.millrace.tables.where.Where;
import dev.millrace.tables.write.Names;
import org.jspecify.annotations.Nullable;

/** The classes that rows are asked for: levels of the label. */
public final class Labels {
  private static final int MOST_NAMED = 8;

  private Labels() {
  }

  /**
   * The levels that rows have in turn; empty if the model draws them.
   *
   * @param names levels, separated by commas, or any; null if none are asked for
   */
  static List<Integer> of(TableRun run, @Nullable String names, boolean balanced, Where where) {
    if (names == null && !balanced) {
      return List.of();
    }
    String option = names == null ? "`balanced`" : "`class` " + Shown.cut(names);
    int label = run.model().label();
    if (label < 0) {
      throw new InvalidInputException(
          "%s: %s was trained without a `label`; expected `where`".formatted(option, run.run().path()));
    }
    if (where.conditions().stream().anyMatch(condition -> condition.column() == label)) {
      throw new InvalidInputException("%s: `where` %s names the label too".formatted(option, where.text()));
    }
    if (names == null || names.equals("any")) {
      return List.of();
    }
    if (balanced) {
      throw new InvalidInputException(option + " with `balanced`: expected one of them");
    }
    List<String> levels = levels(run);
    List<Integer> wanted = new ArrayList<>();
    for (String name : Names.split(names)) {
      int level = levels.indexOf(name);
      if (level < 0) {
        throw new InvalidInputException("`class` %s: no level of %s%s".formatted(Shown.cut(name),
            run.model().encoding().columns().get(label).name(),
            Nearest.of(name, levels).map(near -> "; did you mean '" + near + "'?").orElseGet(() -> "; expected one of "
                + levels.stream().limit(MOST_NAMED).map(Shown::cut).collect(Collectors.joining(", ")))));
      }
      wanted.add(level);
    }
    return wanted;
  }

  /**
   * {@return the levels of the label, in words}
   *
   * @param run a run with a label
   */
  public static List<String> levels(TableRun run) {
    LevelCode code = (LevelCode) run.model().encoding().columns().get(run.model().label());
    return code.form() == null
        ? code.words()
        : Arrays.stream(code.numbers()).mapToObj(code.form()::format).toList();
  }

  /** A column of levels. */
  static Column column(TableRun run, int[] codes) {
    LevelCode code = (LevelCode) run.model().encoding().columns().get(run.model().label());
    return code.form() == null
        ? new Words(code.name(), codes, code.words())
        : new Numbers(code.name(), Arrays.stream(codes).mapToDouble(c -> code.numbers()[c]).toArray(), code.form());
  }
}
