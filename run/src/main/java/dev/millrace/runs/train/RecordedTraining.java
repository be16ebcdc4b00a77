package dev.millrace.runs.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.Recorder;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.store.Checkpoint;
import dev.millrace.flow.store.CheckpointStore;
import dev.millrace.flow.store.RunLock;
import dev.millrace.flow.text.Shown;
import dev.millrace.flow.train.DivergedException;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.RunEvent;
import dev.millrace.runs.work.StoppedException;
import dev.millrace.runs.work.Work;

/**
 * A training in a folder, from its start or from its newest checkpoint to the finished model. It may be stopped, and it
 * may roll back; if it is killed at any time and resumed, it ends with the same bytes.
 */
public final class RecordedTraining {
  private static final int MOST_ROLLBACKS = 5;
  private static final String OPTIONS_HASH = "options-hash";
  private static final String ROLLBACKS = "rollbacks";
  private static final String NETWORK = "network";
  private static final Pattern OPTION = Pattern.compile("--([a-z][a-z-]*)");

  private final Training training;
  private final RunDirectory run;
  private final Plan plan;
  private final Caller caller;
  private int rollbacks;

  /**
   * The settings of the training.
   *
   * @param name the name of the training in its progress
   * @param teacher the run from whose weights it starts; none for random ones
   * @param resume whether to resume from the newest checkpoint
   */
  public record Plan(String name, Optional<RunDirectory> teacher, boolean resume) {}

  private RecordedTraining(Training training, RunDirectory run, Plan plan, Caller caller) {
    this.training = training;
    this.run = run;
    this.plan = plan;
    this.caller = caller;
  }

  /**
   * Trains, and writes {@code model.safetensors} at the end. Invalid input is rejected before anything is written to
   * the run.
   *
   * @param training what to train
   * @param run a new folder, or the one to resume; no other process may write to it during the training
   * @param plan its name in the progress, the run whose weights it starts from, and whether it resumes
   * @param caller hears of the work and may cancel it
   * @throws InvalidInputException if the run cannot be resumed with these options
   * @throws StoppedException if the caller cancelled it, after writing a checkpoint
   * @throws DivergedException if the training diverged, after the last good state was written as the model
   * @throws IOException if reading or writing fails
   */
  public static void run(Training training, RunDirectory run, Plan plan, Caller caller) throws IOException {
    try (RunLock _ = run.lock()) {
      if (!plan.resume && Files.exists(run.configFile())) {
        throw new InvalidInputException(run.path() + ": already holds a run; choose another folder, or `resume`");
      }
      RecordedTraining recorded = new RecordedTraining(training, run, plan, caller);
      Optional<Checkpoint> from = plan.resume ? recorded.toResume() : Optional.empty();
      Training.Session session = recorded.begin(from);
      Map<String, String> provenance = Provenance.of(training.engine(), training.dataHashes());
      if (!training.columns().isEmpty()) {
        provenance.put("columns", Shown.allNames(training.columns()));
      }
      if (!training.classNames().isEmpty()) {
        provenance.put("class-names", String.join(", ", training.classNames()));
      }
      if (training.ranks() > 0) {
        provenance.put(Provenance.RANKS, Integer.toString(training.ranks()));
      }
      plan.teacher.ifPresent(teacher -> provenance.put(Provenance.STARTS_FROM, training.startsFrom(teacher)));
      if (from.isPresent()) {
        recorded.changedAt(from.get()).ifPresent(step -> provenance.put(Provenance.CHANGED_AT, step));
      }
      ConfigFile.write(run.configFile(), training.config(), provenance);
      recorded.train(session);
    }
  }

  /**
   * The first step from which the training used other options, or another number of ranks, than before, in this run or when it was resumed earlier.
   */
  private Optional<String> changedAt(Checkpoint from) throws IOException {
    Map<String, String> recorded = ConfigFile.provenance(run.configFile());
    String before = recorded.get(Provenance.CHANGED_AT);
    boolean ofTheseRanks = training.ranks() == 0
        || Integer.toString(training.ranks()).equals(recorded.get(Provenance.RANKS));
    return before != null || (isOfTheseOptions(from) && ofTheseRanks)
        ? Optional.ofNullable(before)
        : Optional.of(Long.toString(from.step()));
  }

  private boolean isOfTheseOptions(Checkpoint checkpoint) {
    return ConfigFile.hash(training.config()).equals(checkpoint.facts().get(OPTIONS_HASH));
  }

