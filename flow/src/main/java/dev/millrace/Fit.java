package dev.millrace;

import java.util.concurrent.CancellationException;

import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.train.MlpNetwork;
import dev.millrace.flow.train.Objective;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.flow.train.TrainingState;

/** Trains a network under a monitor. */
final class Fit {
  private Fit() {
  }

  static VelocityMlp of(Objective objective, VelocityMlp start, TrainingOptions options, Monitor monitor) {
    MlpNetwork network = new MlpNetwork(start.shape());
    Trainer trainer = new Trainer(objective, network, options, TrainingState.startingFrom(start.toFlat()));
    TrainingState trained = trainer.run(event -> monitor
        .on(new FlowEvent(FlowEvent.Stage.TRAINING, event.step(), event.steps(), event.loss(), event.seconds())),
        _ -> !Thread.currentThread().isInterrupted() && !monitor.isCancelled());
    if (trainer.step() < options.steps()) {
      throw new CancellationException("cancelled after %d of %d steps".formatted(trainer.step(), options.steps()));
    }
    return network.field(trained.average());
  }
}
