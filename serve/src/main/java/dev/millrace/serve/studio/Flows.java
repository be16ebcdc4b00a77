package dev.millrace.serve.studio;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.store.Checkpoint;
import dev.millrace.flow.train.Batch;
import dev.millrace.flow.train.Batches;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.train.MlpTraining;
import dev.millrace.runs.work.Caller;
import dev.millrace.serve.http.Problem;

/** The flows of points that pages look at: live ones as they are now, others from their files. */
final class Flows {
  private static final int MOST_KEPT = 8;

  private final RunsFolder folder;
  private final Kinds kinds;
  private final Trainings trainings;
  /** The flows that were read last, by name and time of change. */
  private final Map<String, PointView> kept = new LinkedHashMap<>() {
    @Override
    protected boolean removeEldestEntry(Map.Entry<String, PointView> eldest) {
      return size() > MOST_KEPT;
    }
  };

  Flows(RunsFolder folder, Kinds kinds, Trainings trainings) {
    this.folder = folder;
    this.kinds = kinds;
    this.trainings = trainings;
  }

  /**
   * {@return the flow of a run}
   *
   * @throws Problem 404 if there is no such run, 409 if it has not learnt anything yet
   */
  PointView of(String name) throws IOException {
    Optional<PointView> live = trainings.running(name).flatMap(LiveRun::view);
    return live.isPresent() ? live.get() : stored(folder.run(name));
  }

  private synchronized PointView stored(RunDirectory run) throws IOException {
    requirePoints(run);
    String key = run.path() + " " + RunsFolder.changed(run) + " " + run.isTrained();
    PointView known = kept.get(key);
    if (known == null) {
      known = read(run);
      kept.put(key, known);
    }
    return known;
  }

  private void requirePoints(RunDirectory run) throws IOException {
    if (!kinds.of(run).name().equals("points")) {
      throw new Problem(409, "%s is a run of %s; this view is of points".formatted(folder.name(run),
          kinds.of(run).name()));
    }
  }

  private PointView read(RunDirectory run) throws IOException {
    RunConfig config = ConfigFile.read(run.configFile());
    if (run.isTrained()) {
      FlowModel flow = run.model();
      return new PointView(config.steps(), flow,
          DataSource.of(config.data(), config.csvHeader(), config.labels(), flow));
    }
    Optional<Checkpoint> newest = run.newestCheckpoint(_ -> {});
    if (newest.isEmpty()) {
      throw new Problem(409, folder.name(run) + " has not learnt anything yet");
    }
    MlpTraining training = MlpTraining.withoutRemarks(config, Caller.silent());
    return new PointView((int) newest.get().step(), training.flow(newest.get()), training.data());
  }

  /** {@return the first batch of a run: what is paired with what} */
  Batch firstBatch(String name) throws IOException {
    Optional<Batch> live = trainings.running(name).flatMap(LiveRun::batch);
    if (live.isPresent()) {
      return live.get();
    }
    RunDirectory run = folder.run(name);
    requirePoints(run);
    RunConfig config = ConfigFile.read(run.configFile());
    MlpTraining training = run.isTrained()
        ? MlpTraining.ofPairs(config, run.model(), Caller.silent())
        : MlpTraining.withoutRemarks(config, Caller.silent());
    try (Batches batches = new Batches(config.learnt(training.objective()), config.trainingOptions())) {
      return batches.batch(1);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(folder.name(run) + ": " + e.getMessage(), e);
    }
  }
}
