package dev.millrace.serve.studio;

import java.util.List;
import java.util.function.Consumer;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.Draws;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Distributions;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.train.MlpNetwork;
import dev.millrace.flow.train.Trainer;

/**
 * Trains a flow of a shape for a moment after the start, and follows it, so that Java has compiled the kernels before the
 * user presses a button. Otherwise the first steps of the first training take seconds.
 */
final class WarmUp {
  private static final int STEPS = 400;
  private static final int PARTICLES = 2000;

  private WarmUp() {
  }

  static void start(Consumer<Throwable> faults) {
    Thread.ofPlatform().daemon().name("warm-up").start(() -> {
      try {
        run();
      } catch (RuntimeException | Error e) {
        faults.accept(e);
      }
    });
  }

  private static void run() {
    RunConfig config = RunConfig.defaults();
    Distribution data = Distributions.all().getFirst();
    MlpNetwork network = new MlpNetwork(config.shape(data));
    Trainer trainer = new Trainer(config.objective(new Draws(DataSource.source(config.source(), data.dim()), data),
        Coupling.INDEPENDENT), network, config.trainingOptions());
    trainer.run(_ -> {}, step -> step < STEPS && !Thread.currentThread().isInterrupted());
    PointView view = new PointView(0, FlowModel.of(network.field(trainer.average())),
        new DataSource(data, Standardizer.identity(data.dim()),
            List.of(), config.data()));
    PointView.Way way = new PointView.Way("euler", 20, -1, 1, 1);
    view.end(view.noise(PARTICLES, 0), way);
    view.w2(view.noise(PARTICLES / 2, 0), way, view.twoSets(PARTICLES / 2, -1, 0));
    view.straightness(PARTICLES / 20, 0, 1);
  }
}
