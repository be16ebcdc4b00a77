package dev.millrace.serve.studio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.runs.Runs;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.manage.TrainingRequest;
import dev.millrace.runs.open.ReflowArguments;
import dev.millrace.runs.rounds.ReflowOptions;
import dev.millrace.runs.text.DataNames;
import dev.millrace.runs.work.Caller;
import dev.millrace.serve.http.Problem;
import org.jspecify.annotations.Nullable;

/** The trainings that pages of the studio have begun. */
final class Trainings implements AutoCloseable {
  /** The most trainings at once. */
  static final int MOST = 4;
  private static final int USUAL_PARTICLES = 2000;
  private static final long FORGOTTEN = 60_000_000_000L;
  private static final int USUAL_PAIRS = 20_000;
  private static final int USUAL_REFLOW_STEPS = 3000;

  private final RunsFolder folder;
  private final Kinds kinds;
  private final DrawnData drawn;
  private final Consumer<Throwable> faults;
  private final Map<String, LiveRun> live = new ConcurrentHashMap<>();
  private final Thread reaper;

  Trainings(RunsFolder folder, Kinds kinds, DrawnData drawn, Consumer<Throwable> faults) {
    this.folder = folder;
    this.kinds = kinds;
    this.drawn = drawn;
    this.faults = faults;
    reaper = Thread.ofVirtual().name("forgotten trainings").start(this::stopForgotten);
  }

