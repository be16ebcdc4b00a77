package dev.millrace.cli.terminal;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Timer;
import java.util.TimerTask;

import org.jspecify.annotations.Nullable;

/**
 * Shows the progress of long work on standard error: one line that is redrawn on a terminal, or plain lines from time
 * to time elsewhere.
 */
public final class Progress implements AutoCloseable {
  /** For shorter work no line is shown. */
  private static final double FIRST_DRAWN = 0.3;
  private static final double BETWEEN_DRAWN = 0.1;
  private static final double FIRST_PLAIN = 3;
  private static final double MOST_BETWEEN_PLAIN = 60;
  private static final double BETWEEN_MEASURED = 2;
  private static final int TICK_MILLIS = 500;
  /**
   * Turns off line wrapping while the line is drawn, so that long lines are cut off, and erases the rest of the
   * previous line.
   */
  private static final String BEFORE = "\r\u001b[?7l";
  private static final String AFTER = "\u001b[K\u001b[?7h";

  private final String name;
  private final int total;
  private final boolean quiet;
  private final Pace pace;
  private final @Nullable Timer timer;
  /** Leaves the line when a signal ends the command, so that other output does not follow on it. */
  private final Thread atExit = new Thread(this::leave, "progress-end");
  private final long start = System.nanoTime();
  private volatile OptionalInt columns;
  private final boolean drawn;
  private final boolean blocks = System.err.charset().newEncoder().canEncode('█');
  private int done;
  private String news = "";
  private double shown;
  private double nextLine = FIRST_PLAIN;
  private double measured;
  private boolean closed;

  private Progress(String name, int before, int total, boolean quiet) {
    this.name = name;
    this.total = total;
    this.quiet = quiet;
    pace = new Pace(before);
    done = before;
    columns = quiet ? OptionalInt.empty() : Terminal.columns();
    drawn = columns.isPresent();
    if (drawn) {
      try {
        Runtime.getRuntime().addShutdownHook(atExit);
      } catch (IllegalStateException e) {
        // The virtual machine is shutting down already, and waits for the command to end.
      }
    }
    timer = quiet ? null : new Timer("progress", true);
    if (timer != null) {
      timer.schedule(new TimerTask() {
        @Override
        public void run() {
          tick();
        }
      }, TICK_MILLIS, TICK_MILLIS);
    }
  }

  /** As {@link #show(String, int, int, boolean)}, for work that begins now. */
  public static Progress show(String name, int total, boolean quiet) {
    return show(name, 0, total, quiet);
  }

  /**
   * Starts to show the progress of some work.
   *
   * @param name the name of the work, of one or a few words
   * @param before units that were done before, which do not count for the estimate of the time left
   * @param total number of units
   * @param quiet whether nothing is shown
   */
  public static Progress show(String name, int before, int total, boolean quiet) {
    return new Progress(name, before, total, quiet);
  }

  /** Starts to show work whose duration is not known. */
  static Progress unmeasured(String name, boolean quiet) {
    return new Progress(name, 0, 0, quiet);
  }

  /** Starts to show that pictures are being drawn. */
  public static Progress drawing(boolean quiet) {
    return unmeasured("drawing pictures", quiet);
  }

  /**
   * Shows how far the work is.
   *
   * @param units units done, at most the total
   * @param what further text, in parts separated by commas; may be empty
   */
  public synchronized void at(int units, String what) {
    done = units;
    news = what;
    double now = seconds();
    pace.at(now, units);
    if (drawn ? now - shown >= BETWEEN_DRAWN : now >= nextLine) {
      show(now);
    }
  }

  /** Prints a message without disturbing the progress line. */
  public synchronized void note(String text) {
    if (drawn && shown > 0) {
      System.err.print("\r" + AFTER);
    }
    Messages.complain(text);
  }

  private void tick() {
    if (drawn && seconds() - measured >= BETWEEN_MEASURED) {
      measured = seconds();
      OptionalInt now = Terminal.columns();
      columns = now.isPresent() ? now : columns;
    }
    synchronized (this) {
      if (drawn || seconds() >= nextLine) {
        show(seconds());
      }
    }
  }

  private void show(double now) {
    if (quiet || closed || (drawn && now < FIRST_DRAWN)) {
      return;
    }
    OptionalDouble left = total == 0 ? OptionalDouble.empty() : pace.secondsLeft(now, total);
    ProgressLine line = new ProgressLine(name, done, total, now, left, news);
    if (drawn) {
      System.err.print(BEFORE + line.fitted(columns.orElse(Terminal.USUAL_COLUMNS), blocks) + AFTER);
      System.err.flush();
    } else {
      System.err.println(line.plain());
      nextLine = now + Math.min(Math.max(now, FIRST_PLAIN), MOST_BETWEEN_PLAIN);
    }
    shown = now;
  }

  private double seconds() {
    return (System.nanoTime() - start) * 1e-9;
  }

  private synchronized void leave() {
    if (shown > 0 && !closed) {
      System.err.println();
    }
    closed = true;
  }

  @Override
  public synchronized void close() {
    if (drawn) {
      try {
        Runtime.getRuntime().removeShutdownHook(atExit);
      } catch (IllegalStateException e) {
        // The virtual machine is shutting down already: the line is left, or will be.
      }
    }
    if (timer != null) {
      timer.cancel();
    }
    if (shown > 0 && (drawn || done == total)) {
      show(seconds());
    }
    if (drawn && shown > 0 && !closed) {
      System.err.println();
    }
    closed = true;
  }
}
