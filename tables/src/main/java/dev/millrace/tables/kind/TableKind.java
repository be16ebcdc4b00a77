package dev.millrace.tables.kind;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.runs.evaluate.EvaluationOptions;
import dev.millrace.runs.kind.Kind;
import dev.millrace.runs.kind.Weights;
import dev.millrace.runs.page.ReportPage.Content;
import dev.millrace.runs.rounds.ReflowOptions;
import dev.millrace.runs.rounds.ReflowRounds;
import dev.millrace.runs.sample.DataOptions;
import dev.millrace.runs.sample.Writable;
import dev.millrace.runs.shared.SharedColumn;
import dev.millrace.runs.shared.SharedTraining;
import dev.millrace.runs.train.Training;
import dev.millrace.runs.work.Caller;
import dev.millrace.tables.kind.draw.TableRunPictures;
import dev.millrace.tables.kind.evaluate.TableEvaluation;
import dev.millrace.tables.kind.open.TableFilesKnown;
import dev.millrace.tables.kind.open.TableRun;
import dev.millrace.tables.kind.share.SharedTable;
import dev.millrace.tables.kind.train.TableConfig;
import dev.millrace.tables.kind.train.TableRunTraining;
import dev.millrace.tables.trust.TrustContent;
import dev.millrace.tables.write.TableFiles;
import tools.jackson.databind.JsonNode;

/** Tables: rows of columns of mixed types. */
public final class TableKind implements Kind {
  /** For {@link java.util.ServiceLoader}. */
  public TableKind() {
  }

  @Override
  public String name() {
    return TableConfig.TABLES;
  }

  @Override
  public String unit() {
    return "row";
  }

  /** A .csv file whose first row has words, which may be names, a file of Parquet or DuckDB, or a JDBC URL. */
  @Override
  public boolean isData(String data) {
    return TableFilesKnown.isTable(data);
  }

  @Override
  public boolean isNamedInRuns() {
    return true;
  }

  @Override
  public boolean isModel(Path file) throws IOException {
    return TableFilesKnown.isModel(file);
  }

  @Override
  public TrainingConfig defaults() {
    return TableConfig.defaults();
  }

  @Override
  public Training training(TrainingConfig config, boolean pictures, Caller caller) throws IOException {
    return TableRunTraining.of((TableConfig) config, caller);
  }

  @Override
  public SharedTraining<?> shared(TrainingConfig config, List<SharedColumn> columns, Caller caller) {
    return SharedTable.of((TableConfig) config, columns, caller);
  }

  @Override
  public Training again(RunDirectory run, TrainingConfig config, Caller caller) throws IOException {
    return TableRunTraining.of((TableConfig) config, caller.hearingWarnings());
  }

  @Override
  public void finish(Training training, RunDirectory run, boolean measure, boolean draw, Caller caller)
      throws IOException {
    // Tables are measured when they are asked to be, which takes longer than to learn them.
    if (draw) {
      TableRunPictures.loss(run, training.config().data());
    }
  }

  @Override
  public TrainedTable open(RunDirectory run) throws IOException {
    return new TrainedTable(this, TableRun.of(run));
  }

  @Override
  public List<Path> draw(RunDirectory run, String picture, Caller caller) throws IOException {
    return TableRunPictures.draw(TableRun.of(run), picture, caller);
  }

  @Override
  public List<String> endings() {
    return TableFiles.ENDINGS;
  }

  @Override
  public Writable data(String data, DataOptions options, Caller caller) throws IOException {
    throw new InvalidInputException(data + ": a table; expected points or images");
  }

  @Override
  public void evaluate(RunDirectory run, EvaluationOptions options, Caller caller) throws IOException {
    TableEvaluation.run(TableRun.of(run), options, caller);
  }

  @Override
  public ReflowRounds rounds(RunDirectory teacher, ReflowOptions options, Caller caller) {
    throw new InvalidInputException(teacher.path()
        + ": a run of tables, whose paths are short already: few steps, or one, are enough; reflow is for points and "
        + "images");
  }

  @Override
  public Weights weights(Path file) throws IOException {
    return TableWeights.of(file);
  }

  @Override
  public List<Content> content(JsonNode evaluation) {
    return TrustContent.isIn(evaluation) ? TrustContent.of(evaluation) : List.of();
  }

  @Override
  public String caption(String picture) {
    return switch (picture) {
      case "columns" -> "The columns: real rows beside synthetic ones, and how far each is off in percent.";
      case "pairs" ->
        "How strongly pairs of columns depend on each other in real and in synthetic rows, and the difference.";
      case "steps" -> "The figures by number of steps, beside real rows and cheap methods.";
      default -> "";
    };
  }

  @Override
  public String speedUnit() {
    return "rows";
  }

  @Override
  public boolean isChosen(TrainingConfig config, String name) {
    return List.of("steps", "batch", "lr", "hidden").contains(name);
  }
}
