package dev.millrace.tables.kind.evaluate;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.plot.Picture;
import dev.millrace.runs.draw.PictureFiles;
import dev.millrace.runs.evaluate.EvaluationOptions;
import dev.millrace.runs.open.PointRun;
import dev.millrace.runs.text.DataNames;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.RunEvent;
import dev.millrace.runs.work.Work;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.kind.open.DistinctNames;
import dev.millrace.tables.kind.open.TableRun;
import dev.millrace.tables.kind.sample.LearntRows;
import dev.millrace.tables.kind.train.TableData;
import dev.millrace.tables.model.SampleOptions;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.trust.TrustPictures;
import dev.millrace.tables.trust.TrustPlan;
import dev.millrace.tables.trust.TrustReport;
import org.jspecify.annotations.Nullable;

/** The trust report of a run, which compares rows as samples have them with those that were not learnt. */
public final class TableEvaluation {
  private TableEvaluation() {
  }

  /**
   * Measures a run, writes {@code evaluation.json}, and draws the pictures of its figures.
   *
   * @param run the run
   * @param options what to measure
   * @param caller hears the figures and the progress
   * @return the figures
   * @throws InvalidInputException if an option has no meaning for tables, all rows were learnt, or the data have changed
   * @throws IOException if reading or writing fails
   */
  public static TrustReport run(TableRun run, EvaluationOptions options, Caller caller) throws IOException {
    requireForTables(options);
    if (run.config().data().equals(PointRun.UNKNOWN_DATA)) {
      throw new InvalidInputException(
          run.run().path() + ": was trained on rows of other machines; write some of them to "
              + "a file, such as Parquet, and name it in run.yaml as 'data'");
    }
    TableData data = TableData.again(run.config(), run.schema(), run.model(), caller);
    Table heldOut = requireHeldOut(run, data);
    int threads = Workers.orAllProcessors(options.threads());
    TrustReport report = TrustReport.measure(DataNames.shortName(run.config().data()),
        DistinctNames.in(run.schema(), data.learnt()), heldOut,
        (steps, count, seed) -> {
          caller.requireGoingOn(run.run(), "the evaluation");
          return LearntRows.of(run, new SampleOptions(seed, 0, steps, false, threads)).rows(0, count);
        }, plan(run, data, options, threads), caller);
    run.run().writeEvaluation(report.toJson());
    caller.publish(new RunEvent.Measured(report.text()));
    if (options.draw()) {
      draw(run, report, caller);
    }
    return report;
  }

  private static void draw(TableRun run, TrustReport report, Caller caller) throws IOException {
    try (Work _ = caller.begin("drawing pictures")) {
      PictureFiles files = new PictureFiles(run.run().plots());
      for (Map.Entry<String, Picture> picture : TrustPictures.of(report).entrySet()) {
        files.write(picture.getKey(), picture.getValue());
      }
    }
  }

  private static Table requireHeldOut(TableRun run, TableData data) {
    if (data.heldOut() == null || data.heldOut().rows() < 3) {
      throw new InvalidInputException(("%s: has learnt %s rows, so that none are left to compare with; "
          + "%s").formatted(run.run().path(), data.heldOut() == null ? "all" : "nearly all",
              run.model().provenance().containsKey(TableData.HELD_OUT) && run.config().protectBelow() > 1
                  ? "a cluster holds out none with `protect-below`"
                  : "train with `holdout` 0.2"));
    }
    return data.heldOut();
  }

  private static TrustPlan plan(TableRun run, TableData data, EvaluationOptions options, int threads) {
    int rows = data.learnt().rows();
    @Nullable
    Integer label = data.label() < 0 ? null : data.label();
    TrustPlan usual = TrustPlan.usual(run.usualSteps(), rows, label, new Seed(options.seed()), threads);
    List<ColumnSchema> learnt = run.schema().learnt().stream().map(run.schema().columns()::get).toList();
    Set<Integer> ordered = IntStream.range(0, learnt.size()).filter(c -> learnt.get(c).ordered()).boxed()
        .collect(Collectors.toSet());
    return new TrustPlan(options.nfe().isEmpty() ? usual.steps() : options.nfe(), usual.mainSteps(),
        options.count() == null ? usual.count() : options.count(), label, ordered, usual.baselines(), usual.seed(),
        threads);
  }

  private static void requireForTables(EvaluationOptions options) {
    String tables = ": has no meaning for a run of tables";
    refuse("`repeats`", options.repeats(), tables);
    refuse("`guidance`", options.guidance(), tables);
    refuse("`guided-steps`", options.guidedSteps(), tables);
    refuse("`classifier`", options.classifier(), tables);
    refuse("`device`", options.device(), tables);
    refuse("`precision`", options.precision(), tables);
    if (options.standardised()) {
      throw new InvalidInputException("`standardised`" + tables);
    }
    if (!options.method().equals(Tableau.EULER)) {
      throw new InvalidInputException("`solver` %s: tables are sampled by euler".formatted(options.method().name()));
    }
    for (int steps : options.nfe()) {
      if (steps < 1) {
        throw new InvalidInputException("`nfe` " + steps + ": expected 1 or more");
      }
    }
    if (options.count() != null && (options.count() < 2 || options.count() > TrustPlan.MOST_ROWS)) {
      throw new InvalidInputException(
          "`count` %d: expected 2 to %d rows".formatted(options.count(), TrustPlan.MOST_ROWS));
    }
  }

  private static void refuse(String option, @Nullable Object value, String why) {
    if (value != null) {
      throw new InvalidInputException(option + " " + value + why);
    }
  }
}
