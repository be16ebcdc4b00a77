package dev.millrace.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.runs.draw.BesidePictures;
import dev.millrace.runs.evaluate.DistanceOptions;
import dev.millrace.runs.evaluate.Distances;
import dev.millrace.runs.evaluate.EvaluationOptions;
import dev.millrace.runs.kind.Foreign;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.kind.TrainedOn;
import dev.millrace.runs.kind.TrainedRun;
import dev.millrace.runs.kind.Weights;
import dev.millrace.runs.manage.Densities;
import dev.millrace.runs.manage.Imported;
import dev.millrace.runs.manage.Reflowing;
import dev.millrace.runs.manage.SampleBlocks;
import dev.millrace.runs.manage.TrainingRequest;
import dev.millrace.runs.manage.Verification;
import dev.millrace.runs.report.RunReport;
import dev.millrace.runs.rounds.ReflowOptions;
import dev.millrace.runs.sample.Sampled;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Work;

/**
 * Everything that is done with runs, for one caller. No call prints, exits, or starts a thread that outlives it.
 *
 * <p>Wrong input is an {@link dev.millrace.flow.InvalidInputException}, whose message names the parameter in backticks;
 * nothing is written then. A call that the caller cancels ends with a {@link
 * dev.millrace.runs.work.StoppedException}, and what it has done can be resumed.
 *
 * @param kinds the kinds of runs
 * @param caller hears what is done, may cancel it, and limits its memory
 */
public record Runs(Kinds kinds, Caller caller) {
  /** Copies of the pictures of a report: as they are, in base 64, and on the page. */
  private static final int COPIES = 6;

  /**
   * Finds the kinds that are on the class path.
   *
   * @param caller hears what is done, may cancel it, and limits its memory
   * @return the calls
   */
  public static Runs of(Caller caller) {
    return new Runs(Kinds.load(), caller);
  }

  /**
   * Opens a run.
   *
   * @param run its folder
   * @return the run with its model
   * @throws IOException if reading fails
   */
  public TrainedRun open(Path run) throws IOException {
    return kinds.open(run);
  }

  /**
   * The value of every option of a training that is asked for.
   *
   * @param request the training
   * @return the options
   * @throws IOException if reading a file of options fails
   */
  public TrainingConfig options(TrainingRequest request) throws IOException {
    return request.resolve(kinds);
  }

  /**
   * Trains, from the start or from the newest checkpoint.
   *
   * @param request the training
   * @return the run
   * @throws IOException if reading or writing fails
   */
  public RunDirectory train(TrainingRequest request) throws IOException {
    return request.run(kinds, caller);
  }

  /**
   * Continues a run with its own options.
   *
   * @param run its folder
   * @return the run
   * @throws IOException if reading or writing fails
   */
  public RunDirectory resume(Path run) throws IOException {
    return train(TrainingRequest.resuming(run));
  }

  /**
   * Trains the first steps of a run again and compares the bytes; the run stays as it is.
   *
   * @param run its folder
   * @param steps the most steps to train
   * @param changes options that change no bytes, such as threads
   * @return both hashes
   * @throws IOException if reading fails
   */
  public Verification verify(Path run, int steps, Map<String, Object> changes) throws IOException {
    return Verification.of(kinds, RunDirectory.open(run), steps, changes, caller);
  }

  /**
   * Straightens a flow, distils it, or both.
   *
   * @param options the rounds
   * @param out the folder of the new run, which must not exist or be empty
   * @return the flows of all rounds
   * @throws IOException if reading or writing fails
   */
  public Reflowing reflow(ReflowOptions options, Path out) throws IOException {
    return Reflowing.begin(kinds, options, out, caller);
  }

  /**
   * Continues a reflow with the options that it began with.
   *
   * @param out its folder
   * @return the flows of all rounds
   * @throws IOException if reading or writing fails
   */
  public Reflowing resumeReflow(Path out) throws IOException {
    return Reflowing.resume(kinds, out, caller);
  }

  /**
   * Trains a flow for one step only on the pairs of a run.
   *
   * @param options the pairs and the training; their rounds are not used
   * @param out the folder of the new run, which must not exist or be empty
   * @return the teacher and the new flow
   * @throws IOException if reading or writing fails
   */
  public Reflowing distil(ReflowOptions options, Path out) throws IOException {
    return reflow(options.withRounds(0, true), out);
  }

  /**
   * Makes samples.
   *
   * @param run the folder of the run
   * @param options which samples, and how
   * @return the samples
   * @throws IOException if reading fails
   */
  public Sampled sample(Path run, SamplingOptions options) throws IOException {
    return open(run).sample(options, caller);
  }

  /**
   * Makes samples in blocks, so that any number takes no more memory than one block. Row i is a function of the run, the
   * options and offset + i, on a fixed grid.
   *
   * @param run the folder of the run
   * @param options how they are made
   * @param offset number of the first row
   * @param count number of rows
   * @param block the most rows at once, at least 1
   * @param blocks receives each block
   * @throws IOException if reading fails
   */
  public void stream(Path run, SamplingOptions options, long offset, long count, int block, Consumer<Sampled> blocks)
      throws IOException {
    SampleBlocks.of(open(run), options, offset, count, block, caller, blocks);
  }

