package dev.millrace.cli.terminal;

import java.util.List;
import java.util.function.Consumer;

import dev.millrace.images.ImageKind;
import dev.millrace.runs.Runs;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.points.PointKind;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.MemoryLimit;
import dev.millrace.runs.work.RunEvent;
import dev.millrace.tables.kind.TableKind;

/** The command that a verb is part of. */
public interface Host {
  /** This command as the caller of work; {@code quiet} if nothing but warnings is shown. */
  default Caller caller(boolean quiet) {
    return caller(new Console(quiet));
  }

  /** This command as the caller of work, whose events a listener hears. */
  default Caller caller(Consumer<RunEvent> listener) {
    return new Caller(listener, stop(), memory());
  }

  /** The calls of the library, which this command hears and may stop; {@code quiet} as in {@link #caller(boolean)}. */
  default Runs runs(boolean quiet) {
    return new Runs(kinds(), caller(quiet));
  }

  /** The kinds of this command. They are named here, because a search of the class path would slow down every start. */
  default Kinds kinds() {
    return Kinds.of(List.of(new PointKind(), new ImageKind(), new TableKind()));
  }

  /** The memory that work may use, as set by the options or by Java. */
  MemoryLimit memory();

  /** The signal handler, which tells long work that the user wants it to stop. */
  StopSignal stop();

  /** This command line, quoted for a shell. */
  String commandLine();
}
