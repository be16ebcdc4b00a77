package dev.millrace.serve.studio;

import java.util.List;
import java.util.function.BooleanSupplier;
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
  /** By then Java has compiled what it compiles first, also on a slow machine. */
  private static final long LONGEST = 3_000_000_000L;

  private WarmUp() {
  }

  /**
   * Begins.
   *
   * @param isIdle whether nothing is trained yet: a training warms up what it needs itself
   * @param faults hears of errors
   */
  static void start(BooleanSupplier isIdle, Consumer<Throwable> faults) {
    Thread.ofPlatform().daemon().name("warm-up").start(() -> {
      try {
        run(isIdle);
      } catch (RuntimeException | Error e) {
        faults.accept(e);
      }
    });
  }

  private static void run(BooleanSupplier isIdle) {
    long end = System.nanoTime() + LONGEST;
    RunConfig config = RunConfig.defaults();
    Distribution data = Distributions.all().getFirst();
    MlpNetwork network = new MlpNetwork(config.shape(data));
    Trainer trainer = new Trainer(config.objective(new Draws(DataSource.source(config.source(), data.dim()), data),
        Coupling.INDEPENDENT), network, config.trainingOptions());
    trainer.run(_ -> {}, step -> step < STEPS && isIdle.getAsBoolean() && System.nanoTime() < end);
    if (!isIdle.getAsBoolean()) {
      return;
    }
    PointView view = new PointView(0, FlowModel.of(network.field(trainer.average())),
        new DataSource(data, Standardizer.identity(data.dim()),
            List.of(), config.data()));
    PointView.Way way = new PointView.Way("euler", 20, -1, 1, 1);
    view.end(view.noise(PARTICLES, 0), way);
    view.w2(view.noise(PARTICLES / 2, 0), way, view.twoSets(PARTICLES / 2, -1, 0));
    view.straightness(PARTICLES / 20, 0, 1);
  }
}
