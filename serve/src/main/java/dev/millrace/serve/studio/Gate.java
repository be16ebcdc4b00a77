package dev.millrace.serve.studio;

import java.util.function.IntSupplier;

/**
 * Where a training waits between two steps while it is paused. The training asks {@link #isClosed} after each step; other
 * threads open and close the gate.
 */
final class Gate {
  private enum Wish {
    GO,
    PAUSE,
    STOP
  }

  private final IntSupplier step;
  private final Runnable changed;
  private Wish wish = Wish.GO;
  /** While it is paused, the training goes on to this step. */
  private int until;
  private boolean waiting;

  /**
   * @param step the number of steps done
   * @param changed called when the training begins or ends to wait
   */
  Gate(IntSupplier step, Runnable changed) {
    this.step = step;
    this.changed = changed;
  }

  /** Waits while the training is paused; whether it has to stop. */
  synchronized boolean isClosed() {
    while (wish == Wish.PAUSE && step.getAsInt() >= until) {
      if (!waiting) {
        waiting = true;
        changed.run();
      }
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return true;
      }
    }
    if (waiting) {
      waiting = false;
      changed.run();
    }
    return wish == Wish.STOP;
  }

  synchronized void pause() {
    if (wish != Wish.STOP) {
      wish = Wish.PAUSE;
      until = 0;
    }
  }

  synchronized void go() {
    if (wish != Wish.STOP) {
      wish = Wish.GO;
      notifyAll();
    }
  }

  /** Lets a paused training do one more step. */
  synchronized void once() {
    until = step.getAsInt() + 1;
    notifyAll();
  }

  synchronized void stop() {
    wish = Wish.STOP;
    notifyAll();
  }

  synchronized boolean isWaiting() {
    return waiting;
  }
}
