package dev.millrace.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.Couplings;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.train.DivergedException;
import dev.millrace.flow.train.Objective;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingEvent;
import dev.millrace.flow.train.TrainingState;
import dev.millrace.flow.transport.Semidiscrete;
import org.jspecify.annotations.Nullable;

/**
 * One training, from resolved options to a finished run folder.
 *
 * @param config the options, checked
 * @param data what is learnt
 * @param objective made of both
 */
record TrainingRun(RunConfig config, DataSource data, Objective objective) {

  /** Reads all that the options name and learns what the coupling has to know, before anything is written. */
  static TrainingRun of(RunConfig config, boolean quiet) throws IOException {
    config.check();
    DataSource data = DataSource.of(config.data());
    var source = DataSource.source(config.source(), data.learnt().dim());
    Semidiscrete.Listener progress = quiet ? (_, _) -> {} : new TransportLines();
    return new TrainingRun(config, data,
        config.objective(source, data.learnt(), Couplings.of(config, source, data.learnt(), progress)));
  }

  /** A line on standard error every few seconds while semidiscrete transport is learnt: how long it takes is not known. */
  private static final class TransportLines implements Semidiscrete.Listener {
    private long last = System.nanoTime();

    @Override
    public void on(long draws, double massError) {
      if (System.nanoTime() - last > Progress.BETWEEN_LINES.toNanos()) {
        last = System.nanoTime();
        System.err.printf(Locale.ROOT,
            "semidiscrete transport: %,d source points, masses of the cells off by %.0f %%%n",
            draws, 100 * massError);
      }
    }
  }

  MlpShape shape() {
    return config.shape(data.learnt().dim());
  }

  /**
   * Trains.
   *
   * @param run a new folder, or one to go on with
   * @param name of the training on its progress bar
   * @param from the state to start from; none for random weights
   */
  VelocityMlp into(RunDirectory run, String name, @Nullable TrainingState from, boolean quiet) throws IOException {
    ConfigFile.write(run.configFile(), config, Provenance.of(data.hash()));
    Trainer trainer = from == null
        ? new Trainer(objective, shape(), config.trainingOptions())
        : new Trainer(objective, config.trainingOptions(), from);
    try (Progress progress = Progress.show(name, config.steps(), quiet)) {
      VelocityMlp trained = trainer.run(event -> {
        try {
          record(run, event);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        progress.on(event);
      });
      model(trained).write(run.modelFile());
      return trained;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (DivergedException e) {
      model(e.lastGood().model()).write(run.modelFile());
      throw e;
    }
  }

  private FlowModel model(VelocityMlp velocity) {
    return new FlowModel(velocity, config.source(), config.path(), data.standardizer());
  }

  private void record(RunDirectory run, TrainingEvent event) throws IOException {
    run.log(event);
    int every = config.checkpointEvery();
    if (every > 0 && event.step() / every > Math.max(0, event.step() - Trainer.EVENT_STEPS) / every) {
      run.checkpoint(event.trainer().state());
    }
  }
}
