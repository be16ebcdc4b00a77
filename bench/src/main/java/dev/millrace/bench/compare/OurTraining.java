package dev.millrace.bench.compare;

import java.util.ArrayList;
import java.util.List;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.LearningRate;
import dev.millrace.flow.train.MlpNetwork;
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
  private static final int EVENT_STEPS = 50;

  private final TrainingOptions options;
  private Trainer trainer;
  private final Objective objective;
  private final MlpNetwork network;
  private double secondsOfStep;

  OurTraining(MlpShape shape, int batch, Coupling coupling, int threads) {
    objective = FlowMatching.of(Toy.MOONS).withCoupling(coupling);
    network = new MlpNetwork(shape);
    options = TrainingOptions.defaults().withSteps(EVENT_STEPS).withEventSteps(EVENT_STEPS).withBatch(batch)
        .withLearningRate(new LearningRate(LEARNING_RATE, 0, false)).withThreads(threads);
    trainer = new Trainer(objective, network, options);
    List<TrainingEvent> first = new ArrayList<>();
    trainer.run(first::add);
    secondsOfStep = batch / first.getFirst().samplesPerSecond();
  }

  @Override
  public Measured measure(double seconds) {
    // The first repeat of a round starts the threads and fills the buffers, and is not counted.
    int repeats = 1 + Math.clamp((long) Math.ceil(seconds / (secondsOfStep * EVENT_STEPS)), 3, 1000);
    var state = trainer.state();
    trainer = new Trainer(objective, network, options.withSteps(state.step() + repeats * EVENT_STEPS), state);
    List<TrainingEvent> events = new ArrayList<>();
    trainer.run(events::add);
    double[] times = events.stream().skip(1).mapToDouble(event -> options.batch() / event.samplesPerSecond()).toArray();
    secondsOfStep = Spread.of(times).median();
    return new Measured(secondsOfStep, events.getLast().loss(), "");
  }
}
