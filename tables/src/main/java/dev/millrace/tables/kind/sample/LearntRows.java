package dev.millrace.tables.kind.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Tables;
import dev.millrace.tables.kind.open.TableRun;
import dev.millrace.tables.model.SampleOptions;
import dev.millrace.tables.model.TableDraw;
import dev.millrace.tables.relations.Constraints;
import dev.millrace.tables.relations.RowTest;
import dev.millrace.tables.where.Accepted;
import dev.millrace.tables.where.Condition;
import dev.millrace.tables.where.Where;

/**
 * Rows of the learnt columns that meet conditions and the constraints of the schema. What the model can be told it is told;
 * for the rest rows are drawn until enough fit. Row i is a function of the model, the options, the seed and i.
 */
public final class LearntRows {
  private final TableRun run;
  private final Where where;
  private final List<Integer> classes;
  private final SampleOptions how;
  /** Columns that the model is told to be missing. */
  private final Set<Integer> missing;
  /** Whether the model can be told all conditions. */
  private final boolean isTold;
  /** Whether no row is rejected. */
  private final boolean isExact;
  private final Accepted accepted;

  LearntRows(TableRun run, Where where, List<Integer> classes, SampleOptions how) {
    this.run = run;
    this.where = where;
    this.classes = List.copyOf(classes);
    this.how = how;
    missing = where.conditions().stream().filter(this::isKnownMissing).map(Condition::column)
        .collect(Collectors.toSet());
    isTold = where.conditions().stream().allMatch(this::isTold);
    Constraints constraints = Constraints.of(run.schema(), "");
    List<RowTest> tests = new ArrayList<>();
    if (!isTold) {
      tests.add(where);
    }
    if (!run.model().relations().isCertain()) {
      tests.add(run.model().relations());
    }
    if (!constraints.isEmpty()) {
      tests.add(constraints);
    }
    isExact = tests.isEmpty() && constraints.different().isEmpty();
    accepted = new Accepted(RowTest.all(tests), constraints.different(), this::drawn);
  }

  /**
   * {@return any rows that meet the constraints of the schema}
   *
   * @param run the run
   * @param how how they are drawn
   */
  public static LearntRows of(TableRun run, SampleOptions how) {
    return new LearntRows(run, Where.ANY, List.of(), how);
  }

  /** Whether a column is asked to be missing, and the model knows such rows. */
  private boolean isKnownMissing(Condition condition) {
    return condition instanceof Condition.Missing
        && run.model().encoding().columns().get(condition.column()).missingCode() >= 0;
  }

  /** Whether rows that are told a condition meet it: a column that others give is computed after it is drawn. */
  private boolean isTold(Condition condition) {
    return condition.isValue() || (isKnownMissing(condition) && run.model().relations().list().stream()
        .noneMatch(relation -> relation.column() == condition.column()));
  }

  boolean isExact() {
    return isExact;
  }

  /** How many of the drawn rows met the conditions, if that is worth saying. */
  Optional<String> rate() {
    return isExact || (isTold && accepted.isAll()) ? Optional.empty() : Optional.of(accepted.rate());
  }

  private Table drawn(long from, int rows) {
    return run.model().sample(draw(from, rows));
  }

  /** What the model draws: candidates, or rows if none is rejected. */
  TableDraw draw(long from, int rows) {
    SampleOptions here = how.withOffset(from);
    return where.values().isEmpty() && missing.isEmpty() && classes.isEmpty()
        ? TableDraw.any(rows, here)
        : TableDraw.of(given(from, rows), missing, here);
  }

  /** What the model is told of rows: the values that are asked for, and their classes in turn. */
  private Table given(long from, int rows) {
    List<Column> given = new ArrayList<>();
    List<Integer> learnt = run.schema().learnt();
    for (int index : learnt) {
      given.add(run.schema().columns().get(index).allMissing(rows));
    }
    where.values().forEach(condition -> given.set(condition.column(),
        condition.value(given.get(condition.column())).rows(new int[rows])));
    if (!classes.isEmpty()) {
      int label = run.model().label();
      int[] codes = new int[rows];
      Arrays.setAll(codes, row -> classes.get((int) ((from + row) % classes.size())));
      given.set(label, Labels.column(run, codes));
    }
    return new Table(given);
  }

  /**
   * {@return some rows}
   *
   * @param from the number of the first
   * @param rows how many
   */
  public Table rows(long from, int rows) {
    if (isExact) {
      return drawn(from, rows);
    }
    List<Table> parts = new ArrayList<>();
    for (long at = from; at < from + rows;) {
      int next = (int) Math.min(from + rows - at, Accepted.GROUP - at % Accepted.GROUP);
      parts.add(accepted.rows(at, next));
      at += next;
    }
    return Tables.joined(parts);
  }
}
