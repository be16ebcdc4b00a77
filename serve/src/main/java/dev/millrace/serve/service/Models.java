package dev.millrace.serve.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.text.Nearest;
import dev.millrace.serve.http.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The models of a folder: of a run, or of the runs in it. A thread looks at their files again and again. One that has
 * changed is loaded and makes a sample before it takes the place of the former one, which serves until then, and stays if
 * the new one is damaged.
 */
final class Models implements AutoCloseable {
  /** Milliseconds between two looks at who waits for too long. */
  private static final long LATE = 50;

  private final Path folder;
  private final Setting setting;
  private final Duration pause;
  private final Consumer<String> notes;
  private final Map<String, Entry> entries = new ConcurrentSkipListMap<>();
  private final CountDownLatch first = new CountDownLatch(1);
  private final Thread watcher;
  private final ScheduledExecutorService timer = Executors
      .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("late").factory());
  private volatile boolean closed;

  /**
   * Begins to load.
   *
   * @param folder a run, or a folder of runs
   * @param setting what the models share
   * @param pause between two looks at the files
   * @param notes hears what was loaded, and what could not be
   */
  Models(Path folder, Setting setting, Duration pause, Consumer<String> notes) {
    this.folder = folder;
    this.setting = setting;
    this.pause = pause;
    this.notes = notes;
    var _ = timer.scheduleWithFixedDelay(() -> entries.values().forEach(entry -> {
      if (entry.model != null) {
        entry.model.engine().wakeLate();
        entry.model.questions().wakeLate();
      }
    }), LATE, LATE, TimeUnit.MILLISECONDS);
    watcher = Thread.ofPlatform().daemon().name("models").start(this::watch);
  }

  /**
   * A model by its name.
   *
   * @param seen the files that were last looked at
   * @param model the model; null if none could be loaded
   * @param trouble what is wrong with the files; empty if nothing is
   */
  private record Entry(List<Seen> seen, @Nullable Model model, String trouble) {}

  /** The state of a file, which changes if the file does. */
  private record Seen(@Nullable Object key, long modified, long size) {
    static Seen of(Path file) throws IOException {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return new Seen(found.fileKey(), found.lastModifiedTime().toMillis(), found.size());
    }
  }

  private void watch() {
    try {
      while (!closed) {
        look();
        first.countDown();
        Thread.sleep(pause);
      }
    } catch (InterruptedException _) {
      // It is closed.
    } finally {
      first.countDown();
    }
  }

  /** Waits until all models were loaded, or could not be. */
  void awaitLoaded() throws InterruptedException {
    first.await();
  }

  private void look() {
    Map<String, RunDirectory> runs;
    try {
      runs = runs();
    } catch (IOException e) {
      notes.accept("the folder of the models cannot be read: " + e.getMessage());
      return;
    }
    for (Map.Entry<String, RunDirectory> run : runs.entrySet()) {
      if (closed) {
        return;
      }
      look(run.getKey(), run.getValue());
    }
    Set<String> gone = new HashSet<>(entries.keySet());
    gone.removeAll(runs.keySet());
    gone.forEach(name -> {
      Entry entry = entries.remove(name);
      if (entry != null && entry.model != null) {
        notes.accept(name + ": is gone");
        entry.model.retire();
      }
    });
  }

  private Map<String, RunDirectory> runs() throws IOException {
    Map<String, RunDirectory> runs = new ConcurrentSkipListMap<>();
    if (isRun(folder)) {
      runs.put(name(folder.toAbsolutePath().normalize()), new RunDirectory(folder));
      return runs;
    }
    Path real = folder.toRealPath();
    try (Stream<Path> inside = Files.list(folder)) {
      for (Path each : inside.filter(Models::isRun).toList()) {
        // A link must not lead out of the folder.
        if (each.toRealPath().startsWith(real)) {
          runs.put(name(each), new RunDirectory(each));
        }
      }
    }
    return runs;
  }

  private static String name(Path run) {
    Path name = run.getFileName();
    return name == null ? "run" : name.toString();
  }

  private static boolean isRun(Path path) {
    return Files.isRegularFile(path.resolve("run.yaml"));
  }

  private void look(String name, RunDirectory run) {
    @Nullable
    Entry before = entries.get(name);
    List<Seen> seen;
    try {
      seen = List.of(Seen.of(run.modelFile()), Seen.of(run.configFile()));
    } catch (NoSuchFileException _) {
      // A training that has not ended has no model yet.
      if (before != null) {
        entries.put(name, new Entry(List.of(), before.model, "its model is missing"));
      }
      return;
    } catch (IOException e) {
      trouble(name, run, List.of(), before, e);
      return;
    }
    if (before != null && before.seen.equals(seen)) {
      return;
    }
    try {
      Model model = Model.load(name, run, setting);
      entries.put(name, new Entry(seen, model, ""));
      notes.accept("%s: %s, %,d weights, %s".formatted(name, model.summary().kind(), model.parameters(),
          model.checksum()));
      if (before != null && before.model != null) {
        before.model.retire();
      }
      if (closed) {
        model.retire();
      } else if (before == null || before.model == null) {
        warmUp(model);
      }
    } catch (IOException | RuntimeException | Error e) {
      trouble(name, run, seen, before, e);
    }
  }

  /** It can be asked meanwhile. A model that takes the place of another finds what that one needed compiled. */
  private void warmUp(Model model) {
    if (model.enter()) {
      try {
        setting.warmUp().warm(model.run());
      } finally {
        model.leave();
      }
    }
  }

  private void trouble(String name, RunDirectory run, List<Seen> seen, @Nullable Entry before, Throwable e) {
    String why = e instanceof InvalidInputException
        ? String.valueOf(e.getMessage()).replace(run.path().toString(), name)
        : e instanceof IOException
            ? "its files cannot be read"
            : e instanceof OutOfMemoryError ? "there is not enough memory for it" : "its model cannot be used";
    String trouble = before == null || before.model == null ? why : why + "; the former one serves on";
    entries.put(name, new Entry(seen, before == null ? null : before.model, trouble));
    notes.accept("%s: %s".formatted(name, e instanceof InvalidInputException ? trouble : trouble + ": " + e));
  }

  /**
   * {@return a model, which the caller must leave}
   *
   * @throws Problem 404 if there is none of this name, 503 if it cannot be served
   */
  Model enter(String name) {
    while (true) {
      Entry entry = entries.get(name);
      if (entry == null) {
        if (first.getCount() > 0) {
          throw new Problem(503, "the models are being loaded").withReason("loading").withRetryAfter(1);
        }
        throw new Problem(404, "there is no such model" + Nearest.of(name, entries.keySet())
            .map("; did you mean %s?"::formatted).orElse("; GET /v1/models lists those that there are"));
      }
      if (entry.model == null) {
        throw new Problem(503, "the model cannot be served: " + entry.trouble).withReason("model");
      }
      if (entry.model.enter()) {
        return entry.model;
      }
    }
  }

  /** {@return all models, by name} */
  List<ModelSummary> list() {
    List<ModelSummary> all = new ArrayList<>();
    entries.forEach((name, entry) -> {
      ModelSummary good = entry.model == null ? new ModelSummary(name, "", "", false, "") : entry.model.summary();
      all.add(new ModelSummary(name, good.kind(), good.checksum(), good.ready(), entry.trouble));
    });
    return all;
  }

  /** {@return why not all can be served; empty if all can} */
  List<String> reasons() {
    List<String> reasons = new ArrayList<>();
    if (first.getCount() > 0) {
      reasons.add("the models are being loaded");
    } else if (entries.isEmpty()) {
      reasons.add("there is no model");
    }
    entries.forEach((name, entry) -> {
      if (!entry.trouble.isEmpty()) {
        reasons.add(name + ": " + entry.trouble);
      }
      if (Optional.ofNullable(entry.model).filter(model -> model.engine().isFull()).isPresent()) {
        reasons.add(name + ": its queue is full");
      }
    });
    return reasons;
  }

  /** {@return how many parts of requests wait} */
  int waiting() {
    return entries.values().stream().mapToInt(entry -> entry.model == null ? 0 : entry.model.engine().waiting()).sum();
  }

  @Override
  public void close() {
    closed = true;
    timer.shutdownNow();
    watcher.interrupt();
    entries.values().forEach(entry -> {
      if (entry.model != null) {
        entry.model.retire();
      }
    });
  }
}
