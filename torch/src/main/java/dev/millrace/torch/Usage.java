package dev.millrace.torch;

/**
 * Counts the calls in progress on an object that owns native memory or threads, so that nothing is freed during a call.
 * Closing makes later calls fail at once and never waits: the last call to end frees the resources. A listener may
 * therefore close the object that calls it.
 */
final class Usage implements AutoCloseable {
  private final String name;
  private final Runnable free;
  private int inside;
  private boolean closed;

  /**
   * @param name the name of the object, for the message
   * @param free run once, by the last call to end or by {@link #close}, on the thread of that call
   */
  Usage(String name, Runnable free) {
    this.name = name;
    this.free = free;
  }

  /** One call in progress; closing it ends the call. */
  interface Lease extends AutoCloseable {
    @Override
    void close();
  }

  /** @throws IllegalStateException if the object has been closed */
  synchronized Lease enter() {
    if (closed) {
      throw new IllegalStateException(name + " is closed; use it before close()");
    }
    inside++;
    return this::leave;
  }

  private void leave() {
    if (isLast()) {
      free.run();
    }
  }

  private synchronized boolean isLast() {
    inside--;
    return closed && inside == 0;
  }

  private synchronized boolean isFreeNow() {
    boolean first = !closed;
    closed = true;
    return first && inside == 0;
  }

  /** Makes later calls fail, and frees the resources once no call is in progress. Closing again does nothing. */
  @Override
  public void close() {
    if (isFreeNow()) {
      free.run();
    }
  }
}
