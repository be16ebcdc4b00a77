package dev.millrace.cli.terminal;

import java.util.function.Consumer;

import dev.millrace.runs.work.RunEvent;
import org.jspecify.annotations.Nullable;

/** Shows the events of work on standard error, and figures on standard output. */
public final class Console implements Consumer<RunEvent> {
  private final boolean quiet;
  private @Nullable Progress shown;

  /** @param quiet whether nothing but warnings is shown */
  public Console(boolean quiet) {
    this.quiet = quiet;
  }

  @Override
  public void accept(RunEvent event) {
    switch (event) {
      case RunEvent.Began began -> {
        end();
        shown = Progress.show(began.work(), began.done(), began.total(), quiet);
      }
      case RunEvent.Advanced advanced -> {
        if (shown != null) {
          shown.at(advanced.done(), advanced.news());
        }
      }
      case RunEvent.Ended _ -> end();
      case RunEvent.Said said -> say(said);
      case RunEvent.Measured measured -> {
        if (!quiet) {
          System.out.print(Flags.in(measured.text()));
        }
      }
      case RunEvent.Prepared _,RunEvent.Learning _,RunEvent.Logged _,RunEvent.Trained _,RunEvent.Shortened _ -> {
        // Verbs that train listen themselves.
      }
    }
  }

  private void say(RunEvent.Said said) {
    if (quiet && said.level() != RunEvent.Level.WARNING) {
      return;
    }
    if (said.level() == RunEvent.Level.INFO) {
      Messages.tell(said.text());
    } else if (shown == null) {
      Messages.complain(said.text());
    } else {
      shown.note(said.text());
    }
  }

  private void end() {
    if (shown != null) {
      shown.close();
      shown = null;
    }
  }
}
