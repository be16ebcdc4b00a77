package dev.millrace.torch;

/**
 * Counts who is inside something that owns native memory or threads, so that nothing is freed under a call in progress. Closing
 * refuses later calls at once and never waits: the last call that leaves frees. So a listener may close what calls it.
 */
final class Usage implements AutoCloseable {
  private final String name;
  private final Runnable free;
  private int inside;
  private boolean closed;

  /**
   * @param name of what is used, for the message
   * @param free run once, by the last that leaves or by {@link #close}, on whatever thread that is
   */
  Usage(String name, Runnable free) {
    this.name = name;
    this.free = free;
  }

  /** One call in progress; closing it leaves. */
  interface Lease extends AutoCloseable {
    @Override
    void close();
  }

  /** @throws IllegalStateException if it has been closed */
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

  /** Refuses whoever comes now, and frees once nobody is inside; a second time does nothing. */
  @Override
  public void close() {
    if (isFreeNow()) {
      free.run();
    }
  }
}
