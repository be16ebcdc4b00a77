package dev.millrace.serve.service;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import dev.millrace.flow.random.Seed;
import dev.millrace.runs.rows.LoadedRun;
import dev.millrace.runs.rows.RowSettings;
import dev.millrace.runs.rows.RowSource;

/**
 * Draws and writes rows of a model until that becomes no faster, so that Java has compiled what requests need before the
 * service says that it is ready. All models together have a bounded time; when it is used up, models serve without.
 */
final class WarmUp {
  private static final long WINDOW = Duration.ofMillis(250).toNanos();
  private static final long EACH = Duration.ofSeconds(8).toNanos();
  /** It ends after so many windows in turn that are not faster than the best one by this factor. */
  private static final int MOST_WITHOUT_GAIN = 3;
  private static final double GAIN = 1.05;
  /** Rows of the larger one of the two requests that are imitated. */
  private static final int ROWS = 1000;

  /** These rows are not of a request, so that they are not counted. */
  private static final Engine.Listener SILENT = new Engine.Listener() {
    @Override
    public void computed(int rows, int nfe, double seconds) {
      // Not counted.
    }

    @Override
    public void queued(double seconds) {
      // Not counted.
    }
  };

  private final WorkLimits limits;
  private long left;

  /** @param most the most time for all models */
  WarmUp(WorkLimits limits, Duration most) {
    this.limits = limits;
    left = isOptimizing() ? most.toNanos() : 0;
  }

  /** Whether this Java has the compiler whose work takes so long. */
  private static boolean isOptimizing() {
    return !ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).getVMOption("TieredStopAtLevel")
        .getValue().equals("1");
  }

  /** Warms a model up. One thread does this at a time. */
  void warm(LoadedRun run) {
    if (left <= 0) {
      return;
    }
    long began = System.nanoTime();
    long end = began + Math.min(EACH, left);
    try (Engine engine = new Engine("warm-up", limits, SILENT)) {
      double best = 0;
      for (int withoutGain = 0; withoutGain < MOST_WITHOUT_GAIN && System.nanoTime() < end;) {
        double rate = rate(run, engine);
        withoutGain = rate > best * GAIN ? 0 : withoutGain + 1;
        best = Math.max(best, rate);
      }
    } catch (RuntimeException | OutOfMemoryError _) {
      // Some rows of a model may be impossible; who asks for them learns it.
    } finally {
      left -= System.nanoTime() - began;
    }
  }

  /**
   * Turns for a second of the processor, with that of the compiler. What else runs on the machine hardly changes it.
   */
  private double rate(LoadedRun run, Engine engine) {
    long began = System.nanoTime();
    long used = processorTime();
    int turns = 0;
    do {
      answer(run, engine, 1);
      answer(run, engine, ROWS);
      turns++;
    } while (System.nanoTime() - began < WINDOW);
    return turns * 1e9 / Math.max(1, processorTime() - used);
  }

  private static long processorTime() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  /** Answers a request in all forms that do not need much memory. */
  private void answer(LoadedRun run, Engine engine, int most) {
    for (Form form : new Form[]{Form.JSON, Form.NPY, Form.CSV}) {
      RowSource rows = run.rows(RowSettings.USUAL, new Seed(0));
      int count = Math.min(most, engine.part(rows.group()));
      if (rows.endings().contains(form.ending())) {
        try (Job job = new Job(engine, limits, rows, 0, count, System.nanoTime())) {
          rows.file(form.ending(), "the answer", count, job).writeTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
