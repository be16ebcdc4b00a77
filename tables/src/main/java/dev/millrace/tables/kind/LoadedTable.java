package dev.millrace.tables.kind;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import dev.millrace.flow.random.Seed;
import dev.millrace.runs.rows.FilledRows;
import dev.millrace.runs.rows.LoadedRun;
import dev.millrace.runs.rows.RowSettings;
import dev.millrace.runs.rows.RunFacts;
import dev.millrace.runs.work.Caller;
import dev.millrace.tables.kind.impute.FilledTable;
import dev.millrace.tables.kind.impute.ImputeOptions;
import dev.millrace.tables.kind.open.TableRun;
import dev.millrace.tables.kind.sample.Labels;
import dev.millrace.tables.kind.sample.TableRows;
import dev.millrace.tables.model.Filling;
import dev.millrace.tables.read.SourceOptions;
import dev.millrace.tables.schema.SchemaJson;
import org.jspecify.annotations.Nullable;

/**
 * A trained table in memory.
 *
 * @param flow what rows are drawn from
 */
record LoadedTable(TableRows.Flow flow) implements LoadedRun {
  @Override
  public TableRows rows(RowSettings how, Seed seed) {
    return TableRows.of(flow, how, seed);
  }

  @Override
  public RunFacts facts() {
    TableRun run = flow.run();
    TableRows usual = rows(RowSettings.USUAL, new Seed(0));
    return new RunFacts(usual.columns(), run.model().label() < 0 ? List.of() : Labels.levels(run), run.usualCount(),
        usual.group().steps(), "euler", usual.endings(), SchemaJson.of(run.schema()));
  }

  @Override
  public FilledRows impute(Path file, @Nullable Integer steps, Seed seed, boolean draw) throws IOException {
    FilledTable filled = FilledTable.of(flow.run(), file.toString(),
        new ImputeOptions(SourceOptions.defaults(), draw ? Filling.DRAW : Filling.EXPECTED, steps, false, seed,
            flow.threads()),
        Caller.silent());
    return new FilledRows(filled.file(".jsonl", "the answer"), filled.nfe());
  }

  @Override
  public void close() {
    // Everything is on the heap.
  }
}
