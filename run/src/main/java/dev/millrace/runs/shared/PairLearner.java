package dev.millrace.runs.shared;

import java.io.IOException;
import java.io.Serializable;
import java.util.Map;

import dev.millrace.flow.coupling.FixedPairs;
import dev.millrace.flow.run.TrainingConfig;

/** A flow that learns the pairs of another, with whose weights it begins. It travels to all ranks. */
public interface PairLearner extends Serializable {
  /** {@return the options of the whole training} */
  TrainingConfig config();

  /** {@return count of numbers in a sample} */
  int dim();

  /** {@return the number of classes; 0 if none} */
  int classes();

  /** {@return the hashes of the data that the other flow has learnt, as far as they are known} */
  Map<String, String> dataHashes();

  /**
   * {@return what a rank learns}
   *
   * @param pairs those of the rank
   * @param own the options for its share of each batch
   * @param hashes what identifies the data and the pairs of all ranks
   * @throws IOException if reading fails
   */
  RankPart part(FixedPairs pairs, TrainingConfig own, Map<String, String> hashes) throws IOException;
}
