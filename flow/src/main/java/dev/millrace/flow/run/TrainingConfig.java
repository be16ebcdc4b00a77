package dev.millrace.flow.run;

/**
 * The options that the configuration records of all engines have in common. Such a record holds every option of a
 * training as a plain value; {@link ConfigFile} reads and writes them by the names of their components.
 */
public interface TrainingConfig {
  /** {@return the data, by the name that the command line uses} */
  String data();

  /** {@return the coupling, by the name that the command line uses} */
  String coupling();

  /** {@return the number of optimizer steps} */
  int steps();

  /** {@return pairs or images per step} */
  int batch();

  /** {@return the seed from which all random numbers derive} */
  long seed();

  /** {@return number of threads; 0 for all processors} */
  int threads();

  /**
   * Checks the values that are not checked by the objects that are made from them.
   *
   * @throws dev.millrace.flow.InvalidInputException naming the option, its value and what is expected
   */
  void check();

  /** {@return steps between checkpoints, 0 for none} */
  int checkpointEvery();

  /** {@return "stop", or "rollback" to the newest checkpoint with half the learning rate} */
  String onDivergence();
}