  /**
   * Measures a run. The figures are in {@code evaluation.json} in its folder, and as a table in the event {@link
   * dev.millrace.runs.work.RunEvent.Measured}.
   *
   * @param run its folder
   * @param options what is measured
   * @return the run
   * @throws IOException if reading or writing fails
   */
  public RunDirectory evaluate(Path run, EvaluationOptions options) throws IOException {
    RunDirectory folder = RunDirectory.openTrained(run);
    kinds.of(folder).evaluate(folder, options, caller);
    return folder;
  }

  /**
   * Measures the distances between two files of points.
   *
   * @param options which distances
   * @return the distances
   * @throws IOException if reading fails
   */
  public Distances distances(DistanceOptions options) throws IOException {
    return Distances.measure(options, caller);
  }

  /**
   * Computes how probable points are under a flow.
   *
   * @param options the run and the points
   * @return the log densities
   * @throws IOException if reading fails
   */
  public Densities densities(Densities.Options options) throws IOException {
    return Densities.of(kinds, options, caller);
  }

  /**
   * Draws pictures of a run.
   *
   * @param run its folder
   * @param picture the name of one, or "all"
   * @return the files
   * @throws IOException if reading or writing fails
   */
  public List<Path> draw(Path run, String picture) throws IOException {
    RunDirectory folder = RunDirectory.open(run);
    ConfigFile.data(folder.configFile()).ifPresent(caller.memory()::requireForData);
    try (Work _ = caller.begin("drawing pictures")) {
      return kinds.of(folder).draw(folder, picture, caller);
    }
  }

  /**
   * Draws two flows of the same points side by side: their trajectories, and, if both are measured, their samples by
   * number of steps.
   *
   * @param run the folder of the run that is drawn on the right, or below, and receives the pictures
   * @param other the folder of the other run
   * @return the files
   * @throws InvalidInputException if a run is not of points, or they are of other data
   * @throws IOException if reading or writing fails
   */
  public List<Path> drawBeside(Path run, Path other) throws IOException {
    RunDirectory folder = RunDirectory.open(run);
    RunDirectory left = RunDirectory.open(other);
    for (RunDirectory each : List.of(folder, left)) {
      if (!kinds.of(each).name().equals("points")) {
        throw new InvalidInputException(
            "`beside`: %s is a run of %s, expected one of points".formatted(each.path(), kinds.of(each).name()));
      }
    }
    try (Work _ = caller.begin("drawing pictures")) {
      return BesidePictures.draw(folder, left, caller);
    }
  }

  /**
   * Writes the report page of a run.
   *
   * @param run its folder
   * @param file the HTML file
   * @param command the name of the command, for command lines on the page, such as "millrace"
   * @throws IOException if reading or writing fails
   */
  public void report(Path run, Path file, String command) throws IOException {
    RunDirectory folder = RunDirectory.open(run);
    caller.memory().require("a report of the pictures in " + folder.plots(), COPIES * sizeOf(folder.plots()));
    RunReport.of(kinds, folder, command).write(file);
  }

  private static long sizeOf(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    long sum = 0;
    try (Stream<Path> inside = Files.list(folder)) {
      for (Path file : inside.toList()) {
        sum += Files.size(file);
      }
    }
    return sum;
  }

  /**
   * Writes the weights of a run for other programs, with PyTorch's names.
   *
   * @param run its folder
   * @param file the .safetensors file
   * @return the weights
   * @throws IOException if reading or writing fails
   */
  public Weights exportWeights(Path run, Path file) throws IOException {
    RunDirectory folder = RunDirectory.open(run);
    caller.memory().requireForWeights(folder.modelFile());
    Weights weights = kinds.of(folder).weights(folder.modelFile());
    weights.write(file);
    return weights;
  }

  /**
   * Makes a run of a file of weights.
   *
   * @param file a .safetensors file that Millrace or PyTorch has written
   * @param on what it was trained on
   * @param out the folder of the new run, which must not exist or be empty
   * @return the new run
   * @throws IOException if reading or writing fails
   */
  public Imported importWeights(Path file, TrainedOn on, Path out) throws IOException {
    return Imported.of(kinds, file, on, out, caller);
  }

  /**
   * As {@link #importWeights(Path, TrainedOn, Path)}, of a file that another program has written.
   *
   * @param file a .safetensors file
   * @param said what the user says of the file
   * @param on what it was trained on
   * @param out the folder of the new run, which must not exist or be empty
   * @return the new run
   * @throws IOException if reading or writing fails
   */
  public Imported importWeights(Path file, Foreign said, TrainedOn on, Path out) throws IOException {
    return Imported.of(kinds, file, said, on, out, caller);
  }
}
