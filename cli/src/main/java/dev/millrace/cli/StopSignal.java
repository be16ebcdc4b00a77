package dev.millrace.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C and SIGTERM while something is at work that wants to end in order. The virtual machine waits in its shutdown until the
 * command has ended, and then exits with 130 or 143 by itself, whatever status the command would have had.
 */
final class StopSignal implements BooleanSupplier {
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::waitForTheEnd, "millrace-stop");
  private final AtomicReference<@Nullable String> lastWord = new AtomicReference<>();
  private volatile boolean wanted;

  /** Work that signals do not cut off, until it is closed. */
  final class Guard implements AutoCloseable {
    /** From here on the work asks, every now and then, whether it shall end. */
    void asks() {
      lastWord.set(null);
    }

    @Override
    public void close() {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The machine is going down already; it waits for commandEnded.
      }
    }
  }

  /** Begins work that asks, every now and then, whether it shall end. */
  Guard guard() {
    Runtime.getRuntime().addShutdownHook(hook);
    return new Guard();
  }

  /**
   * Begins work that a signal ends at once, until it {@link Guard#asks}: it has nothing to keep yet.
   *
   * @param word what is said then
   */
  Guard guardSaying(String word) {
    lastWord.set(word);
    return guard();
  }

  private void waitForTheEnd() {
    String word = lastWord.get();
    if (word != null) {
      Millrace.complain(word);
      return;
    }
    wanted = true;
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether somebody wants the work to end. */
  @Override
  public boolean getAsBoolean() {
    return wanted;
  }

  /** The last word is said: nothing keeps the virtual machine from exiting any more. */
  void commandEnded() {
    ended.countDown();
  }
}
