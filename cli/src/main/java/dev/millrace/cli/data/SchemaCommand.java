package dev.millrace.cli.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.millrace.cli.options.CsvOptions;
import dev.millrace.cli.options.TableReadOptions;
import dev.millrace.cli.terminal.Flags;
import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.Messages;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.read.SourceOptions;
import dev.millrace.tables.read.TableSource;
import dev.millrace.tables.relations.Constraints;
import dev.millrace.tables.relations.Relations;
import dev.millrace.tables.schema.SchemaChoices;
import dev.millrace.tables.schema.SchemaFile;
import dev.millrace.tables.schema.SchemaJson;
import dev.millrace.tables.schema.SchemaReader;
import dev.millrace.tables.schema.SchemaText;
import dev.millrace.tables.schema.TableSchema;
import dev.millrace.tables.train.TableOptions;
import dev.millrace.tables.train.TableTraining;
import dev.millrace.tables.train.TrainingCost;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "schema", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} schema people.csv --out schema.yaml%n%n",
    description = "Says what the columns of a table are and how they would be learnt, and writes it as a file that can be "
        + "changed and given to train.")
public final class SchemaCommand implements Callable<Integer> {
  /** Relations between columns are looked for in so many rows. */
  private static final int SOME_ROWS = 50_000;

  @ParentCommand
  private @Nullable Host millrace;

  @Parameters(paramLabel = "TABLE",
      description = "a .csv, .tsv or .txt file, each also packed as .gz; a .parquet or .duckdb file; or the address of a "
          + "database, such as jdbc:postgresql://host/name, whose driver is on the class path")
  private String table = "";

  @Option(names = "--out", paramLabel = "FILE", description = "write the schema to this file")
  private @Nullable Path out;

  @Option(names = "--schema", paramLabel = "FILE", description = "a schema that decides what the table does not show")
  private @Nullable Path schema;

  @Mixin
  private TableReadOptions reading = new TableReadOptions();

  @Mixin
  private CsvOptions csv = new CsvOptions();

  @Option(names = "--json", description = "print one JSON object instead of a table")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    SourceOptions options = reading.source(Objects.requireNonNull(millrace), csv);
    SchemaChoices choices = schema == null ? SchemaChoices.NONE : SchemaReader.read(schema);
    try (TableSource source = TableSource.open(table, options)) {
      List<String> notes = new ArrayList<>();
      TableSchema found = related(source, source.schema(choices), choices, notes);
      if (out != null) {
        SchemaFile.write(out, found, source.location());
        Messages.tell("wrote " + out);
      }
      System.out.print(json
          ? SchemaJson.of(found).put("rows", source.rows()) + System.lineSeparator()
          : text(source, found, notes));
    }
    return 0;
  }

  /**
   * The same with the relations between columns as constraints, unless a file decides them; notes what is kept and what a
   * training takes.
   */
  private TableSchema related(TableSource source, TableSchema found, SchemaChoices choices, List<String> notes) {
    if (found.learnt().isEmpty() || source.rows() == 0) {
      return found;
    }
    Table some = source.some(found, SOME_ROWS);
    int label = found.label() == null ? -1 : found.learnt().indexOf(found.label());
    List<String> constraints = new ArrayList<>(found.constraints());
    Relations relations = choices.constraints() == null
        ? Relations.find(some, label)
        : Constraints.of(found, choices.place()).relations(some, label);
    if (choices.constraints() == null) {
      Constraints.described(relations, found, true).forEach(relation -> notes.add("Kept is " + relation + "."));
      constraints.addAll(Constraints.texts(relations, found));
      Constraints.orders(some, relations, found).forEach(order -> {
        notes.add("Kept is " + order + ": in all rows.");
        constraints.add(order);
      });
    }
    TableOptions training = TableOptions.defaults(source.rows(), label >= 0);
    notes.add(TrainingCost.of(TableTraining.of(some, label, relations, training), source.rows()).text());
    return found.withConstraints(constraints);
  }

  private static String text(TableSource source, TableSchema schema, List<String> more) {
    List<String> notes = new ArrayList<>(source.notes().stream().map(Flags::in).toList());
    notes.addAll(SchemaText.warnings(schema, source.rows()));
    notes.addAll(more);
    return SchemaText.of(schema, source.rows(), notes);
  }
}
