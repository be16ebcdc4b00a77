package dev.millrace.cli;

import java.io.Console;
import java.time.Duration;
import java.util.Locale;

import dev.millrace.flow.train.TrainingEvent;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows a training on standard error: one redrawn line on a terminal, a plain line every few seconds elsewhere. */
final class Progress implements AutoCloseable {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(3);

  private final @Nullable ProgressBar bar;
  private final boolean lines;
  private long lastLine;

  private Progress(@Nullable ProgressBar bar, boolean lines) {
    this.bar = bar;
    this.lines = lines;
  }

  @SuppressWarnings("SystemConsoleNull") // its declaration still allows null
  static Progress show(String name, int steps, boolean quiet) {
    Console console = System.console();
    boolean terminal = console != null && console.isTerminal();
    if (quiet || !terminal) {
      return new Progress(null, !quiet);
    }
    ProgressBarBuilder builder = new ProgressBarBuilder().setTaskName(name).setInitialMax(steps)
        .setStyle(ProgressBarStyle.UNICODE_BLOCK).setUpdateIntervalMillis(100)
        .setConsumer(new DelegatingProgressBarConsumer(text -> System.err.print("\r" + text), 100));
    return new Progress(builder.build(), false);
  }

  void on(TrainingEvent event) {
    if (bar != null) {
      bar.stepTo(event.step());
      bar.setExtraMessage(
          String.format(Locale.ROOT, " loss %.4f, %,.0f samples/s", event.loss(), event.samplesPerSecond()));
    } else if (lines && (event.seconds() * 1e9 - lastLine > BETWEEN_LINES.toNanos() || event.step() == event.steps())) {
      lastLine = (long) (event.seconds() * 1e9);
      double left = event.seconds() / event.step() * (event.steps() - event.step());
      System.err.printf(Locale.ROOT, "step %d of %d, loss %.4f, %,.0f samples/s, %.0f s left%n", event.step(),
          event.steps(),
          event.loss(), event.samplesPerSecond(), left);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      System.err.println();
    }
  }
}
