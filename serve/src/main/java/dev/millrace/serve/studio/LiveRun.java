package dev.millrace.serve.studio;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.flow.train.Batch;
import dev.millrace.flow.train.DivergedException;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.LiveTraining;
import dev.millrace.runs.work.MemoryLimit;
import dev.millrace.runs.work.RunEvent;
import dev.millrace.serve.http.Problem;
import dev.millrace.serve.http.Records;
import org.jspecify.annotations.Nullable;

/**
 * A training that the studio runs, on a thread of its own. Pages watch it, pause it, and do single steps. A second thread
 * makes frames for the pages that watch.
 */
final class LiveRun {
  /** What happens with a training. */
  enum State {
    PREPARING,
    TRAINING,
    PAUSED,
    STOPPED,
    DIVERGED,
    DONE,
    FAILED;

    boolean isOver() {
      return switch (this) {
        case PREPARING, TRAINING, PAUSED -> false;
        case STOPPED, DIVERGED, DONE, FAILED -> true;
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a training does, whatever it is. */
  interface Work {
    void run(Caller caller) throws Exception;
  }

  /**
   * What pages see.
   *
   * @param particles number of particles
   * @param seed the seed of their noise
   * @param paused whether the training waits before its first step
   */
  record Look(int particles, long seed, boolean paused) {}

  private static final int MOST_ROWS = 128;

  private final String name;
  private final String page;
  private final Look look;
  private final TrainingConfig config;
  private final Function<FlowModel, PointView> view;
  private final Consumer<Throwable> faults;
  private final Viewers viewers = new Viewers();
  private final Gate gate = new Gate(this::step, this::stateChanged);
  private final LiveFrames frames;
  private volatile State state = State.PREPARING;
  private volatile String message = "";
  /** What was begun last, for pages that come later. */
  private volatile Map<String, Object> begun = Map.of();
  private volatile @Nullable LiveTraining live;
  private volatile int steps;
  private volatile int first;
  private volatile long alone = System.nanoTime();
  private volatile boolean kept;
  private @Nullable Thread thread;

  /**
   * @param name of the run
   * @param page the page that began it
   * @param look what pages see
   * @param config the options of the training
   * @param view a flow with its data
   * @param faults hears of errors that are not the user's
   */
  LiveRun(String name, String page, Look look, TrainingConfig config, Function<FlowModel, PointView> view,
      Consumer<Throwable> faults) {
    this.name = name;
    this.page = page;
    this.look = look;
    this.config = config;
    this.steps = config.steps();
    this.view = view;
    this.faults = faults;
    this.frames = new LiveFrames(this, look, view, viewers);
  }

  /** Begins. */
  void start(Work work) {
    if (look.paused) {
      gate.pause();
    }
    thread = Thread.ofPlatform().name("training " + name).start(() -> run(work));
    Thread.ofPlatform().daemon().name("frames " + name).start(() -> frames.run(faults));
  }

  String name() {
    return name;
  }

  String page() {
    return page;
  }

  /** The options of the training. */
  TrainingConfig config() {
    return config;
  }

  State state() {
    return gate.isWaiting() && !state.isOver() ? State.PAUSED : state;
  }

  boolean isRunning() {
    return !state.isOver();
  }

  int step() {
    return live().map(LiveTraining::step).orElse(0);
  }

  int steps() {
    return steps;
  }

  /** What is trained, once it is. */
  Optional<LiveTraining> live() {
    return Optional.ofNullable(live);
  }

  /** Whether it waits between two steps. */
  boolean isWaiting() {
    return gate.isWaiting();
  }

  private void run(Work work) {
    try {
      work.run(new Caller(this::heard, gate::isClosed, MemoryLimit.ofJava()));
      end(State.DONE, "");
    } catch (DivergedException e) {
      end(State.DIVERGED, String.valueOf(e.getMessage()));
    } catch (CancellationException e) {
      end(State.STOPPED, "");
    } catch (InvalidInputException e) {
      end(State.FAILED, String.valueOf(e.getMessage()));
    } catch (Exception | Error e) {
      faults.accept(e);
      end(State.FAILED, e instanceof IOException ? String.valueOf(e.getMessage()) : "an internal error");
    }
  }

  private void end(State last, String why) {
    message = why;
    if (last == State.DONE) {
      frames.make(true);
    }
    state = last;
    viewers.offerLast("state", stateRecord());
  }

  private void heard(RunEvent event) {
    switch (event) {
      case RunEvent.Learning learning -> {
        live = learning.live();
        first = learning.live().step();
        state = State.TRAINING;
        stateChanged();
        // A training that was begun as paused waits before its first step.
        gate.isClosed();
      }
      case RunEvent.Began began -> {
        if (began.total() > 0 && state == State.TRAINING) {
          steps = began.total();
        }
        begun = working(began.work(), began.done(), began.total(), "");
      }
      case RunEvent.Logged logged -> logged(logged);
      case RunEvent.Advanced advanced -> working("", advanced.done(), 0, advanced.news());
      case RunEvent.Said said -> {
        if (said.level() == RunEvent.Level.WARNING) {
          message = said.text();
          stateChanged();
        }
      }
      default -> {
        // The page shows the state.
      }
    }
  }

  private Map<String, Object> working(String work, int done, int total, String news) {
    Map<String, Object> record = Viewers.record("work");
    record.put("work", work);
    record.put("done", done);
    record.put("total", total);
    record.put("news", news);
    viewers.offer("work", record);
    return record;
  }

  private void stateChanged() {
    viewers.offer("state", stateRecord());
  }

  Map<String, Object> stateRecord() {
    Map<String, Object> record = Viewers.record("state");
    record.put("state", state().toString());
    record.put("step", step());
    record.put("steps", steps);
    record.put("message", message);
    return record;
  }

  private void logged(RunEvent.Logged line) {
    Map<String, Object> record = Viewers.record("loss");
    record.put("step", line.step());
    record.put("loss", line.values().get("loss"));
    record.put("rate", line.values().get("samplesPerSecond"));
    if (line.values().get("seconds") instanceof Double seconds && line.step() > first) {
      record.put("secondsLeft", (steps - line.step()) * seconds / (line.step() - first));
    }
    viewers.offer("loss " + line.step(), record);
  }

  // Pages.

  void watch(Records records) throws IOException {
    Viewer viewer = new Viewer();
    viewers.add(viewer);
    try {
      viewer.offer("state", Records.ofJson(stateRecord()));
      if (state == State.PREPARING && !begun.isEmpty()) {
        viewer.offer("work", Records.ofJson(begun));
      }
      frames.recall(viewer);
      if (state.isOver()) {
        viewer.end();
      } else if (live != null) {
        frames.make(false);
      }
      viewer.writeTo(records, 5000);
    } finally {
      viewers.remove(viewer);
      alone = System.nanoTime();
    }
  }

  /** Whether nobody has watched it for so long, and nobody asked to keep it. */
  boolean isForgotten(long nanos) {
    return !kept && viewers.isEmpty() && System.nanoTime() - alone > nanos;
  }

  void keep() {
    kept = true;
  }

  void pause() {
    gate.pause();
  }

  void go() {
    gate.go();
    stateChanged();
  }

  void stop() {
    gate.stop();
  }

  /** Waits for the end of the thread that trains. */
  void await() {
    try {
      if (thread != null) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does one step of a paused training, and returns what it learnt from. */
  Map<String, Object> once() {
    LiveTraining now = live;
    if (now == null || !gate.isWaiting()) {
      throw new Problem(409, "a single step needs a training that is paused");
    }
    FlowModel flow = now.flow().orElseThrow(() -> new Problem(409, "single steps are for points only"));
    int step = now.step() + 1;
    Batch batch = now.batch(step).orElseThrow();
    BatchView shown = new BatchView(flow, batch);
    double[] sums = new double[BatchView.BINS];
    double[] counts = new double[BatchView.BINS];
    shown.addByTime(sums, counts);
    gate.once();
    return Map.of("step", step, "loss", Arrays.stream(sums).sum() / Math.max(1, Arrays.stream(counts).sum()), "rows",
        shown.rows(MOST_ROWS));
  }

  /** The flow as it is now, if it is one of points. */
  Optional<PointView> view() {
    return live().flatMap(LiveTraining::flow).map(view);
  }

  Optional<Batch> batch() {
    return live().flatMap(now -> now.batch(1));
  }
}
