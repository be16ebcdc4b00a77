package dev.millrace.serve.studio;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.ode.SolverException;
import dev.millrace.flow.run.FlowModel;
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
 * makes frames for the pages that watch; it takes at most a tenth of the time, so that the training is hardly slower.
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

  private static final double KEPT = 0.9;
  private static final int MEASURED = 1000;
  private static final int STRAIGHT = 128;
  private static final int EULER_STEPS = 20;
  private static final int MOST_ROWS = 128;
  /** The share of the time that frames may take. */
  private static final double SHARE = 0.1;
  private static final long LEAST_MILLIS = 80;
  /** Nanoseconds between two measurements of the figures, which take longer than the particles. */
  private static final long FIGURES = 1_000_000_000L;

  private final String name;
  private final String page;
  private final Look look;
  private final Function<FlowModel, PointView> view;
  private final Consumer<Throwable> faults;
  private final List<Viewer> viewers = new CopyOnWriteArrayList<>();
  private final Gate gate = new Gate(this::step, this::stateChanged);
  private final double[] errors = new double[BatchView.BINS];
  private final double[] rows = new double[BatchView.BINS];
  private volatile State state = State.PREPARING;
  private volatile String message = "";
  private volatile @Nullable LiveTraining live;
  private volatile int steps;
  private volatile int first;
  private volatile long alone = System.nanoTime();
  private volatile boolean kept;
  private PointView.@Nullable Truth truth;
  private long measured = System.nanoTime() - 2 * FIGURES;
  private @Nullable Thread thread;

  /**
   * @param name of the run
   * @param page the page that began it
   * @param look what pages see
   * @param steps number of steps
   * @param view a flow with its data
   * @param faults hears of errors that are not the user's
   */
  LiveRun(String name, String page, Look look, int steps, Function<FlowModel, PointView> view,
      Consumer<Throwable> faults) {
    this.name = name;
    this.page = page;
    this.look = look;
    this.steps = steps;
    this.view = view;
    this.faults = faults;
  }

  /** Begins. */
  void start(Work work) {
    if (look.paused) {
      gate.pause();
    }
    thread = Thread.ofPlatform().name("training " + name).start(() -> run(work));
    Thread.ofPlatform().daemon().name("frames " + name).start(this::frames);
  }

  String name() {
    return name;
  }

  String page() {
    return page;
  }

  State state() {
    return gate.isWaiting() && !state.isOver() ? State.PAUSED : state;
  }

  boolean isRunning() {
    return !state.isOver();
  }

  int step() {
    LiveTraining now = live;
    return now == null ? 0 : now.step();
  }

  int steps() {
    return steps;
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
      frame(true);
    }
    state = last;
    byte[] record = Records.ofJson(stateRecord());
    viewers.forEach(viewer -> viewer.offerLast("state", record));
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
        working(began.work(), began.done(), began.total(), "");
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

  private void working(String work, int done, int total, String news) {
    Map<String, Object> record = record("work");
    record.put("work", work);
    record.put("done", done);
    record.put("total", total);
    record.put("news", news);
    offer("work", record);
  }

  private static Map<String, Object> record(String type) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("type", type);
    return record;
  }

  private void offer(String sort, Map<String, Object> record) {
    byte[] bytes = Records.ofJson(record);
    viewers.forEach(viewer -> viewer.offer(sort, bytes));
  }

  private void stateChanged() {
    offer("state", stateRecord());
  }

  Map<String, Object> stateRecord() {
    Map<String, Object> record = record("state");
    record.put("state", state().toString());
    record.put("step", step());
    record.put("steps", steps);
    record.put("message", message);
    return record;
  }

  // Frames.

  private void frames() {
    int last = -1;
    try {
      while (isRunning()) {
        long began = System.nanoTime();
        int now = step();
        if (live != null && now != last && !viewers.isEmpty()) {
          last = now;
          frame(false);
        }
        long took = (System.nanoTime() - began) / 1_000_000;
        Thread.sleep(gate.isWaiting() ? LEAST_MILLIS : Math.max(LEAST_MILLIS, (long) (took * (1 / SHARE - 1))));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      faults.accept(e);
    }
  }

  /** Makes one frame of the present weights, with its figures. */
  private synchronized void frame(boolean last) {
    LiveTraining now = live;
    if (now == null || viewers.isEmpty()) {
      return;
    }
    int step = now.step();
    Optional<FlowModel> flow = now.flow();
    if (flow.isEmpty()) {
      return;
    }
    PointView shown = view.apply(flow.get());
    PointView.Way way = new PointView.Way("euler", EULER_STEPS, -1, 1, 1);
    try {
      PointView.Shown ends = shown.shown(shown.end(shown.noise(look.particles, look.seed), way), way);
      byte[] frame = Records.ofFrame(step, 0, ends.rows(), ends.columns());
      viewers.forEach(viewer -> viewer.offer("frame", frame));
      long time = System.nanoTime();
      if (last || gate.isWaiting() || time - measured > FIGURES) {
        measured = time;
        figures(shown, step, way);
      }
    } catch (SolverException e) {
      // The weights are diverging: the training says so itself.
      return;
    }
    byTime(flow.get(), now, step);
  }

  private void figures(PointView shown, int step, PointView.Way way) {
    if (truth == null) {
      truth = shown.twoSets(MEASURED, -1, look.seed);
    }
    Map<String, Object> record = record("figures");
    record.put("step", step);
    record.put("w2", shown.w2(shown.noise(MEASURED, look.seed), way, truth));
    record.put("floor", truth.floor());
    record.put("straightness", shown.straightness(STRAIGHT, look.seed, 1));
    offer("figures", record);
  }

  private void byTime(FlowModel flow, LiveTraining now, int step) {
    Optional<Batch> batch = now.batch(Math.min(step + 1, Math.max(1, steps)));
    if (batch.isPresent()) {
      for (int i = 0; i < BatchView.BINS; i++) {
        errors[i] *= KEPT;
        rows[i] *= KEPT;
      }
      new BatchView(flow, batch.get()).addByTime(errors, rows);
      Map<String, Object> record = record("times");
      double[] means = new double[BatchView.BINS];
      Arrays.setAll(means, i -> rows[i] > 0 ? errors[i] / rows[i] : 0);
      record.put("loss", means);
      offer("times", record);
    }
  }

  private void logged(RunEvent.Logged line) {
    Map<String, Object> record = record("loss");
    record.put("step", line.step());
    record.put("loss", line.values().get("loss"));
    record.put("rate", line.values().get("samplesPerSecond"));
    if (line.values().get("seconds") instanceof Double seconds && line.step() > first) {
      record.put("secondsLeft", (steps - line.step()) * seconds / (line.step() - first));
    }
    offer("loss " + line.step(), record);
  }

  // Pages.

  void watch(Records records) throws IOException {
    Viewer viewer = new Viewer();
    viewers.add(viewer);
    try {
      viewer.offer("state", Records.ofJson(stateRecord()));
      if (state.isOver()) {
        viewer.end();
      } else if (live != null) {
        frame(false);
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
    LiveTraining now = live;
    return now == null ? Optional.empty() : now.flow().map(flow -> view.apply(flow));
  }

  Optional<Batch> batch() {
    LiveTraining now = live;
    return now == null ? Optional.empty() : now.batch(1);
  }
}
