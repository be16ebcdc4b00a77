package dev.millrace.cli;

import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/**
 * Ctrl-C and SIGTERM while something is at work that wants to end in order. The virtual machine waits in its shutdown until the
 * command has ended, and then exits with 130 or 143 by itself, whatever status the command would have had.
 */
final class StopSignal implements BooleanSupplier {
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::waitForTheEnd, "millrace-stop");
  private volatile boolean wanted;

  /** Work that signals do not cut off, until it is closed. */
  interface Guard extends AutoCloseable {
    @Override
    void close();
  }

  /** Begins work that asks, every now and then, whether it shall end. */
  Guard guard() {
    Runtime.getRuntime().addShutdownHook(hook);
    return () -> {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The machine is going down already; it waits for commandEnded.
      }
    };
  }

  private void waitForTheEnd() {
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
