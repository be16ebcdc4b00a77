package dev.millrace.runs.work;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import dev.millrace.flow.run.RunDirectory;

/**
 * Whoever asks for some work: it hears events, may ask for the work to stop, and limits its memory.
 *
 * @param listener receives the events, on the threads that do the work, one at a time
 * @param cancelled whether the caller wants the work to stop; it is asked between steps, by one thread at a
 *     time
 * @param memory the limit that the work must fit into
 */
public record Caller(Consumer<? super RunEvent> listener, BooleanSupplier cancelled, MemoryLimit memory) {
  /** {@return a caller that hears nothing, never cancels, and leaves the heap of Java to the work} */
  public static Caller silent() {
    return new Caller(_ -> {}, () -> false, MemoryLimit.ofJava());
  }

  /** {@return this caller for a part of its work whose progress is not of interest; it hears warnings only} */
  public Caller hearingWarnings() {
    return new Caller(event -> {
      if (event instanceof RunEvent.Said(RunEvent.Level level, _) && level == RunEvent.Level.WARNING) {
        listener.accept(event);
      }
    }, cancelled, memory);
  }

  /**
   * As {@link #begin(String, int, int)}, for work that begins now.
   *
   * @param work what is done, for the progress
   * @param total the number of steps of the work
   * @return the work that has begun
   */
  public Work begin(String work, int total) {
    return begin(work, 0, total);
  }

  /**
   * As {@link #begin(String, int, int)}, for work whose duration is not known.
   *
   * @param work what is done, for the progress
   * @return the work that has begun
   */
  public Work begin(String work) {
    return begin(work, 0, 0);
  }

  /**
   * Begins a piece of work, whose progress the caller hears.
   *
   * @param work its name, of one or a few words
   * @param done units that were done before
   * @param total number of units; 0 if it is not known
   * @return the work that has begun
   */
  public Work begin(String work, int done, int total) {
    return new Work(listener, work, done, total);
  }

  /**
   * Publishes an event.
   *
   * @param event what happened
   */
  public void publish(RunEvent event) {
    listener.accept(event);
  }

  /**
   * Says what is being done.
   *
   * @param text a line
   */
  public void inform(String text) {
    listener.accept(new RunEvent.Said(RunEvent.Level.INFO, text));
  }

  /**
   * Says what a user may not expect of the data or of the options.
   *
   * @param text a line
   */
  public void remark(String text) {
    listener.accept(new RunEvent.Said(RunEvent.Level.REMARK, text));
  }

  /**
   * Says that the result is not what was asked for, or is not reliable.
   *
   * @param text a line
   */
  public void warn(String text) {
    listener.accept(new RunEvent.Said(RunEvent.Level.WARNING, text));
  }

  /** {@return whether the caller wants the work to stop, or has interrupted the thread} */
  public boolean isCancelled() {
    return cancelled.getAsBoolean() || Thread.currentThread().isInterrupted();
  }

  /**
   * {@return a check for work that runs on several threads: it throws a {@link StoppedException} once the caller
   * cancels, or interrupts the thread that calls this method}
   *
   * @param run the run that is worked on
   * @param what what ends, such as "the sampling"
   */
  public Runnable check(RunDirectory run, String what) {
    Thread caller = Thread.currentThread();
    Lock oneAtATime = new ReentrantLock();
    return () -> {
      oneAtATime.lock();
      try {
        if (cancelled.getAsBoolean() || caller.isInterrupted()) {
          throw stopped(run, what);
        }
      } finally {
        oneAtATime.unlock();
      }
    };
  }

  private static StoppedException stopped(RunDirectory run, String what) {
    return new StoppedException("stopped before the end of " + what, run);
  }

  /**
   * Goes on, or ends the work if the caller wants that.
   *
   * @param run the run that is worked on
   * @param what what ends, such as "the evaluation"
   * @throws StoppedException if the caller cancelled the work
   */
  public void requireGoingOn(RunDirectory run, String what) {
    if (isCancelled()) {
      throw stopped(run, what);
    }
  }
}
