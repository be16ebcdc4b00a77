package dev.millrace.flow.train;

import java.util.function.Function;
import java.util.random.RandomGenerator;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.PairSource;
import dev.millrace.flow.coupling.Pairs;
import dev.millrace.flow.random.Seed;

/**
 * What a training learns: how pairs (x0, x1) become inputs of the network and the output that it should have there. It
 * works with any network and on any engine. {@link FlowMatching} is the usual one.
 */
public interface Objective {
  /** {@return where pairs come from} */
  PairSource pairs();

  /** {@return how the source points of a pool of pairs are reordered} */
  default Coupling coupling() {
    return Coupling.INDEPENDENT;
  }

  /** {@return the number of further inputs that the network gets for each row, such as 1 for a second time} */
  default int extraInputs() {
    return 0;
  }

  /** {@return whether rows have weights, which {@link #make} writes; otherwise all rows count the same} */
  default boolean weighsRows() {
    return false;
  }

  /**
   * Makes some rows of a batch: their states, times, further inputs and, as far as they do not depend on the network,
   * targets. Several threads call it at once, each for other rows. The labels of the batch are there already.
   *
   * @param batch receives the rows {@code from} … {@code to} − 1
   * @param from the first row
   * @param to the row after the last
   * @param pairs the pairs; row r of the batch is made from the pair {@code first} + r
   * @param first the pair of the batch's row 0
   * @param random makes a generator for a purpose; the same purpose gives the same numbers again
   */
  void make(Batch batch, int from, int to, Pairs pairs, int first, Function<Seed.Purpose, RandomGenerator> random);

  /**
   * Completes the targets of a batch, if they depend on the network. Called once per step, after {@link #make} has made
   * all rows.
   *
   * @param batch its targets may be changed
   * @param network the network as it is before the step; no gradient flows through it
   */
  default void complete(Batch batch, Evaluation network) {
    // Most targets do not depend on the network.
  }
}
