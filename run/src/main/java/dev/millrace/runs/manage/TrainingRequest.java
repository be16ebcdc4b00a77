package dev.millrace.runs.manage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.ObjectiveConfig;
import dev.millrace.flow.run.OneStep;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.flow.run.TrainingLog;
import dev.millrace.runs.kind.Kind;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.text.DataNames;
import dev.millrace.runs.text.Suggestion;
import dev.millrace.runs.train.Provenance;
import dev.millrace.runs.train.RecordedTraining;
import dev.millrace.runs.train.Training;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.RunEvent;
import org.jspecify.annotations.Nullable;

/**
 * A training that is asked for.
 *
 * @param data the data by name; null for those of {@code config}, of the run that is resumed, or the usual ones
 * @param options the options that are given, by the names that they have in {@code run.yaml}; kind says what the data are,
 *     if they could be several things; one-step, if it is true, chooses the coupling and the times of a flow of points
 *     that needs one step (see {@link OneStep})
 * @param config a file of options, which those that are given override; null for none
 * @param out the folder of the run; null for a new one in the folder {@code runs}
 * @param resume whether the run in {@code out} is continued from its newest checkpoint
 * @param measure whether the run is measured at the end, if its kind does that
 * @param draw whether pictures are drawn
 * @param from a trained run whose weights the training starts from, and whose options it has if no others are given; null
 *     for random weights
 */
