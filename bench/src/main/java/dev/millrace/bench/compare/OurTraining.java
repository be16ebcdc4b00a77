package dev.millrace.bench.compare;

import java.util.ArrayList;
import java.util.List;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.path.Schedule;
import dev.millrace.flow.path.SigmaForm;
import dev.millrace.flow.path.TimeDistribution;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.AdamW;
import dev.millrace.flow.train.LearningRate;
import dev.millrace.flow.train.Objective;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingEvent;
import dev.millrace.flow.train.TrainingOptions;

/**
 * Continuous training on moons, with clipping and weight averaging, as in {@code millrace train}. A unit is one step; a
 * repeat is the 50 steps between two events of the trainer.
 */
final class OurTraining implements Work {
  private static final double LEARNING_RATE = 1e-3;

  private final TrainingOptions options;
  private Trainer trainer;
  private final Objective objective;
  private double secondsOfStep;

  OurTraining(MlpShape shape, int batch, Coupling coupling, int threads) {
    objective = new Objective(new Gaussian(2), Toy.MOONS, coupling, new Schedule.Linear(), new SigmaForm.None(),
        new TimeDistribution.Uniform());
    options = new TrainingOptions(Trainer.EVENT_STEPS, batch, batch, new LearningRate(LEARNING_RATE, 0, false),
        AdamW.ADAM, 1, 0.999, new Seed(0), threads);
    trainer = new Trainer(objective, shape, options);
    List<TrainingEvent> first = new ArrayList<>();
    trainer.run(first::add);
    secondsOfStep = batch / first.getFirst().samplesPerSecond();
  }

  @Override
  public Measured measure(double seconds) {
    // The first repeat of a round starts the threads and fills the buffers, and is not counted.
    int repeats = 1 + Math.clamp((long) Math.ceil(seconds / (secondsOfStep * Trainer.EVENT_STEPS)), 3, 1000);
    var state = trainer.state();
    trainer = new Trainer(objective, options.withSteps(state.step() + repeats * Trainer.EVENT_STEPS), state);
    List<TrainingEvent> events = new ArrayList<>();
    trainer.run(events::add);
    double[] times = events.stream().skip(1).mapToDouble(event -> options.batch() / event.samplesPerSecond()).toArray();
    secondsOfStep = Spread.of(times).median();
    return new Measured(secondsOfStep, events.getLast().loss(), "");
  }
}
