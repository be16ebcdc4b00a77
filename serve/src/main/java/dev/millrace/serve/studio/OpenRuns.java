package dev.millrace.serve.studio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.rows.LoadedRun;
import org.jspecify.annotations.Nullable;

/**
 * The runs of tables and of images that pages have asked for last, in memory, so that their weights are read once. A run
 * whose model has changed is read again. What is dropped is freed when its last user has left.
 */
final class OpenRuns implements AutoCloseable {
  private static final int MOST = 2;

  private final Loader loader;
  /** By folder; the one that was used last is the last. */
  private final Map<Path, Open> open = new LinkedHashMap<>(MOST, 0.75f, true);

  OpenRuns(Loader loader) {
    this.loader = loader;
  }

  /** Reads a run. */
  @FunctionalInterface
  interface Loader {
    LoadedRun load(RunDirectory run) throws IOException;
  }

  private static final class Open {
    private final LoadedRun run;
    private final FileTime changed;
    private int users;
    private boolean dropped;

    Open(LoadedRun run, FileTime changed) {
      this.run = run;
      this.changed = changed;
    }
  }

  /** What is done with a run. */
  @FunctionalInterface
  interface Use<T> {
    T of(LoadedRun run) throws IOException;
  }

  /**
   * Uses a run, which others may use at the same time.
   *
   * @param run a trained run
   * @param use what is done with it
   * @return what that returns
   * @throws dev.millrace.flow.InvalidInputException if the run is damaged
   * @throws IOException if reading fails
   */
  <T> T with(RunDirectory run, Use<T> use) throws IOException {
    Open found = enter(run);
    try {
      return use.of(found.run);
    } finally {
      leave(found);
    }
  }

  private synchronized Open enter(RunDirectory run) throws IOException {
    FileTime changed = Files.getLastModifiedTime(run.modelFile());
    Open known = open.get(run.path());
    if (known == null || !known.changed.equals(changed)) {
      Open read = new Open(loader.load(run), changed);
      drop(open.put(run.path(), read));
      if (open.size() > MOST) {
        drop(open.remove(open.keySet().iterator().next()));
      }
      known = read;
    }
    known.users++;
    return known;
  }

  private synchronized void leave(Open run) {
    run.users--;
    closeIfDone(run);
  }

  private static void drop(@Nullable Open run) {
    if (run != null) {
      run.dropped = true;
      closeIfDone(run);
    }
  }

  private static void closeIfDone(Open run) {
    if (run.dropped && run.users == 0) {
      run.run.close();
    }
  }

  @Override
  public synchronized void close() {
    List.copyOf(open.keySet()).forEach(path -> drop(open.remove(path)));
  }
}
