package dev.millrace.runs.train;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.coupling.FixedPairs;
import dev.millrace.flow.data.Empirical;
import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.Couplings;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.LabelledRows;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.StateFile;
import dev.millrace.flow.store.Checkpoint;
import dev.millrace.flow.text.Shown;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.MlpNetwork;
import dev.millrace.flow.train.Objective;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.flow.train.TrainingState;
import dev.millrace.flow.transport.Semidiscrete;
import dev.millrace.runs.text.RowsRead;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Work;
import org.jspecify.annotations.Nullable;

/**
 * A training on the pure-Java engine.
 *
 * @param config the options, checked
 * @param data the training data
 * @param objective the objective made from both
 */
public record MlpTraining(RunConfig config, DataSource data, FlowMatching objective) implements Training {
  private static final int SHOWN = 6;

  /**
   * As {@link #of(RunConfig, Caller)}, without remarks on the data.
   *
   * @param config the options of the run
   * @param caller hears of the work and may cancel it
   * @return the training
   * @throws IOException if reading or writing fails
   */
  public static MlpTraining withoutRemarks(RunConfig config, Caller caller) throws IOException {
    config.check();
    caller.memory().requireForFile(config.data());
    return of(config, DataSource.of(config.data(), config.csvHeader(), config.labels()), caller);
  }

  /**
   * As {@link #withoutRemarks}, for data that are encoded as for another network, which made the pairs.
   *
   * @param config the options of the run
   * @param teacher the flow that made the pairs
   * @param caller hears of the work and may cancel it
   * @return the training
   * @throws IOException if reading fails
   */
  public static MlpTraining ofPairs(RunConfig config, FlowModel teacher, Caller caller) throws IOException {
    config.check();
    caller.memory().requireForFile(config.data());
    return of(config, DataSource.of(config.data(), config.csvHeader(), config.labels(), teacher), caller);
  }

  /**
   * Reads everything that the options name and prepares the coupling, before anything is written, and says how the data
   * were read.
   *
   * @param config the options of the run
   * @param caller hears how the data were read, and the progress of learning the coupling
   * @return the training
   * @throws IOException if reading fails
   */
  public static MlpTraining of(RunConfig config, Caller caller) throws IOException {
    config.check();
    caller.memory().requireForFile(config.data());
    if (!DataSource.isFile(config.data())) {
      return of(config, DataSource.of(config.data()), caller);
    }
    LabelledRows read = LabelledRows.read(config.data(), config.csvHeader(), config.labels());
    Table rows = read.rows();
    DataSource data = DataSource.of(config.data(), read);
    MlpTraining training = of(config, data, caller);
    if (RowsRead.mayHaveHeader(config.data())) {
      caller.inform(RowsRead.described(config.data(), rows));
    }
    if (!config.labels().isEmpty()) {
      caller.inform("%s: %d classes%s".formatted(config.labels(), data.learnt().classes(),
          data.classNames().isEmpty()
              ? ""
              : ", from %s to %s".formatted(data.classNames().getFirst(),
                  data.classNames().getLast())));
    }
    remarks(config, data, rows, caller);
    return training;
  }

  /** Says what a user may not expect of a file. */
  private static void remarks(RunConfig config, DataSource data, Table rows, Caller caller) {
    if (rows.rows() == 1) {
      caller
          .remark("note: %s has a single row, which is all that a flow can learn to return".formatted(config.data()));
    } else if (Arrays.stream(data.standardizer().std()).anyMatch(std -> std == 0)) {
      String constant = IntStream.range(0, rows.columns()).filter(c -> data.standardizer().std()[c] == 0)
          .mapToObj(c -> Shown.cut(rows.name(c))).limit(SHOWN).collect(Collectors.joining(", "));
      caller.remark("note: %s does not vary in %s; samples have the same value".formatted(constant, config.data()));
    }
    if (!config.source().equals("gaussian")) {
      caller
          .remark("note: `source` %s is drawn in standard deviations of %s about its mean, as the network sees them"
              .formatted(config.source(), config.data()));
    }
  }

  private static MlpTraining of(RunConfig config, DataSource data, Caller caller) throws IOException {
    caller.memory().require(config, data.learnt().dim());
    // Fails for classes that the data do not have.
    config.shape(data.learnt());
    var source = DataSource.source(config.source(), data.learnt().dim());
    try (TransportProgress progress = new TransportProgress(caller)) {
      return new MlpTraining(config, data, Couplings.objective(config, source, data.learnt(), progress));
    }
  }

  /** Shows the progress of learning semidiscrete transport, whose duration is not known in advance. */
  private static final class TransportProgress implements Semidiscrete.Listener, AutoCloseable {
    private final Caller caller;
    private @Nullable Work shown;

    TransportProgress(Caller caller) {
      this.caller = caller;
    }

    @Override
    public void on(long draws, double massError) {
      if (caller.isCancelled()) {
        throw new CancellationException("stopped before the training began, while the transport was learnt");
      }
      if (shown == null) {
        shown = caller.begin("semidiscrete transport");
      }
      shown.at(0, String.format(Locale.ROOT, "%,d source points, masses of the cells off by %.0f %%", draws,
          100 * massError));
    }

    @Override
    public void close() {
      if (shown != null) {
        shown.close();
      }
    }
  }

  /** {@return the shape of the network} */
  public MlpShape shape() {
    return config.shape(data.learnt());
  }

