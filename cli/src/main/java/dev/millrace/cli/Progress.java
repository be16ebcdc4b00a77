package dev.millrace.cli;

import java.io.Console;
import java.time.Duration;
import java.util.Locale;

import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows long work on standard error: one redrawn line on a terminal, a plain line every few seconds elsewhere. */
final class Progress implements AutoCloseable {
  static final Duration BETWEEN_LINES = Duration.ofSeconds(3);

  private final String name;
  private final int total;
  private final int before;
  private final @Nullable ProgressBar bar;
  private final boolean lines;
  private final long start = System.nanoTime();
  private long lastLine = start;

  private Progress(String name, int before, int total, @Nullable ProgressBar bar, boolean lines) {
    this.name = name;
    this.before = before;
    this.total = total;
    this.bar = bar;
    this.lines = lines;
  }

  /** As {@link #show(String, int, int, boolean)}, of work that has not begun. */
  static Progress show(String name, int total, boolean quiet) {
    return show(name, 0, total, quiet);
  }

  /**
   * Starts to show.
   *
   * @param name of the work, one word or a few
   * @param before units that were done earlier, which say nothing about how long the others take
   * @param total units of it
   * @param quiet whether nothing is shown
   */
  @SuppressWarnings("SystemConsoleNull") // its declaration still allows null
  static Progress show(String name, int before, int total, boolean quiet) {
    Console console = System.console();
    boolean terminal = console != null && console.isTerminal();
    if (quiet || !terminal) {
      return new Progress(name, before, total, null, !quiet);
    }
    ProgressBarBuilder builder = new ProgressBarBuilder().setTaskName(name).setInitialMax(total)
        .startsFrom(before, Duration.ZERO)
        .setStyle(ProgressBarStyle.UNICODE_BLOCK).setUpdateIntervalMillis(100)
        .setConsumer(new DelegatingProgressBarConsumer(text -> System.err.print("\r" + text), 100));
    return new Progress(name, before, total, builder.build(), false);
  }

  /**
   * Says how far the work is.
   *
   * @param done units, at most the total
   * @param news what else there is to say; may be empty
   */
  void at(int done, String news) {
    long now = System.nanoTime();
    if (bar != null) {
      bar.stepTo(done);
      bar.setExtraMessage(" " + news);
    } else if (lines && (now - lastLine > BETWEEN_LINES.toNanos() || (done == total && lastLine > start))) {
      lastLine = now;
      System.err.printf(Locale.ROOT, "%s: %,d of %,d%s, %.0f s left%n", name, done, total,
          news.isEmpty() ? "" : ", " + news, secondsLeft((now - start) * 1e-9, before, done, total));
    }
  }

  /** How long the rest takes at the pace of what was done in the time given. */
  static double secondsLeft(double seconds, int before, int done, int total) {
    return seconds / Math.max(1, done - before) * (total - done);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      System.err.println();
    }
  }
}
