package dev.millrace.cli;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import dev.millrace.flow.coupling.FixedPairs;
import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.run.Couplings;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.MlpCheckpoint;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.store.Checkpoint;
import dev.millrace.flow.train.Objective;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingEvent;
import dev.millrace.flow.train.TrainingState;
import dev.millrace.flow.transport.Semidiscrete;
import org.jspecify.annotations.Nullable;

/**
 * A training on the pure-Java engine.
 *
 * @param config the options, checked
 * @param data what is learnt
 * @param objective made of both
 */
record MlpTraining(RunConfig config, DataSource data, Objective objective) implements Training {
  /** As {@link #of(RunConfig, boolean, MemoryLimit)}, within what Java was given. */
  static MlpTraining of(RunConfig config, boolean quiet) throws IOException {
    return of(config, quiet, MemoryLimit.ofJava());
  }

  /**
   * Reads all that the options name and learns what the coupling has to know, before anything is written.
   *
   * @param memory what reading and training have to fit
   */
  static MlpTraining of(RunConfig config, boolean quiet, MemoryLimit memory) throws IOException {
    config.check();
    memory.requireForFile(config.data());
    DataSource data = DataSource.of(config.data());
    memory.require(config, data.learnt().dim());
    var source = DataSource.source(config.source(), data.learnt().dim());
    try (TransportProgress progress = new TransportProgress(quiet)) {
      return new MlpTraining(config, data,
          config.objective(source, data.learnt(), Couplings.of(config, source, data.learnt(), progress)));
    }
  }

  /** Shows how semidiscrete transport is learnt; how long it takes is not known. */
  private static final class TransportProgress implements Semidiscrete.Listener, AutoCloseable {
    private final boolean quiet;
    private @Nullable Progress shown;

    TransportProgress(boolean quiet) {
      this.quiet = quiet;
    }

    @Override
    public void on(long draws, double massError) {
      if (shown == null) {
        shown = Progress.unmeasured("semidiscrete transport", quiet);
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

  MlpShape shape() {
    return config.shape(data.learnt().dim());
  }

  @Override
  public String engine() {
    return "pure Java";
  }

  @Override
  public String network() {
    MlpShape shape = shape();
    return "a network with --hidden %d, --layers %d, --activation %s, --time-input %s, --time-scale %s".formatted(
        shape.hidden(),
        shape.layers(), shape.activation(), shape.timeInput(), shape.timeScale());
  }

  @Override
  public Session begin(RunDirectory run, Optional<Checkpoint> from, Optional<RunDirectory> teacher, double rateFactor)
      throws IOException {
    TrainingState state = from.isPresent() ? MlpCheckpoint.read(from.get(), shape()) : start(teacher);
    return new MlpSession(new Trainer(objective, config.trainingOptions(rateFactor), state));
  }

  private final class MlpSession implements Session {
    private final Trainer trainer;

    MlpSession(Trainer trainer) {
      this.trainer = trainer;
    }

    @Override
    public int step() {
      return trainer.step();
    }

    @Override
    public void run(Listener listener, GoOn goOn) {
      trainer.run(event -> listener.on(event.step(), line(event), news(event)),
          live -> goOn.after(live.step(), () -> MlpCheckpoint.files(live)));
    }

    private Map<String, Object> line(TrainingEvent event) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("loss", event.loss());
      line.put("seconds", event.seconds());
      line.put("samplesPerSecond", event.samplesPerSecond());
      line.put("learningRate", event.learningRate());
      line.put("gradientNorm", event.gradientNorm());
      if (Training.isHashed(event.step(), event.steps(), Trainer.EVENT_STEPS)) {
        line.put("weights", weightsHash());
      }
      return line;
    }

    private static String news(TrainingEvent event) {
      return String.format(Locale.ROOT, "loss %.4f, %,.0f samples/s", event.loss(), event.samplesPerSecond());
    }

    @Override
    public void writeModel(Path file) throws IOException {
      model(trainer.state().model()).write(file);
    }

    @Override
    public String weightsHash() {
      return Sha256.of(trainer.state().average(), ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** The state before the first step: the weights of a run, or random ones. */
  private TrainingState start(Optional<RunDirectory> teacher) throws IOException {
    return TrainingState.startingFrom(teacher.isPresent()
        ? teacher.get().model().velocity()
        : VelocityMlp.random(shape(), config.trainingOptions().seed()));
  }

  /** The file that sampling takes. */
  FlowModel model(VelocityMlp velocity) {
    return new FlowModel(velocity, config.source(), config.path(), data.standardizer());
  }

  @Override
  public Map<String, String> dataHashes() {
    Map<String, String> hashes = new LinkedHashMap<>();
    hashes.put(DATA_HASH, data.hash());
    if (objective.coupling() instanceof FixedPairs pairs) {
      hashes.put(PAIRS_HASH, "sha256:" + Sha256.of(Sha256.of(pairs.x0(), ByteOrder.LITTLE_ENDIAN)
          + Sha256.of(pairs.x1(), ByteOrder.LITTLE_ENDIAN)));
    }
    return hashes;
  }
}
