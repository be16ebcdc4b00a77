package dev.millrace.runs.work;

import java.io.Serial;
import java.util.concurrent.CancellationException;

import dev.millrace.flow.run.RunDirectory;

/** The work ended early because the caller cancelled it; it can be resumed where it ended. */
public final class StoppedException extends CancellationException {
  @Serial
  private static final long serialVersionUID = 1L;

  private final transient RunDirectory run;

  /**
   * Says how far the work came.
   *
   * @param message one line
   * @param run the run that was worked on
   */
  public StoppedException(String message, RunDirectory run) {
    super(message);
    this.run = run;
  }

  /** {@return the run that was worked on} */
  public RunDirectory run() {
    return run;
  }
}
