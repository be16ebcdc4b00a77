package dev.millrace.flow.run;

/**
 * Every option of a training, resolved, as plain values; what the records of all engines have in common. {@link ConfigFile} reads
 * and writes them by the names of their components.
 */
public interface TrainingConfig {
  /** What is learnt, as the command line names it. */
  String data();

  /** Which source point goes with which data, as the command line names it. */
  String coupling();

  /** Steps of the optimizer. */
  int steps();

  /** Steps between checkpoints, 0 for none. */
  int checkpointEvery();

  /** "stop", or "rollback" to the newest checkpoint with half the learning rate. */
  String onDivergence();
}
