package dev.millrace.spark.open;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.kind.TrainedRun;
import dev.millrace.runs.rows.LoadedRun;
import dev.millrace.runs.work.Device;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.jspecify.annotations.Nullable;

/**
 * The runs that the tasks of this Java virtual machine use. Each is opened once, and stays open for a while after its last
 * user, because the next task of the same job needs it again.
 */
public final class OpenRuns {
  /** Spark gives tasks nothing else that outlives them. */
  private static final OpenRuns OF_THIS_MACHINE = new OpenRuns();
  private static final int MOST_IDLE = 4;

  private final Map<String, Opened> byChecksum = new LinkedHashMap<>(16, 0.75f, true);

  private OpenRuns() {
  }

  /**
   * {@return the use of a run, which must be closed} The first user opens it, with the processors that Spark gives to its
   * tasks.
   *
   * @param files the files of the run
   * @throws InvalidInputException if they are not those of a run that this program knows
   */
  public static Use of(RunFiles files) {
    return OF_THIS_MACHINE.use(files);
  }

  private synchronized Use use(RunFiles files) {
    Opened opened = byChecksum.computeIfAbsent(files.checksum(), _ -> open(files));
    opened.users++;
    return new Use(opened, files.path());
  }

  private synchronized void release(Opened opened) {
    opened.users--;
    List<String> idle = new ArrayList<>();
    byChecksum.forEach((checksum, each) -> {
      if (each.users == 0) {
        idle.add(checksum);
      }
    });
    for (String checksum : idle.subList(0, Math.max(0, idle.size() - MOST_IDLE))) {
      Opened oldest = byChecksum.remove(checksum);
      if (oldest != null) {
        oldest.run.close();
      }
    }
  }

  private static Opened open(RunFiles files) {
    try {
      return files.inFolder(folder -> {
        TrainedRun trained = Kinds.load().open(folder);
        boolean points = trained.kind().name().equals("points");
        FlowModel model = points ? requireSource(trained.folder().model()) : null;
        return new Opened(trained.load(device(trained.kind().name())), trained.config(), model);
      });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FlowModel requireSource(FlowModel model) {
    if (DataSource.isFile(model.source())) {
      throw new InvalidInputException(
          "its noise comes from the file %s, which executors do not have; expected a source that has a name"
              .formatted(model.source()));
    }
    return model;
  }

  /** Tasks for points and tables compute on their own processors; those for images share the threads of LibTorch. */
  private static Device device(String kind) {
    SparkConf conf = SparkEnv.get().conf();
    int processors = kind.equals("images")
        ? conf.getInt("spark.executor.cores", Runtime.getRuntime().availableProcessors())
        : conf.getInt("spark.task.cpus", 1);
    return new Device("auto", "auto", processors);
  }

  /** A run in memory, and how many use it. */
  private static final class Opened {
    private final LoadedRun run;
    private final TrainingConfig config;
    private final @Nullable FlowModel model;
    private int users;

    /** @param model the flow, if it is of points */
    Opened(LoadedRun run, TrainingConfig config, @Nullable FlowModel model) {
      this.run = run;
      this.config = config;
      this.model = model;
    }
  }

  /** The use of a run by one task, which belongs to one thread. */
  public static final class Use implements AutoCloseable {
    private final Opened opened;
    private final String path;
    private boolean closed;

    private Use(Opened opened, String path) {
      this.opened = opened;
      this.path = path;
    }

    /** {@return the run; its rows may be drawn while others draw too} */
    public LoadedRun run() {
      return opened.run;
    }

    /** {@return whether it is of points} */
    public boolean isOfPoints() {
      return opened.model != null;
    }

    /**
     * {@return the flow}
     *
     * @throws InvalidInputException if the run is not of points
     */
    public FlowModel model() {
      if (opened.model == null) {
        throw new InvalidInputException(
            "%s: is a run of %s; expected a run of points".formatted(path, opened.config.data()));
      }
      return opened.model;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        OF_THIS_MACHINE.release(opened);
      }
    }
  }
}
