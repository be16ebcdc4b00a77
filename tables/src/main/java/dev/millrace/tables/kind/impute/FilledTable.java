package dev.millrace.tables.kind.impute;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.runs.sample.Writable;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Work;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.kind.open.TableRun;
import dev.millrace.tables.model.Imputed;
import dev.millrace.tables.model.SampleOptions;
import dev.millrace.tables.read.SourceOptions;
import dev.millrace.tables.read.TableSource;
import dev.millrace.tables.schema.ColumnChoice;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.ColumnType;
import dev.millrace.tables.schema.SchemaChoices;
import dev.millrace.tables.schema.TableSchema;
import dev.millrace.tables.write.TableFiles;
import dev.millrace.tables.write.WrittenColumns;

/**
 * A file whose holes are filled. It has the columns of the file, in their order; those that the run does not know, and
 * identifiers and free text, are as they were.
 *
 * @param schema the columns that are written
 * @param table their values
 * @param holes what was filled, column by column
 * @param nfe evaluations of the network for each row that had holes; 0 if none had
 */
public record FilledTable(TableSchema schema, Table table, List<Holes> holes, int nfe) implements Writable {
  private static final String CERTAINTY = "_certainty";
  private static final ValueForm.Decimal FOUR_DIGITS = new ValueForm.Decimal(4, false, '.');
  /** No word of the file is grouped with others: it could not be written again. */
  private static final int ALL_LEVELS = Integer.MAX_VALUE;

  /**
   * Fills the holes of a file.
   *
   * @param run the run
   * @param file a file, or the address of a database, with some of the columns of the run
   * @param options how holes are filled
   * @param caller hears of the work
   * @return the filled table
   * @throws InvalidInputException if the file has no column of the run, or values of other types
   * @throws IOException if reading fails
   */
  public static FilledTable of(TableRun run, String file, ImputeOptions options, Caller caller) throws IOException {
    SourceOptions reading = options.source().withMaxLevels(ALL_LEVELS);
    try (Work _ = caller.begin("filling holes"); TableSource source = TableSource.open(file, reading)) {
      TableSchema found = source.schema();
      TableSchema schema = source.schema(choices(run.schema(), found, source.location()));
      Table typed = source.read(schema);
      List<Column> columns = new ArrayList<>();
      for (int c = 0; c < schema.columns().size(); c++) {
        int learnt = schema.learnt().indexOf(c);
        columns.add(learnt >= 0 ? typed.column(learnt) : source.texts(schema.columns().get(c), c));
      }
      return filled(run, schema, columns, options);
    }
  }

  /** What the run knows of the columns of a file; the others are taken as they are. */
  private static SchemaChoices choices(TableSchema known, TableSchema found, String file) {
    List<SchemaChoices.Named> named = new ArrayList<>();
    boolean any = false;
    Map<String, Integer> seen = new HashMap<>();
    for (ColumnSchema column : found.columns()) {
      int before = seen.merge(column.name(), 1, Integer::sum) - 1;
      List<ColumnSchema> same = known.columns().stream().filter(c -> c.name().equals(column.name())).toList();
      ColumnChoice choice = before < same.size()
          ? choice(same.get(before))
          : new ColumnChoice(ColumnType.TEXT, null, null, null, false, null);
      any |= before < same.size() && same.get(before).type().isLearnt();
      named.add(new SchemaChoices.Named(column.name(), 0, choice));
    }
    if (!any) {
      throw new InvalidInputException("%s: has none of the columns that the run has learnt, such as %s".formatted(file,
          known.columns().get(known.learnt().getFirst()).name()));
    }
    return new SchemaChoices(file, named, null, List.of());
  }

  private static ColumnChoice choice(ColumnSchema known) {
    boolean truth = known.type() == ColumnType.BOOLEAN;
    return new ColumnChoice(truth ? ColumnType.CATEGORY : known.type().isLearnt() ? known.type() : ColumnType.TEXT,
        switch (known.form()) {
          case ValueForm.Date date -> date.pattern();
          case ValueForm.Timestamp time -> time.pattern();
          case null, default -> null;
        }, known.marks().isEmpty() ? null : known.marks(), null, false, null);
  }

  private static FilledTable filled(TableRun run, TableSchema schema, List<Column> columns, ImputeOptions options) {
    int rows = columns.getFirst().size();
    List<Integer> places = places(run.schema(), schema);
    List<Column> given = new ArrayList<>();
    for (int k = 0; k < places.size(); k++) {
      ColumnSchema known = run.schema().columns().get(run.schema().learnt().get(k));
      given.add(places.get(k) < 0 ? known.allMissing(rows) : columns.get(places.get(k)));
    }
    Imputed imputed = run.model().impute(new Table(given), options.filling(),
        new SampleOptions(options.seed(), 0, options.steps() == null ? run.usualSteps() : options.steps(), false,
            Workers.orAllProcessors(options.threads())));
    List<ColumnSchema> written = new ArrayList<>(schema.columns());
    List<Column> values = new ArrayList<>(columns);
    List<Holes> holes = new ArrayList<>();
    for (int k = 0; k < places.size(); k++) {
      int place = places.get(k);
      if (place < 0 || given.get(k).missing() == 0) {
        continue;
      }
      values.set(place, imputed.table().column(k));
      Column was = given.get(k);
      double[] spread = imputed.spread().get(k);
      double[] sure = IntStream.range(0, rows).filter(was::isMissing).mapToDouble(r -> spread[r]).toArray();
      holes.add(Holes.of(schema.columns().get(place), imputed.table().column(k), sure));
    }
    for (int k = 0; options.certainty() && k < places.size(); k++) {
      if (places.get(k) >= 0 && given.get(k).missing() > 0) {
        String name = schema.columns().get(places.get(k)).name() + CERTAINTY;
        written.add(new ColumnSchema(name, ColumnType.NUMBER, FOUR_DIGITS, 0, rows, List.of(), false, 0, 0, "",
            "how sure a filled value is"));
        values.add(new Numbers(name, imputed.spread().get(k), FOUR_DIGITS));
      }
    }
    return new FilledTable(schema.withColumns(written), new Table(values), holes, imputed.nfe());
  }

  /** For each learnt column of the run its number in the file; −1 if the file has none. */
  private static List<Integer> places(TableSchema known, TableSchema file) {
    List<Integer> places = new ArrayList<>();
    boolean[] taken = new boolean[file.columns().size()];
    for (int index : known.learnt()) {
      int at = IntStream.range(0, taken.length)
          .filter(c -> !taken[c] && file.columns().get(c).name().equals(known.columns().get(index).name())).findFirst()
          .orElse(-1);
      if (at >= 0) {
        taken[at] = true;
      }
      places.add(at);
    }
    return places;
  }

  @Override
  public int count() {
    return table.rows();
  }

  @Override
  public String summary() {
    return String.format(Locale.ROOT, "%,d rows, %,d holes filled",
        table.rows(), holes.stream().mapToInt(Holes::count).sum());
  }

  @Override
  public AtomicFile.Body file(String ending, String name) {
    WrittenColumns all = new WrittenColumns(schema, IntStream.range(0, schema.columns().size()).boxed().toList());
    return new TableFiles(all, false).body(ending, name, sink -> sink.accept(table));
  }
}
