package dev.millrace.serve.studio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
import dev.millrace.flow.text.Shown;
import dev.millrace.runs.Runs;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.manage.TrainingRequest;
import dev.millrace.runs.open.ReflowArguments;
import dev.millrace.runs.rounds.ReflowOptions;
import dev.millrace.runs.work.Caller;
import dev.millrace.serve.http.Problem;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The trainings that pages of the studio have begun. */
final class Trainings implements AutoCloseable {
  /** The most trainings at once. */
  static final int MOST = 4;
  private static final int MOST_PARTICLES = 20_000;
  private static final long FORGOTTEN = 60_000_000_000L;
  /** Pairs and steps of a reflow: a page is for what takes minutes. */
  private static final int MOST_OF_REFLOW = 1_000_000;
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
  synchronized String begin(JsonNode asked) throws IOException {
    String page = asked.path("page").asString("");
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
    int particles = asked.path("particles").asInt(2000);
    if (particles < 1 || particles > MOST_PARTICLES) {
      throw new Problem(422, "`particles` %d: expected 1 to %d".formatted(particles, MOST_PARTICLES), "particles");
    }
    LiveRun.Look look = new LiveRun.Look(particles, asked.path("seed").asLong(0),
        asked.path("paused").asBoolean(false));
    if (asked.has("resume")) {
      return resume(asked, page, look);
    }
    if (asked.path("reflow").isObject()) {
      return reflow(asked.path("reflow"), page, look);
    }
    return train(asked, page, look);
  }

  private String train(JsonNode asked, String page, LiveRun.Look look) throws IOException {
    String data = asked.path("data").asString("");
    Map<String, Object> options = options(asked);
    Path from = asked.has("from") ? folder.run(asked.path("from").asString("")).path() : null;
    TrainingConfig config = new Runs(kinds, Caller.silent())
        .options(request(data.isEmpty() ? null : data, options, null, from));
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
    TrainingRequest request = request(data.isEmpty() ? null : data, options, run.path(), from);
    return begin(run, page, look, new Data(config, checked), caller -> {
      try {
        new Runs(kinds, caller).train(request);
      } finally {
        RunsFolder.removeIfUnused(run);
      }
    });
  }

  private static Map<String, Object> options(JsonNode asked) {
    Map<String, Object> options = new LinkedHashMap<>();
    asked.path("options").properties().forEach(option -> options.put(option.getKey(),
        value(option.getKey(), option.getValue())));
    return options;
  }

  private static TrainingRequest request(@Nullable String data, Map<String, Object> options,
      @Nullable Path out, @Nullable Path from) {
    return new TrainingRequest(data, options, null, out, false, false, false, from);
  }

  /** The value of an option; a field of the page may send a number as text. */
  private static Object value(String name, JsonNode value) {
    if (value.isBoolean()) {
      return value.asBoolean();
    }
    String text = value.asString(value.toString()).trim();
    Object usual = ConfigFile.names(RunConfig.defaults()).contains(name)
        ? ConfigFile.value(RunConfig.defaults(), name)
        : "";
    try {
      if (usual instanceof Double) {
        return Double.valueOf(text);
      }
      if (usual instanceof Number) {
        BigDecimal whole = new BigDecimal(text);
        return usual instanceof Integer ? (Object) (long) whole.intValueExact() : (Object) whole.longValueExact();
      }
    } catch (NumberFormatException e) {
      throw new Problem(422, "`%s` %s: expected a %s".formatted(name, Shown.cut(text), usual instanceof Double
          ? "number, such as " + usual
          : "whole number, such as " + usual), name);
    } catch (ArithmeticException e) {
      throw new Problem(422, "`%s` %s: expected a whole number of at most %s".formatted(name, Shown.cut(text),
          usual instanceof Integer ? Integer.MAX_VALUE : Long.MAX_VALUE), name);
    }
    return value.isIntegralNumber() && value.canConvertToLong()
        ? (Object) value.asLong()
        : value.isNumber() ? (Object) value.asDouble() : text;
  }

  private static String baseName(String data) {
    String file = String.valueOf(Path.of(data).getFileName());
    return file.endsWith(".csv") || file.endsWith(".npy") ? "drawn-" + file.substring(0, file.length() - 4) : file;
  }

  private String reflow(JsonNode asked, String page, LiveRun.Look look) throws IOException {
    RunDirectory teacher = folder.run(asked.path("of").asString(""));
    if (running(folder.name(teacher)).isPresent() || !teacher.isTrained()) {
      throw new Problem(409, "%s is not trained to its end yet; a reflow needs a finished flow".formatted(
          folder.name(teacher)));
    }
    int pairs = whole(asked, "pairs", USUAL_PAIRS);
    int steps = whole(asked, "steps", USUAL_REFLOW_STEPS);
    boolean distil = asked.path("distill").asBoolean(false);
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

  private static int whole(JsonNode asked, String name, int usual) {
    JsonNode given = asked.path(name);
    if (given.isMissingNode()) {
      return usual;
    }
    if (given.isIntegralNumber() && given.canConvertToInt() && given.asInt() > 0 && given.asInt() <= MOST_OF_REFLOW) {
      return given.asInt();
    }
    throw new Problem(422, "`%s` %s: expected a whole number from 1 to %d".formatted(name, Shown.cut(given.asString(
        given.toString())), MOST_OF_REFLOW), name);
  }

  private String resume(JsonNode asked, String page, LiveRun.Look look) throws IOException {
    RunDirectory run = folder.run(asked.path("resume").asString(""));
    String name = folder.name(run);
    if (running(name).isPresent()) {
      throw new Problem(409, "%s is running already".formatted(name));
    }
    boolean reflow = ReflowArguments.of(run.path()).isPresent();
    TrainingRequest request = new TrainingRequest(null, reflow ? Map.of() : options(asked), null, run.path(), true,
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
