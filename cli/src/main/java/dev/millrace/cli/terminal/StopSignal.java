package dev.millrace.cli.terminal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Handles Ctrl-C and SIGTERM during work that must end in an orderly way. The shutdown of the virtual machine waits
 * until the command has ended; the exit status is then 130 or 143, whatever the status of the command.
 */
public final class StopSignal implements BooleanSupplier {
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::waitForTheEnd, "millrace-stop");
  private final AtomicReference<@Nullable String> lastWord = new AtomicReference<>();
  private volatile boolean wanted;

  /** Protects work from being interrupted by a signal, until it is closed. */
  public final class Guard implements AutoCloseable {
    /** From now on the work itself checks, from time to time, whether it should end. */
    public void asks() {
      lastWord.set(null);
    }

    @Override
    public void close() {
      end();
    }

    /** Ends the protection; later calls do nothing. */
    public void end() {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The virtual machine is shutting down already; it waits for commandEnded.
      }
    }
  }

  /** Begins work that checks, from time to time, whether it should end. */
  public Guard guard() {
    Runtime.getRuntime().addShutdownHook(hook);
    return new Guard();
  }

  /**
   * Begins work that a signal ends immediately, until {@link Guard#asks} is called: it has no results to save yet.
   *
   * @param word the message that is printed then
   */
  public Guard guardSaying(String word) {
    lastWord.set(word);
    return guard();
  }

  private void waitForTheEnd() {
    String word = lastWord.get();
    if (word != null) {
      Messages.complain(word);
      return;
    }
    wanted = true;
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the user wants the work to end. */
  @Override
  public boolean getAsBoolean() {
    return wanted;
  }

  /** Says that all output is written, so that the virtual machine may exit. */
  public void commandEnded() {
    ended.countDown();
  }
}
