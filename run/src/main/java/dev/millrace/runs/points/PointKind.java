package dev.millrace.runs.points;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.runs.draw.RunPictures;
import dev.millrace.runs.evaluate.EvaluationOptions;
import dev.millrace.runs.kind.Foreign;
import dev.millrace.runs.kind.Kind;
import dev.millrace.runs.kind.TrainedRun;
import dev.millrace.runs.kind.Weights;
import dev.millrace.runs.open.PointRun;
import dev.millrace.runs.page.ReportPage.Content;
import dev.millrace.runs.rounds.PointRounds;
import dev.millrace.runs.rounds.ReflowOptions;
import dev.millrace.runs.rounds.ReflowRounds;
import dev.millrace.runs.sample.DataOptions;
import dev.millrace.runs.sample.DrawnPoints;
import dev.millrace.runs.sample.PointFiles;
import dev.millrace.runs.sample.Writable;
import dev.millrace.runs.shared.SharedColumn;
import dev.millrace.runs.shared.SharedPairs;
import dev.millrace.runs.shared.SharedTraining;
import dev.millrace.runs.train.MlpTraining;
import dev.millrace.runs.train.Training;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Work;
import tools.jackson.databind.JsonNode;

/** Points: rows of numbers. */
public final class PointKind implements Kind {
  /** For {@link java.util.ServiceLoader}. */
  public PointKind() {
  }

  @Override
  public String name() {
    return "points";
  }

  @Override
  public String unit() {
    return "point";
  }

  /** Points are what no other kind knows. */
  @Override
  public boolean isData(String data) {
    return false;
  }

  @Override
  public boolean isModel(Path file) {
    return false;
  }

  @Override
  public TrainingConfig defaults() {
    return RunConfig.defaults();
  }

  @Override
  public Training training(TrainingConfig config, boolean pictures, Caller caller) throws IOException {
    return MlpTraining.of((RunConfig) config, caller);
  }

  @Override
  public SharedTraining<?> shared(TrainingConfig config, List<SharedColumn> columns, Caller caller) {
    return SharedPoints.of((RunConfig) config, columns);
  }

  @Override
  public SharedPairs sharedPairs(RunDirectory teacher, Map<String, Object> options) throws IOException {
    return new SharedPairs(PointPairs.of(teacher, options));
  }

  /** Fails if the data are a file whose path does not lead there from this folder. */
  @Override
  public Training again(RunDirectory run, TrainingConfig config, Caller caller) throws IOException {
    String data = config.data();
    if (!config.coupling().startsWith("pairs:") && DataSource.isFile(data) && !Path.of(data).isAbsolute()
        && Files.notExists(Path.of(data))) {
      throw new InvalidInputException(
          "%s: no such file; run.yaml of %s names it from the folder where the training began: call verify there"
              .formatted(data, run.path()));
    }
    return MlpTraining.withoutRemarks((RunConfig) config, caller);
  }

  /** Draws; points are measured when they are asked to be. */
  @Override
  public void finish(Training training, RunDirectory run, boolean measure, boolean draw, Caller caller)
      throws IOException {
    if (draw) {
      try (Work _ = caller.begin("drawing pictures")) {
        RunPictures.drawAfterTraining(run, caller);
      }
    }
  }

  @Override
  public void evaluate(RunDirectory run, EvaluationOptions options, Caller caller) throws IOException {
    PointEvaluation.refuseOthers(options);
    PointEvaluation.run(PointRun.of(run, caller), options, caller);
  }

  @Override
  public ReflowRounds rounds(RunDirectory teacher, ReflowOptions options, Caller caller) throws IOException {
    return new PointRounds(teacher, options, caller);
  }

  @Override
  public TrainedRun open(RunDirectory run) throws IOException {
    return new TrainedPoints(this, run, run.model());
  }

  @Override
  public List<Path> draw(RunDirectory run, String picture, Caller caller) throws IOException {
    return RunPictures.draw(run, picture, caller);
  }

  @Override
  public List<String> endings() {
    return PointFiles.ENDINGS;
  }

  @Override
  public Writable data(String data, DataOptions options, Caller caller) throws IOException {
    return DrawnPoints.of(data, options, caller);
  }

  @Override
  public Weights weights(Path file) throws IOException {
    return new PointWeights(file, FlowModel.read(file), List.of());
  }

  @Override
  public Weights weights(Path file, Foreign said) throws IOException {
    return PointWeights.of(file, said);
  }

  @Override
  public List<Content> content(JsonNode evaluation) {
    return PointContent.of(evaluation);
  }

  @Override
  public String caption(String picture) {
    return "";
  }

  @Override
  public String speedUnit() {
    return "pairs";
  }

  @Override
  public boolean isChosen(TrainingConfig config, String name) {
    return false;
  }
}