  private void stopForgotten() {
    try {
      while (true) {
        Thread.sleep(1000);
        live.values().stream().filter(run -> run.isForgotten(FORGOTTEN)).forEach(LiveRun::stop);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The training of a name, which may be over. */
  Optional<LiveRun> of(String name) {
    return Optional.ofNullable(live.get(name));
  }

  /** The training of a name that is not over. */
  Optional<LiveRun> running(String name) {
    return of(name).filter(LiveRun::isRunning);
  }

  /** Whether a training computes now, so that other work takes one thread only. */
  boolean areBusy() {
    return live.values().stream().anyMatch(run -> run.state() == LiveRun.State.TRAINING);
  }

  /** Begins what a page asks for, and returns the name of its run. */
  synchronized String begin(Asked asked) throws IOException {
    String page = asked.page().orElse("");
    List<LiveRun> running = live.values().stream().filter(LiveRun::isRunning).toList();
    running.stream().filter(run -> run.page().equals(page)).findAny().ifPresent(own -> {
      throw new Problem(409,
          "%s, which this page began, is still training; open it in Runs and files, and press Reset to stop it"
              .formatted(own.name()));
    });
    if (running.size() >= MOST) {
      throw new Problem(409, "%d trainings are running, which is the most: %s; stop one first".formatted(running.size(),
          running.stream().map(LiveRun::name).collect(Collectors.joining(", "))));
    }
    LiveRun.Look look = new LiveRun.Look(asked.particles().orElse(USUAL_PARTICLES), asked.seed().orElse(0L),
        asked.paused().orElse(false));
    if (asked.resume().isPresent()) {
      return resume(asked.resume().get(), asked.optionValues(), page, look);
    }
    return asked.reflow().isPresent() ? reflow(asked.reflow().get(), page, look) : train(asked, page, look);
  }

  private String train(Asked asked, String page, LiveRun.Look look) throws IOException {
    String data = asked.data().orElse(null);
    Map<String, Object> options = asked.optionValues();
    Path from = asked.from().isPresent() ? folder.run(asked.from().get()).path() : null;
    TrainingConfig config = new Runs(kinds, Caller.silent())
        .options(request(data, options, null, from));
    DataSource checked = null;
    if (config instanceof RunConfig points) {
      // The page hears at once what is wrong with the data.
      DataSource learnt = DataSource.of(points.data(), points.csvHeader(), points.labels());
      points.shape(learnt.learnt());
      // A flow that another one began has the units of that one.
      checked = from == null ? learnt : null;
      if (drawn.isOurs(points.source())) {
        options.put("source", drawn.source(learnt, points.source()));
      } else {
        DataSource.source(points.source(), learnt.standardizer().dim());
      }
    }
    RunDirectory run = RunDirectory.numbered(folder.path(), baseName(config.data()));
    TrainingRequest request = request(data, options, run.path(), from);
    return begin(run, page, look, new Data(config, checked), caller -> {
      try {
        new Runs(kinds, caller).train(request);
      } finally {
        RunsFolder.removeIfUnused(run);
      }
    });
  }

  private static TrainingRequest request(@Nullable String data, Map<String, Object> options,
      @Nullable Path out, @Nullable Path from) {
    return new TrainingRequest(data, options, null, out, false, false, false, from);
  }

  private static String baseName(String data) {
    String name = DataNames.folderName(data);
    return data.endsWith(".csv") || data.endsWith(".npy") ? "drawn-" + name : name;
  }

  private String reflow(Asked.Reflow asked, String page, LiveRun.Look look) throws IOException {
    RunDirectory teacher = folder.run(asked.of());
    if (running(folder.name(teacher)).isPresent() || !teacher.isTrained()) {
      throw new Problem(409, "%s is not trained to its end yet; a reflow needs a finished flow".formatted(
          folder.name(teacher)));
    }
    int pairs = Asked.whole("pairs", asked.pairs(), USUAL_PAIRS);
    int steps = Asked.whole("steps", asked.steps(), USUAL_REFLOW_STEPS);
    boolean distil = asked.distill().orElse(false);
    ReflowOptions usual = ReflowOptions.of(teacher.path());
    ReflowOptions options = new ReflowOptions(usual.teacher(), distil ? 0 : 1, distil, pairs, usual.teacherSolver(),
        null,
        null, null, false, null, Map.of("steps", steps), null, false);
    options.checkTeacher();
    TrainingConfig config = ConfigFile.over(kinds.config(teacher), "", Map.of("steps", steps));
    config.check();
    if (config instanceof RunConfig points && pairs < points.batch()) {
      throw new Problem(422, "`pairs` %d: expected at least %d, a batch".formatted(pairs, points.batch()), "pairs");
    }
    RunDirectory run = RunDirectory.numbered(folder.path(), (folder.name(teacher).replace('/', '-') + (distil
        ? "-distilled"
        : "-reflow")));
    return begin(run, page, look, new Data(config, null), caller -> {
      try {
        new Runs(kinds, caller).reflow(options, run.path());
      } finally {
        RunsFolder.removeIfUnused(run);
      }
    });
  }

  private String resume(String resumed, Map<String, Object> options, String page, LiveRun.Look look)
      throws IOException {
    RunDirectory run = folder.run(resumed);
    String name = folder.name(run);
    if (running(name).isPresent()) {
      throw new Problem(409, "%s is running already".formatted(name));
    }
    boolean reflow = ReflowArguments.of(run.path()).isPresent();
    TrainingRequest request = new TrainingRequest(null, reflow ? Map.of() : options, null, run.path(), true,
        false,
        false);
    TrainingConfig config = new Runs(kinds, Caller.silent()).options(request);
    return begin(run, page, look, new Data(config, null), caller -> {
      Runs runs = new Runs(kinds, caller);
      if (reflow) {
        runs.resumeReflow(run.path());
      } else {
        runs.train(request);
      }
    });
  }

  private String begin(RunDirectory run, String page, LiveRun.Look look, Data data, LiveRun.Work work) {
    String name = folder.name(run);
    LiveRun training = new LiveRun(name, page, look, data.config, data, faults);
    live.put(name, training);
    training.start(work);
    return name;
  }

  /** Joins a flow under training with its data, which are read once. */
  private static final class Data implements Function<FlowModel, PointView> {
    private final TrainingConfig config;
    private @Nullable DataSource read;

    /**
     * @param config the options of the training
     * @param read the data, if they have been read
     */
    Data(TrainingConfig config, @Nullable DataSource read) {
      this.config = config;
      this.read = read;
    }

    @Override
    public synchronized PointView apply(FlowModel flow) {
      if (!(config instanceof RunConfig points)) {
        throw new Problem(409, "only flows of points are shown while they train");
      }
      try {
        if (read == null) {
          read = DataSource.of(points.data(), points.csvHeader(), points.labels(), flow);
        }
        return new PointView(0, flow, read);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The names of the trainings that are running. */
  List<String> running() {
    return allRunning().map(LiveRun::name).toList();
  }

  /** The trainings that are running and have not written their options yet. */
  List<LiveRun> preparing() {
    return allRunning().filter(run -> !Files.exists(folder.path().resolve(run.name()).resolve("run.yaml"))).toList();
  }

  private Stream<LiveRun> allRunning() {
    return live.values().stream().filter(LiveRun::isRunning);
  }

  /** Stops all trainings, each of which writes a checkpoint, and waits for them. */
  @Override
  public void close() {
    reaper.interrupt();
    live.values().forEach(LiveRun::stop);
    live.values().forEach(LiveRun::await);
  }
}
