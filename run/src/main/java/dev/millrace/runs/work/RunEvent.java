package dev.millrace.runs.work;

import java.util.Map;

import dev.millrace.flow.run.RunDirectory;

/** What a call publishes while it works. The caller may show it, write it to a log, or ignore it. */
public sealed interface RunEvent {
  /**
   * A piece of work begins.
   *
   * @param work its name, of one or a few words
   * @param done units that were done before
   * @param total number of units; 0 if it is not known
   */
  record Began(String work, int done, int total) implements RunEvent {}

  /**
   * The work that began last has come further.
   *
   * @param done units done, at most the total
   * @param news further text, in parts separated by commas; may be empty
   */
  record Advanced(int done, String news) implements RunEvent {}

  /** The work that began last has ended, whether or not it was completed. */
  record Ended() implements RunEvent {}

  /** All input is read and checked. From now on files are written, and the work stops in good order when it is asked to. */
  record Prepared() implements RunEvent {}

  /**
   * Steps of a training follow, which other threads may look at.
   *
   * @param run the folder of the run
   * @param live the training
   */
  record Learning(RunDirectory run, LiveTraining live) implements RunEvent {}

  /**
   * A line of the log of a training was written.
   *
   * @param step number of steps done
   * @param values what the log holds of it, by name, such as loss, seconds and samplesPerSecond
   */
  record Logged(int step, Map<String, Object> values) implements RunEvent {}

  /**
   * A training has ended.
   *
   * @param run its folder
   * @param steps number of steps
   * @param batch pairs or images per step
   * @param unit what a step learns from, such as "pairs"
   * @param parameters number of weights
   * @param engine what computed it
   * @param loss the last loss that was logged
   * @param seconds the time that it took
   */
  record Trained(RunDirectory run, int steps, int batch, String unit, long parameters, String engine, double loss,
      double seconds) implements RunEvent {}

  /**
   * Figures that were measured, as a table for the user.
   *
   * @param text the text
   */
  record Measured(String text) implements RunEvent {}

  /**
   * Figures were measured with fewer samples than is usual, as the training was short.
   *
   * @param run the folder of the run
   * @param count number of samples
   */
  record Shortened(RunDirectory run, int count) implements RunEvent {}

  /**
   * A line of text for the user.
   *
   * @param level how important the text is
   * @param text the text
   */
  record Said(Level level, String text) implements RunEvent {}

  /** How much a line of text matters. */
  enum Level {
    /** What is being done. */
    INFO,
    /** A property of the data or of the options that a user may not expect. */
    REMARK,
    /** The result is not what was asked for, or is not reliable. */
    WARNING
  }
}
