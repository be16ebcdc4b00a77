package dev.millrace.runs.manage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingLog;
import dev.millrace.runs.kind.Kind;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.train.Provenance;
import dev.millrace.runs.train.Training;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.StoppedException;
import dev.millrace.runs.work.Work;

/**
 * The first steps of a run, trained again.
 *
 * @param step the step whose weights are compared
 * @param then the SHA-256 of the weights when the run was trained
 * @param now the SHA-256 of the weights now
 * @param provenanceThen version, JDK, system and engine of the run
 * @param provenanceNow those of this process
 */
public record Verification(int step, String then, String now, Map<String, String> provenanceThen,
    Map<String, String> provenanceNow) {
  /** {@return whether the bytes are the same} */
  public boolean same() {
    return then.equals(now);
  }

  /**
   * Trains the first steps of a run again; the run stays as it is.
   *
   * @param kinds the kinds that are known
   * @param run the run
   * @param steps the most steps to train
   * @param changes options that change no bytes, such as threads
   * @param caller hears of the work and may cancel it
   * @return whether the bytes agree
   * @throws InvalidInputException if the run cannot be trained again, such as one that was trained on a cluster
   * @throws StoppedException if the caller cancelled it
   * @throws IOException if reading fails
   */
  public static Verification of(Kinds kinds, RunDirectory run, int steps, Map<String, Object> changes, Caller caller)
      throws IOException {
    Provenance.requireOneMachine(run);
    TrainingLog.Line claimed = claim(run, steps);
    Map<String, String> provenance = ConfigFile.provenance(run.configFile());
    String changed = provenance.get(Provenance.CHANGED_AT);
    if (changed != null) {
      throw new InvalidInputException(
          "%s: was resumed with other options at step %s, so that it cannot be trained again from its start".formatted(
              run.path(), changed));
    }
    Kind kind = kinds.of(run);
    try (Training training = kind.again(run, ConfigFile.over(kinds.config(run), "", changes), caller)) {
      training.requireSameData(run.path().toString(), provenance);
      Training.Session session = training.begin(run, Optional.empty(),
          Optional.ofNullable(provenance.get(Provenance.STARTS_FROM)).map(Path::of).map(RunDirectory::new), 1);
      try (Work work = caller.begin("verify", claimed.step())) {
        session.run((step, _, news) -> work.at(step, news),
            (step, _) -> step < claimed.step() && !caller.isCancelled());
      }
      if (session.step() < claimed.step()) {
        throw new StoppedException("stopped after step %d of %d".formatted(session.step(), claimed.step()), run);
      }
      return new Verification(claimed.step(), claimed.weights().orElseThrow(), session.weightsHash(), provenance,
          Provenance.of(training.engine(), Map.of()));
    }
  }

  /** The last logged line within the steps that has a hash of its weights; if there is none, the first that has one. */
  private static TrainingLog.Line claim(RunDirectory run, int steps) throws IOException {
    if (steps < 1) {
      throw new InvalidInputException("`steps` " + steps + ": expected 1 or more");
    }
    List<TrainingLog.Line> hashed = run.readLog().stream().filter(line -> line.weights().isPresent()).toList();
    if (hashed.isEmpty()) {
      throw new InvalidInputException(
          run.log() + ": holds no hash of weights to compare with (imported, or trained by an earlier release?)");
    }
    return hashed.stream().filter(line -> line.step() <= steps).reduce((_, later) -> later)
        .orElse(hashed.getFirst());
  }
}
