package dev.millrace.serve.studio;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

import dev.millrace.flow.ode.SolverException;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.train.Batch;
import dev.millrace.runs.work.LiveTraining;
import dev.millrace.serve.http.Records;
import org.jspecify.annotations.Nullable;

/**
 * What pages see of a training while it runs: where particles arrive, W2 and S, and the loss by time. It takes at most a
 * tenth of the time, so that the training is hardly slower.
 */
final class LiveFrames {
  private static final double KEPT = 0.9;
  private static final int MEASURED = 1000;
  private static final int STRAIGHT = 128;
  private static final int EULER_STEPS = 20;
  /** The share of the time that frames may take. */
  private static final double SHARE = 0.1;
  private static final long LEAST_MILLIS = 80;
  /** The first frames take long, before Java has compiled what makes them; the next ones shall not wait for that. */
  private static final long MOST_MILLIS = 400;
  /** Nanoseconds between two measurements of the figures, which take longer than the particles. */
  private static final long FIGURES = 1_000_000_000L;

  private final LiveRun run;
  private final LiveRun.Look look;
  private final Function<FlowModel, PointView> view;
  private final Viewers viewers;
  private final double[] errors = new double[BatchView.BINS];
  private final double[] rows = new double[BatchView.BINS];
  /** The figures so far by their sort, for pages that come later. */
  private final Map<String, byte[]> past = Collections.synchronizedMap(new LinkedHashMap<>());
  private PointView.@Nullable Truth truth;
  private boolean ended;
  private long measured = System.nanoTime() - 2 * FIGURES;

  /**
   * @param run the training
   * @param look what pages see
   * @param view a flow with its data
   * @param viewers the pages
   */
  LiveFrames(LiveRun run, LiveRun.Look look, Function<FlowModel, PointView> view, Viewers viewers) {
    this.run = run;
    this.look = look;
    this.view = view;
    this.viewers = viewers;
  }

  /** Makes frames until the training is over. */
  void run(Consumer<Throwable> faults) {
    int last = -1;
    try {
      while (run.isRunning()) {
        long began = System.nanoTime();
        int now = run.step();
        if (now != last && run.live().isPresent() && !viewers.isEmpty()) {
          last = now;
          make(false);
        }
        long took = (System.nanoTime() - began) / 1_000_000;
        Thread.sleep(
            run.isWaiting() ? LEAST_MILLIS : Math.clamp((long) (took * (1 / SHARE - 1)), LEAST_MILLIS, MOST_MILLIS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      faults.accept(e);
    }
  }

  /**
   * Makes one frame of the present weights, with its figures if they are due or it is the last one, for which a page may
   * come late.
   */
  synchronized void make(boolean last) {
    if (ended) {
      return;
    }
    ended = last;
    Optional<LiveTraining> live = run.live();
    Optional<FlowModel> flow = viewers.isEmpty() && !last ? Optional.empty() : live.flatMap(LiveTraining::flow);
    if (live.isEmpty() || flow.isEmpty()) {
      return;
    }
    int step = live.get().step();
    PointView shown = view.apply(flow.get());
    PointView.Way way = new PointView.Way("euler", EULER_STEPS, -1, 1, 1);
    try {
      PointView.Shown ends = shown.shown(shown.end(shown.noise(look.particles(), look.seed()), way), way);
      viewers.offer("frame", Records.ofFrame(step, 0, ends.rows(), ends.columns()));
      long time = System.nanoTime();
      if (last || run.isWaiting() || time - measured > FIGURES) {
        measured = time;
        figures(shown, step, way);
      }
    } catch (SolverException e) {
      // The weights are diverging: the training says so itself.
      return;
    }
    byTime(flow.get(), live.get(), step);
  }

  private void figures(PointView shown, int step, PointView.Way way) {
    if (truth == null) {
      truth = shown.twoSets(MEASURED, -1, look.seed());
    }
    Map<String, Object> record = Viewers.record("figures");
    record.put("step", step);
    record.put("w2", shown.w2(shown.noise(MEASURED, look.seed()), way, truth));
    record.put("floor", truth.floor());
    record.put("straightness", shown.straightness(STRAIGHT, look.seed(), 1));
    tell("figures " + step, record);
  }

  private void tell(String sort, Map<String, Object> record) {
    byte[] bytes = Records.ofJson(record);
    past.put(sort, bytes);
    viewers.offer(sort, bytes);
  }

  /** Gives a page that comes later the figures so far. */
  void recall(Viewer viewer) {
    synchronized (past) {
      past.forEach(viewer::offer);
    }
  }

  private void byTime(FlowModel flow, LiveTraining now, int step) {
    Optional<Batch> batch = now.batch(Math.min(step + 1, Math.max(1, run.steps())));
    if (batch.isPresent()) {
      for (int i = 0; i < BatchView.BINS; i++) {
        errors[i] *= KEPT;
        rows[i] *= KEPT;
      }
      new BatchView(flow, batch.get()).addByTime(errors, rows);
      Map<String, Object> record = Viewers.record("times");
      double[] means = new double[BatchView.BINS];
      Arrays.setAll(means, i -> rows[i] > 0 ? errors[i] / rows[i] : 0);
      record.put("loss", means);
      tell("times", record);
    }
  }
}
