package dev.millrace;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Watches a training or a reflow, and may cancel it. Interrupting the thread that trains cancels it too.
 */
public interface Monitor {
  /** Watches nothing and never cancels. */
  Monitor NONE = new Monitor() {
  };

  /**
   * Receives progress, every 50 training steps and at the last one.
   *
   * @param event what has been done; it runs on the training thread, and an exception that it throws ends the training
   */
  default void on(FlowEvent event) {
  }

  /**
   * {@return whether the work should end with a {@link java.util.concurrent.CancellationException}; asked after each
   * step}
   */
  default boolean isCancelled() {
    return false;
  }

  /**
   * {@return a monitor that only watches}
   *
   * @param listener receives progress
   */
  static Monitor of(Consumer<FlowEvent> listener) {
    return of(listener, () -> false);
  }

  /**
   * {@return a monitor from its two parts}
   *
   * @param listener receives progress
   * @param cancelled whether the work should end; may be read by another thread than the one that sets it
   */
  static Monitor of(Consumer<FlowEvent> listener, BooleanSupplier cancelled) {
    return new Monitor() {
      @Override
      public void on(FlowEvent event) {
        listener.accept(event);
      }

      @Override
      public boolean isCancelled() {
        return cancelled.getAsBoolean();
      }
    };
  }
}
