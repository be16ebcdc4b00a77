package dev.millrace.runs.work;

import java.util.function.Consumer;

/** A piece of work in progress: publishes how far it is, and at its end that it has ended. */
public final class Work implements AutoCloseable {
  private final Consumer<? super RunEvent> listener;

  Work(Consumer<? super RunEvent> listener, String work, int done, int total) {
    this.listener = listener;
    listener.accept(new RunEvent.Began(work, done, total));
  }

  /**
   * Publishes how far the work is.
   *
   * @param done units done, at most the total
   * @param news further text, in parts separated by commas; may be empty
   */
  public void at(int done, String news) {
    listener.accept(new RunEvent.Advanced(done, news));
  }

  @Override
  public void close() {
    listener.accept(new RunEvent.Ended());
  }
}
