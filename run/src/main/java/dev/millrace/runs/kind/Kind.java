package dev.millrace.runs.kind;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.runs.evaluate.EvaluationOptions;
import dev.millrace.runs.page.ReportPage.Content;
import dev.millrace.runs.rounds.ReflowOptions;
import dev.millrace.runs.rounds.ReflowRounds;
import dev.millrace.runs.sample.DataOptions;
import dev.millrace.runs.sample.Writable;
import dev.millrace.runs.shared.SharedColumn;
import dev.millrace.runs.shared.SharedPairs;
import dev.millrace.runs.shared.SharedTraining;
import dev.millrace.runs.train.Training;
import dev.millrace.runs.work.Caller;
import tools.jackson.databind.JsonNode;

/** What flows are about: points, images. Kinds are found by {@link java.util.ServiceLoader}. */
public interface Kind {
  /** {@return the name, in the plural, for messages} */
  String name();

  /** {@return what one sample is called, such as "point"} */
  String unit();

  /**
   * {@return whether a name of data is of this kind} At most one kind besides points answers yes.
   *
   * @param data the name of the data, or a file
   */
  boolean isData(String data);

  /**
   * {@return whether the options of a run of this kind, in {@code run.yaml}, have one that is called kind} Those of points
   * and of images have none.
   */
  default boolean isNamedInRuns() {
    return false;
  }

  /**
   * {@return whether a file of weights is of this kind}
   *
   * @param file the file
   * @throws IOException if reading fails
   */
  boolean isModel(Path file) throws IOException;

  /** {@return the options of a training with their defaults} */
  TrainingConfig defaults();

  /**
   * Prepares a training: reads everything that the options name, before anything is written.
   *
   * @param config the options of the training
   * @param pictures whether pictures are drawn during the training
   * @param caller hears how data were read; the training must fit into its memory
   * @return the training
   * @throws dev.millrace.flow.InvalidInputException naming the option, its value and what is expected
   * @throws IOException if reading or writing fails
   */
  Training training(TrainingConfig config, boolean pictures, Caller caller) throws IOException;

  /**
   * Prepares a training whose rows lie on several machines.
   *
   * @param config the options of the training
   * @param columns the columns of the rows
   * @param caller hears what is found out about the rows
   * @return the training, which has seen no row yet
   * @throws InvalidInputException naming the option or the column that has no place in such a training
   * @throws IOException if reading fails
   */
  default SharedTraining<?> shared(TrainingConfig config, List<SharedColumn> columns, Caller caller)
      throws IOException {
    throw new InvalidInputException(
        "`kind` %s: is trained on one machine; expected points, tables or images".formatted(name()));
  }

  /**
   * Prepares a reflow whose pairs lie on several machines.
   *
   * @param teacher the run whose flow made the pairs, and with whose weights the new flow begins
   * @param options the options that are not as {@link #rounds} has them
   * @return the training, which has seen no pair yet
   * @throws InvalidInputException naming the option that has no place in such a training
   * @throws IOException if reading fails
   */
  default SharedPairs sharedPairs(RunDirectory teacher, Map<String, Object> options) throws IOException {
    throw new InvalidInputException(
        "%s: a run of %s; reflow is for points and images".formatted(teacher.path(), name()));
  }

  /**
   * What follows a training: measures and draws.
   *
   * @param training the training, which is not closed
   * @param run the run
   * @param measure whether figures are measured, if that is usual after a training
   * @param draw whether pictures are drawn
   * @param caller hears the figures and the progress
   * @throws IOException if writing fails
   */
  void finish(Training training, RunDirectory run, boolean measure, boolean draw, Caller caller) throws IOException;

  /**
   * As {@link #training}, for a run that is trained again to compare it: without remarks on its data.
   *
   * @param run the run
   * @param config the options of the training
   * @param caller hears of the work and may cancel it
   * @return the training
   * @throws IOException if reading or writing fails
   */
  Training again(RunDirectory run, TrainingConfig config, Caller caller) throws IOException;

  /**
   * Opens a run, which must have a model.
   *
   * @param run of this kind
   * @return the run with its model
   * @throws IOException if reading fails
   */
  TrainedRun open(RunDirectory run) throws IOException;

  /**
   * Draws pictures of a run, and returns the files.
   *
   * @param run the run
   * @param picture the name of one, or "all"
   * @param caller hears of the work and may cancel it
   * @return the files
   * @throws IOException if reading or writing fails
   */
  List<Path> draw(RunDirectory run, String picture, Caller caller) throws IOException;

  /** {@return the endings of the files that its samples can be written to, such as ".npy"} */
  List<String> endings();

  /**
   * Draws some of the data, points or training images, as they are.
   *
   * @param data the name of the data, or a file
   * @param options how many, and from which
   * @param caller hears of the work and may cancel it
   * @return the points or images
   * @throws IOException if reading fails
   */
  Writable data(String data, DataOptions options, Caller caller) throws IOException;

  /**
   * Measures a run, writes {@code evaluation.json}, and draws the pictures of its figures.
   *
   * @param run the run
   * @param options what to measure
   * @param caller hears the figures and the progress
   * @throws dev.millrace.flow.InvalidInputException if an option has no meaning for this kind, or is out of range
   * @throws IllegalStateException if nothing could be measured
   * @throws IOException if reading or writing fails
   */
  void evaluate(RunDirectory run, EvaluationOptions options, Caller caller) throws IOException;

  /**
   * Prepares a reflow of a run of this kind.
   *
   * @param teacher the run whose flow is straightened
   * @param options how to reflow
   * @param caller hears of the work and may cancel it
   * @return the rounds
   * @throws IOException if reading or writing fails
   */
  ReflowRounds rounds(RunDirectory teacher, ReflowOptions options, Caller caller) throws IOException;

  /**
   * {@return what the weights in a file say of the options of the training that made them}
   *
   * @param file the file
   * @throws IOException if reading or writing fails
   */
  Weights weights(Path file) throws IOException;

  /**
   * {@return as {@link #weights(Path)}, for a file that another program has written}
   *
   * @param file the file
   * @param said what the user says of it; nothing can be said of a kind whose files say all themselves
   * @throws dev.millrace.flow.InvalidInputException naming each tensor that has no place
   * @throws IOException if reading fails
   */
  default Weights weights(Path file, Foreign said) throws IOException {
    if (!said.isEmpty()) {
      throw new InvalidInputException("%s: a network of %s, whose files say all themselves; expected no options on it"
          .formatted(file, name()));
    }
    return weights(file);
  }

  /**
   * {@return the content of {@code evaluation.json} as it is shown on a page}
   *
   * @param evaluation the content of the file
   */
  List<Content> content(JsonNode evaluation);

  /**
   * A caption of a picture that is not the usual one.
   *
   * @param picture the name of its file, without the ending
   * @return the caption; empty for the usual one
   */
  String caption(String picture);

  /** {@return what is counted in the speed of a training, such as "pairs"} */
  String speedUnit();

  /**
   * {@return whether an option has the value that a training chooses by itself here}
   *
   * @param config the options of a run
   * @param name of the option
   */
  boolean isChosen(TrainingConfig config, String name);
}
