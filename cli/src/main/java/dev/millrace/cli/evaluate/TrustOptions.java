package dev.millrace.cli.evaluate;

import java.io.IOException;
import java.util.List;

import dev.millrace.cli.terminal.Messages;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.evaluate.EvaluationOptions;
import dev.millrace.runs.kind.Kind;
import dev.millrace.runs.kind.TrainedRun;
import dev.millrace.runs.work.Caller;
import dev.millrace.tables.kind.TrainedTable;
import dev.millrace.tables.kind.evaluate.TableEvaluation;
import dev.millrace.tables.trust.Gate;
import dev.millrace.tables.trust.Gates;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a user demands of the figures of a table. */
public final class TrustOptions {
  /** The exit status of an evaluation whose figures do not meet what was demanded. */
  private static final int NOT_MET = 3;

  @Option(names = "--fail-on", paramLabel = "LIST",
      description = "tables: exit with status 3 if figures are worse than this: quality or privacy (the usual limits), or "
          + "limits such as \"quality:c2st<=0.6, privacy:dcr<=0.6\"; measures have the names of evaluation.json, or of the "
          + "table that is printed, such as tr/te")
  private @Nullable String failOn;

  /** Whether anything is demanded; fails for a demand that is not understood. */
  boolean isGiven() {
    if (failOn != null) {
      Gates.parse(failOn);
    }
    return failOn != null;
  }

  /** Measures a table and says which demands are not met. */
  int check(Kind kind, RunDirectory run, EvaluationOptions options, Caller caller) throws IOException {
    TrainedRun trained = kind.open(run);
    if (failOn == null || !(trained instanceof TrainedTable table)) {
      throw new InvalidInputException("--fail-on %s: %s is a run of %s, expected one of tables".formatted(failOn,
          run.path(), kind.name()));
    }
    List<Gate.Result> failures = Gates.parse(failOn).failures(TableEvaluation.run(table.run(), options, caller));
    failures.forEach(failure -> Messages.complain(failure.text()));
    return failures.isEmpty() ? 0 : NOT_MET;
  }
}
