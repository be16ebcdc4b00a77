package dev.millrace.flow.train;

import dev.millrace.flow.parallel.Workers;

/** A network that several machines can train together; see {@link SharedLearner}. */
public interface SharedNetwork extends Network {
  @Override
  SharedLearner learner(TrainingState state, TrainingOptions options, Workers workers);
}