public record TrainingRequest(@Nullable String data, Map<String, Object> options, @Nullable Path config,
    @Nullable Path out, boolean resume, boolean measure, boolean draw, @Nullable Path from) {
  private static final String KIND = "kind";
  private static final String ONE_STEP = "one-step";
  /** Options that are not in {@code run.yaml} under their name. */
  private static final Set<String> APART = Set.of(KIND, ONE_STEP);

  /** Copies the options. */
  public TrainingRequest {
    options = new LinkedHashMap<>(options);
    if (resume && out == null) {
      throw new InvalidInputException("`resume`: needs `out`, the run to continue");
    }
    if (from != null && (resume || config != null)) {
      throw new InvalidInputException("`from` %s with %s: expected one of them".formatted(from,
          resume ? "`resume`" : "`config` " + config));
    }
  }

  /**
   * A training that starts from random weights, or from a checkpoint.
   *
   * @param data the data by name; null for the usual ones
   * @param options the options that are given, by name
   * @param config a file of options; null for none
   * @param out the folder of the run; null for a new one
   * @param resume whether the run in {@code out} is continued
   * @param measure whether the run is measured at the end
   * @param draw whether pictures are drawn
   */
  public TrainingRequest(@Nullable String data, Map<String, Object> options, @Nullable Path config, @Nullable Path out,
      boolean resume, boolean measure, boolean draw) {
    this(data, options, config, out, resume, measure, draw, null);
  }

  /**
   * {@return the same training, which starts from the weights of a run}
   *
   * @param run the folder of the run
   */
  public TrainingRequest from(Path run) {
    return new TrainingRequest(data, options, config, out, resume, measure, draw, run);
  }

  /**
   * {@return a training of data with the usual options, except some}
   *
   * @param data the name of the data, or a file
   * @param options the options that are not the usual ones, by name
   * @param out the folder of the new run
   */
  public static TrainingRequest of(String data, Map<String, Object> options, Path out) {
    return new TrainingRequest(data, options, null, out, false, true, true);
  }

  /**
   * Continues a run.
   *
   * @param run the folder of the run
   * @return the request
   */
  public static TrainingRequest resuming(Path run) {
    return new TrainingRequest(null, Map.of(), null, run, true, true, true);
  }

  /** {@return the same training without pictures and figures} */
  public TrainingRequest bare() {
    return new TrainingRequest(data, options, config, out, resume, false, false, from);
  }

  /** The run that is resumed, if one is. */
  private Optional<RunDirectory> resumed() {
    return resume && out != null ? Optional.of(RunDirectory.open(out)) : Optional.empty();
  }

  /** The run whose weights the training starts from, if there is one. */
  private Optional<RunDirectory> start() throws IOException {
    return from == null ? Optional.empty() : Optional.of(RunDirectory.openTrained(from));
  }

  /** The run whose options this training has, if no others are given. */
  private Optional<RunDirectory> model() throws IOException {
    Optional<RunDirectory> resumed = resumed();
    return resumed.isPresent() ? resumed : start();
  }

  /**
   * {@return the name of the data}
   *
   * @throws IOException if reading fails
   */
  public String dataName() throws IOException {
    Optional<String> named = Optional.ofNullable(data);
    if (named.isEmpty() && config != null) {
      named = ConfigFile.data(config);
    }
    Optional<RunDirectory> model = model();
    if (named.isEmpty() && model.isPresent()) {
      named = ConfigFile.data(model.get().configFile());
    }
    return named.orElse(RunConfig.defaults().data());
  }

  /**
   * {@return the value of every option}
   *
   * @param kinds the kinds that are known
   * @throws InvalidInputException naming an option that is unknown or out of range, or if the run that is resumed was trained
   *     on a cluster
   * @throws IOException if reading or writing fails
   */
  public TrainingConfig resolve(Kinds kinds) throws IOException {
    requireOfTheirType();
    if (resumed().isPresent()) {
      Provenance.requireOneMachine(resumed().get());
    }
    String name = dataName();
    Kind kind = kind(kinds, name);
    for (String option : options.keySet()) {
      if (!APART.contains(option) && !ConfigFile.names(kind.defaults()).contains(option)) {
        requireUnknownTo(kinds, kind, name, option);
      }
    }
    Optional<RunDirectory> start = start();
    if (start.isPresent() && !kinds.of(start.get()).name().equals(kind.name())) {
      throw new InvalidInputException("`from` %s: a run of %s, but %s are %s".formatted(from,
          kinds.of(start.get()).name(), name, kind.name()));
    }
    Optional<RunDirectory> model = model();
    TrainingConfig resolved = model.isEmpty()
        ? kind.defaults()
        : ConfigFile.over(kind.defaults(), model.get().configFile());
    if (start.isPresent()) {
      resolved = unchosen(resolved, kind);
    }
    if (config != null) {
      resolved = ConfigFile.over(resolved, config);
    }
    Map<String, Object> given = new LinkedHashMap<>(options);
    given.put("data", name);
    given.keySet().removeAll(APART);
    resolved = ConfigFile.over(resolved, "", given);
    if (Boolean.TRUE.equals(options.get(ONE_STEP))) {
      resolved = forOneStep(resolved, kind, given.keySet());
    }
    resolved.check();
    if (resolved instanceof RunConfig points && !points.conditional() && options.containsKey("label-dropout")) {
      throw new InvalidInputException(
          "`label-dropout` %s: %s is trained without classes; expected `classes` or `labels`"
              .formatted(options.get("label-dropout"), name));
    }
    return resolved;
  }

  /** Other options are checked with those of a run. */
  private void requireOfTheirType() {
    if (!(options.getOrDefault(ONE_STEP, false) instanceof Boolean)) {
      throw new InvalidInputException("`%s` %s: expected true or false".formatted(ONE_STEP, options.get(ONE_STEP)));
    }
    if (!(options.getOrDefault(KIND, "") instanceof String)) {
      throw new InvalidInputException("`%s` %s: expected the name of a kind".formatted(KIND, options.get(KIND)));
    }
  }

  /**
   * The options of a run without those that are chosen again: those that were chosen for its device or its batch, and those
   * of its objective if another one is asked for.
   */
  private TrainingConfig unchosen(TrainingConfig of, Kind kind) {
    boolean other = of instanceof ObjectiveConfig learnt
        && !learnt.objective().equals(options.getOrDefault("objective", learnt.objective()));
    Map<String, Object> usual = new LinkedHashMap<>();
    for (String option : ConfigFile.names(of)) {
      if (kind.isChosen(of, option) || (other && ObjectiveConfig.OF_AVERAGES.contains(option))) {
        usual.put(option, ConfigFile.value(kind.defaults(), option));
      }
    }
    return ConfigFile.over(of, "", usual);
  }

  private static TrainingConfig forOneStep(TrainingConfig resolved, Kind kind, Set<String> given) {
    if (resolved instanceof RunConfig points) {
      points.check();
      return OneStep.of(points, given);
    }
    throw new InvalidInputException(
        "`%s`: for points only, as it needs a coupling that is a map; %s are %s".formatted(ONE_STEP, resolved.data(),
            kind.name()));
  }

  /**
   * The kind of the data: the one that is asked for, that of the run that is resumed or of the file of options, or the one
   * that the data look like. A file of options that names the data but no kind is of points or images, as the run.yaml of
   * such a run.
   */
  private Kind kind(Kinds kinds, String name) throws IOException {
    Optional<RunDirectory> resumed = resumed();
    if (resumed.isPresent()) {
      Kind kind = kinds.of(resumed.get());
      if (options.get(KIND) instanceof String asked && !kinds.named(asked).name().equals(kind.name())) {
        throw new InvalidInputException("`kind` %s: %s is a run of %s".formatted(asked, out, kind.name()));
      }
      return kind;
    }
    if (options.get(KIND) instanceof String asked) {
      return kinds.named(asked);
    }
    if (config != null) {
      Optional<String> named = ConfigFile.kind(config);
      if (named.isPresent()) {
        return kinds.named(named.get());
      }
      if (data == null) {
        return kinds.pointsOrImages(name);
      }
    }
    return kinds.ofData(name);
  }

  private static void requireUnknownTo(Kinds kinds, Kind kind, String name, String option) {
    for (Kind other : kinds.all()) {
      if (ConfigFile.names(other.defaults()).contains(option)) {
        throw new InvalidInputException("`%s`: not an option for %s, which are %s%s".formatted(option,
            DataNames.withoutPassword(name),
            kind.name(), kind.isNamedInRuns()
                ? " (`kind` %s reads them as %s)".formatted(other.name(), other.name())
                    + Suggestion.of(option, ConfigFile.names(kind.defaults()))
                : ", not " + other.name()));
      }
    }
  }

  /**
   * Trains.
   *
   * @param kinds the kinds that are known
   * @param caller hears the progress, and in {@link RunEvent.Trained} the result; it may cancel
   * @return the run
   * @throws InvalidInputException if an option, or the data, do not fit; nothing is written then
   * @throws dev.millrace.runs.work.StoppedException if the caller cancelled it, after writing a checkpoint
   * @throws dev.millrace.flow.train.DivergedException if the training diverged, after the last good state was written
   * @throws IOException if reading or writing fails
   */
  public RunDirectory run(Kinds kinds, Caller caller) throws IOException {
    TrainingConfig resolved = resolve(kinds);
    Optional<RunDirectory> resumed = resumed();
    if (out != null && resumed.isEmpty()) {
      RunDirectory.requireFree(out);
    }
    Kind kind = kind(kinds, resolved.data());
    Optional<RunDirectory> start = start();
    try (Training training = kind.training(resolved, draw, caller)) {
      if (start.isPresent()) {
        training.requireContinues(start.get());
      }
      caller.publish(new RunEvent.Prepared());
      RunDirectory run = folder(resumed, resolved.data());
      RecordedTraining.run(training, run, new RecordedTraining.Plan("train", teacher(resumed).or(() -> start), resume),
          caller);
      List<TrainingLog.Line> log = run.readLog();
      caller.publish(new RunEvent.Trained(run, training.config().steps(), training.config().batch(), kind.speedUnit(),
          training.parameters(), training.engineInUse(), log.getLast().loss(), log.getLast().seconds()));
      kind.finish(training, run, measure, draw, caller);
      return run;
    }
  }

  private RunDirectory folder(Optional<RunDirectory> resumed, String name) throws IOException {
    if (resumed.isPresent()) {
      return resumed.get();
    }
    return out != null ? RunDirectory.create(out) : RunDirectory.numbered(Path.of("runs"), DataNames.folderName(name));
  }

  /**
   * The teacher of a round of reflow: if it is resumed before its first checkpoint, it starts from the teacher's
   * weights again.
   */
  private static Optional<RunDirectory> teacher(Optional<RunDirectory> resumed) throws IOException {
    return resumed.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(ConfigFile.provenance(resumed.get().configFile()).get(Provenance.STARTS_FROM))
            .map(folder -> new RunDirectory(Path.of(folder)));
  }
}
