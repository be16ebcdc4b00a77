package dev.millrace.runs.train;

import java.util.Optional;
import java.util.function.Function;

import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.train.Batch;
import dev.millrace.flow.train.Batches;
import dev.millrace.flow.train.Objective;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.runs.work.LiveTraining;

/** The training of a flow of points, as other threads may look at it. */
record LivePoints(Trainer trainer, Function<float[], FlowModel> model, Objective objective, TrainingOptions options)
    implements
      LiveTraining {
  @Override
  public int step() {
    return trainer.step();
  }

  @Override
  public Optional<FlowModel> flow() {
    return Optional.of(model.apply(trainer.average()));
  }

  @Override
  public Optional<Batch> batch(int step) {
    try (Batches batches = new Batches(objective, options)) {
      return Optional.of(batches.batch(step));
    }
  }
}
