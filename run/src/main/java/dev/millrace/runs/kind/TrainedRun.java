package dev.millrace.runs.kind;

import java.io.IOException;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.runs.rows.LoadedRun;
import dev.millrace.runs.sample.Sampled;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Device;

/** A run with its model. */
public interface TrainedRun {
  /** {@return what it is about} */
  Kind kind();

  /** {@return its folder} */
  RunDirectory folder();

  /** {@return its options} */
  TrainingConfig config();

  /** {@return number of weights} */
  long parameters();

  /** {@return count of numbers in a sample} */
  int dim();

  /**
   * Makes samples, or turns data into noise.
   *
   * @param options what to sample, and how
   * @param caller hears the progress
   * @return the samples
   * @throws InvalidInputException if an option has no meaning for this run
   * @throws dev.millrace.flow.ode.SolverException if a row becomes infinite or NaN, or an adaptive solver cannot reach
   *     the end
   * @throws IOException if reading or writing fails
   */
  Sampled sample(SamplingOptions options, Caller caller) throws IOException;

  /**
   * Makes samples that meet conditions.
   *
   * @param options what to sample, and how
   * @param where what the samples must be, such as {@code sex=F, age>=60}
   * @param caller hears the progress
   * @return the samples
   * @throws InvalidInputException if this run knows no conditions, or these have no meaning for it
   * @throws IOException if reading or writing fails
   */
  default Sampled sample(SamplingOptions options, String where, Caller caller) throws IOException {
    throw new InvalidInputException("`where` %s: only rows of tables have conditions".formatted(where));
  }

  /**
   * Loads the run into memory, to draw rows of it again and again.
   *
   * @param device what computes
   * @return the run, which must be closed
   * @throws InvalidInputException if there is no such device, or it has no meaning for this run, or runs of this kind do not
   *     give rows by their numbers
   */
  default LoadedRun load(Device device) {
    throw new InvalidInputException("%s: runs of %s do not give rows by their numbers".formatted(folder().path(),
        kind().name()));
  }
}
