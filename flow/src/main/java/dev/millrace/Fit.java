package dev.millrace;

import java.util.concurrent.CancellationException;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.path.Schedule;
import dev.millrace.flow.path.SigmaForm;
import dev.millrace.flow.path.TimeDistribution;
import dev.millrace.flow.train.Objective;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.flow.train.TrainingState;

/** Trains a network under a monitor. */
final class Fit {
  private Fit() {
  }

  static VelocityMlp of(Distribution source, Distribution data, Coupling coupling, Schedule path, SigmaForm sigma,
      TimeDistribution time, VelocityMlp start, TrainingOptions options, Monitor monitor) {
    Objective objective = new Objective(source, data, coupling, path, sigma, time);
    Trainer trainer = new Trainer(objective, options, TrainingState.startingFrom(start));
    VelocityMlp trained = trainer.run(event -> monitor
        .on(new FlowEvent(FlowEvent.Stage.TRAINING, event.step(), event.steps(), event.loss(), event.seconds())),
        _ -> !Thread.currentThread().isInterrupted() && !monitor.isCancelled());
    if (trainer.step() < options.steps()) {
      throw new CancellationException("cancelled after %d of %d steps".formatted(trainer.step(), options.steps()));
    }
    return trained;
  }
}