  private Optional<Checkpoint> toResume() throws IOException {
    Optional<Checkpoint> newest = run.newestCheckpoint(caller::warn);
    if (newest.isEmpty()) {
      if (Files.exists(run.modelFile()) && !Files.exists(run.log())) {
        throw new InvalidInputException(
            run.path() + ": holds an imported model and no training to resume; train to another folder");
      }
      caller.warn(run.path() + ": has no checkpoint yet, training starts at step 0");
      return newest;
    }
    Checkpoint checkpoint = newest.get();
    requireGoesOn(checkpoint);
    if (!isOfTheseOptions(checkpoint)) {
      List<String> changed = ConfigFile.changes(run.configFile(), training.config());
      caller.warn("note: the options are not those of the checkpoint of step %d%s; training continues with the new ones"
          .formatted(checkpoint.step(), changed.isEmpty() ? "" : " (" + String.join(", ", changed) + ")"));
    }
    caller.inform(run.isTrained() && checkpoint.step() == training.config().steps()
        ? String.format(Locale.ROOT, "%s: already finished, all of its %,d steps are trained", run.path(),
            checkpoint.step())
        : String.format(Locale.ROOT, "%s: continuing from step %,d", run.path(), checkpoint.step()));
    return newest;
  }

  private void requireGoesOn(Checkpoint checkpoint) {
    String where = "%s: its checkpoint of step %d".formatted(run.path(), checkpoint.step());
    training.requireSameData(where, checkpoint.facts());
    // Earlier releases did not write this, or named options as on the command line.
    String network = OPTION.matcher(checkpoint.facts().getOrDefault(NETWORK, training.network())).replaceAll("`$1`");
    if (!network.equals(training.network())) {
      throw new InvalidInputException(
          "%s is of %s, but the options ask for %s".formatted(where, named(network), named(training.network())));
    }
    if (checkpoint.step() == training.config().steps() && !isOfTheseOptions(checkpoint)) {
      throw new InvalidInputException(
          "%s: all of its %d steps are trained, so other options would change nothing; expected more `steps` with them"
              .formatted(run.path(), checkpoint.step()));
    }
    if (checkpoint.step() > training.config().steps()) {
      throw new InvalidInputException("`steps` %d: %s has trained %d steps already; expected %d or more".formatted(
          training.config().steps(), run.path(), checkpoint.step(), checkpoint.step()));
    }
  }

  /** Checkpoints name options as the command line does. */
  private static String named(String network) {
    return network.replaceAll("--([a-z-]+)", "`$1`");
  }

  private Training.Session begin(Optional<Checkpoint> from) throws IOException {
    rollbacks = from.map(c -> Integer.parseInt(c.facts().getOrDefault(ROLLBACKS, "0"))).orElse(0);
    return training.begin(run, from, plan.teacher, 1.0 / (1 << rollbacks));
  }

  private void train(Training.Session first) throws IOException {
    Training.Session session = first;
    while (true) {
      try {
        advance(session);
        session.writeModel(run.modelFile());
        if (!session.remark().isEmpty()) {
          caller.warn("note: " + session.remark());
        }
        return;
      } catch (DivergedException e) {
        if (training.config().onDivergence().equals("stop") || rollbacks == MOST_ROLLBACKS) {
          session.writeModel(run.modelFile());
          throw e;
        }
        Optional<Checkpoint> to = rolledBack(e);
        session = training.begin(run, to, plan.teacher, 1.0 / (1 << rollbacks));
      }
    }
  }

  /** The checkpoint to roll back to. It must not depend on whether and when the training was stopped. */
  private Optional<Checkpoint> rolledBack(DivergedException diverged) throws IOException {
    rollbacks++;
    int every = training.config().checkpointEvery();
    Optional<Checkpoint> to = every == 0
        ? Optional.empty()
        : new CheckpointStore(run.checkpoints()).newest(step -> step % every == 0).checkpoint();
    caller.warn(String.format(Locale.ROOT,
        "note: diverged at step %d (loss %.4g); back to step %d with 1/%d of the learning rate",
        diverged.step(), diverged.loss(), to.map(Checkpoint::step).orElse(0L), 1 << rollbacks));
    return to;
  }

  private void advance(Training.Session session) throws IOException {
    int steps = training.config().steps();
    try (Work work = caller.begin(plan.name, session.step(), steps);
        Recorder recorder = new Recorder(run, session.step(), steps, training.config().checkpointEvery(), facts(),
            caller::isCancelled, caller::warn)) {
      caller.publish(new RunEvent.Learning(run, session.live()));
      try {
        session.run((step, line, news) -> {
          log(recorder, step, line);
          caller.publish(new RunEvent.Logged(step, line));
          work.at(step, news);
        }, (step, files) -> goesOn(recorder, step, files));
      } finally {
        recorder.finish();
      }
      if (session.step() < steps) {
        throw new StoppedException(
            String.format(Locale.ROOT, "stopped after step %,d of %,d", session.step(), steps), run);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>(training.dataHashes());
    facts.put(OPTIONS_HASH, ConfigFile.hash(training.config()));
    facts.put(ROLLBACKS, Integer.toString(rollbacks));
    facts.put(NETWORK, training.network());
    return facts;
  }

  private static boolean goesOn(Recorder recorder, int step,
      Supplier<Optional<SequencedMap<String, AtomicFile.Body>>> files) {
    try {
      return recorder.goesOn(step, files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void log(Recorder recorder, int step, Map<String, Object> line) {
    try {
      recorder.log().append(step, line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
