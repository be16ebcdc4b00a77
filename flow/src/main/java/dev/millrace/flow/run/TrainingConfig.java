package dev.millrace.flow.run;

import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.AdamW;
import dev.millrace.flow.train.LearningRate;
import dev.millrace.flow.train.Loss;
import dev.millrace.flow.train.TrainingOptions;

/**
 * The options that the configuration records of all engines have in common. Such a record holds every option of a
 * training as a plain value; {@link ConfigFile} reads and writes them by the names of their components.
 */
public interface TrainingConfig {
  /** {@return the data, by the name that the command line uses} */
  String data();

  /** {@return the same as it may be shown and stored: without passwords that the data are reached by} */
  default TrainingConfig withoutPasswords() {
    return this;
  }

  /** {@return the coupling, by the name that the command line uses} */
  String coupling();

  /** {@return the number of optimizer steps} */
  int steps();

  /** {@return pairs or images per step} */
  int batch();

  /** {@return pairs that the coupling sees at once, a multiple of the batch; 0 for the batch} */
  int couplingBatch();

  /** {@return the peak learning rate} */
  double lr();

  /** {@return steps over which the learning rate rises} */
  int warmup();

  /** {@return "constant" or "cosine"} */
  String decay();

  /** {@return the greatest norm of the gradient, 0 for no limit} */
  double clip();

  /** {@return the decoupled weight decay} */
  double weightDecay();

  /** {@return the decay of the average of the weights, 0 for none} */
  double ema();

  /** {@return the share of the pairs whose class is hidden} */
  double labelDropout();

  /** {@return the time distribution, such as "uniform"} */
  String time();

  /** {@return the schedule, such as "linear"} */
  String path();

  /** {@return the form of σ, such as "none"} */
  String sigmaMin();

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

  /**
   * {@return the options of the trainer}
   *
   * @param adam the optimizer, whose weight decay is replaced
   * @param loss compares what the network predicts with its target
   * @param rateFactor factor by which the learning rate is multiplied
   * @param eventSteps steps between two events
   */
  default TrainingOptions trainingOptions(AdamW adam, Loss loss, double rateFactor, int eventSteps) {
    return new TrainingOptions(steps(), batch(), couplingBatch() == 0 ? batch() : couplingBatch(),
        new LearningRate(lr() * rateFactor, warmup(), decay().equals("cosine")),
        new AdamW(adam.beta1(), adam.beta2(), adam.epsilon(), weightDecay()),
        clip() > 0 ? clip() : Double.POSITIVE_INFINITY, ema(), loss, labelDropout(), eventSteps, new Seed(seed()),
        Workers.orAllProcessors(threads()));
  }

  /** {@return steps between checkpoints, 0 for none} */
  int checkpointEvery();

  /** {@return "stop", or "rollback" to the newest checkpoint with half the learning rate} */
  String onDivergence();
}