  @Override
  public String engine() {
    return "pure Java";
  }

  @Override
  public long parameters() {
    return shape().parameters();
  }

  @Override
  public String engineInUse() {
    return engine() + ", " + VelocityMlp.random(new MlpShape(1, 1, 1, 1), new Seed(0)).engine();
  }

  @Override
  public String network() {
    MlpShape shape = shape();
    return "a network with `hidden` %d, `layers` %d, `activation` %s, `time-input` %s, `time-scale` %s%s".formatted(
        shape.hidden(), shape.layers(), shape.activation(), shape.timeInput(), shape.timeScale(),
        (shape.classes() == 0 ? "" : ", of " + shape.classes() + " classes")
            + (shape.spans() == 0 ? "" : ", of average velocities" + (shape.spans() == 2 ? ", guided" : "")));
  }

  @Override
  public Session begin(RunDirectory run, Optional<Checkpoint> from, Optional<RunDirectory> teacher, double rateFactor)
      throws IOException {
    MlpNetwork network = new MlpNetwork(shape());
    TrainingState state = from.isPresent() ? StateFile.read(from.get(), network) : start(network, teacher);
    Objective learnt = config.learnt(objective);
    TrainingOptions options = config.trainingOptions(rateFactor);
    Trainer trainer = new Trainer(learnt, network, options, state);
    return new TrainerSession(trainer, network, RunConfig.EVENT_STEPS, "pairs", objective.coupling()::remark,
        (average, file) -> model(network.field(average)).write(file), _ -> {},
        new LivePoints(trainer, average -> model(network.field(average)), learnt, options));
  }

  /**
   * {@return the flow as far as it was trained at a checkpoint}
   *
   * @param checkpoint the checkpoint
   * @throws InvalidInputException if it is not one of this training
   * @throws IOException if reading fails
   */
  public FlowModel flow(Checkpoint checkpoint) throws IOException {
    MlpNetwork network = new MlpNetwork(shape());
    return model(network.field(StateFile.read(checkpoint, network).average()));
  }

  /** The state before the first step: the weights of a run, or random ones. */
  private TrainingState start(MlpNetwork network, Optional<RunDirectory> teacher) throws IOException {
    Seed seed = config.trainingOptions().seed();
    if (teacher.isEmpty()) {
      return TrainingState.startingFrom(network.start(seed));
    }
    VelocityMlp trained = teacher.get().model().velocity();
    int spans = shape().spans();
    return TrainingState.startingFrom(
        (trained.shape().spans() > spans ? trained.diagonal() : trained).withSpans(spans, seed).toFlat());
  }

  @Override
  public void requireContinues(RunDirectory from) throws IOException {
    FlowModel model = from.model();
    MlpShape trained = model.velocity().shape();
    MlpShape mine = shape();
    Continued run = new Continued(from);
    run.requireData(this, config.labels());
    run.requireSame("hidden", mine.hidden(), trained.hidden());
    run.requireSame("layers", mine.layers(), trained.layers());
    run.requireSame("activation", mine.activation(), trained.activation());
    run.requireSame("time-input", mine.timeInput(), trained.timeInput());
    run.requireSame("time-scale", mine.timeScale(), trained.timeScale());
    run.requireSame("source", config.source(), model.source());
    run.requireSame("path", config.path(), model.path());
    run.requireSame("sigma-min", config.sigmaMin(), model.sigmaMin());
    if (mine.dim() != trained.dim() || mine.classes() != trained.classes()) {
      throw new InvalidInputException("`from` %s: its network has %d columns and %d classes, the data have %d and %d"
          .formatted(from.path(), trained.dim(), trained.classes(), mine.dim(), mine.classes()));
    }
    run.requireSpans(mine.spans(), trained.spans());
  }

  /**
   * {@return what the model file holds, which sampling reads}
   *
   * @param velocity the trained network
   */
  public FlowModel model(VelocityMlp velocity) {
    return new FlowModel(velocity, config.source(), config.path(), config.sigmaMin(), data.standardizer(),
        data.names()).withClassNames(classNames()).withUsualSteps(config.usualSteps());
  }

  @Override
  public List<String> columns() {
    return data.names();
  }

  @Override
  public List<String> classNames() {
    return config.conditional() ? data.classNames() : List.of();
  }

  @Override
  public Map<String, String> dataHashes() {
    Map<String, String> hashes = new LinkedHashMap<>();
    hashes.put(DATA_HASH, data.hash());
    if (!data.labelsHash().isEmpty()) {
      hashes.put(LABELS_HASH, data.labelsHash());
    }
    if (DataSource.isFile(config.source())
        && DataSource.source(config.source(), data.learnt().dim()) instanceof Empirical rows) {
      hashes.put(SOURCE_HASH, "sha256:" + Sha256.of(rows.rows(), ByteOrder.LITTLE_ENDIAN));
    }
    if (objective.pairs() instanceof FixedPairs pairs) {
      String classes = pairs.classes() == 0 ? "" : Sha256.of(Arrays.toString(pairs.labels()));
      hashes.put(PAIRS_HASH, "sha256:" + Sha256.of(Sha256.of(pairs.x0(), ByteOrder.LITTLE_ENDIAN)
          + Sha256.of(pairs.x1(), ByteOrder.LITTLE_ENDIAN) + classes));
    }
    return hashes;
  }
}
