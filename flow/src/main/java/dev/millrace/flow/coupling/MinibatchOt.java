package dev.millrace.flow.coupling;

import java.util.random.RandomGenerator;

import dev.millrace.flow.transport.ExactAssignment;

/**
 * The pairing of a batch with the least total squared distance. It is a permutation, so every point is used once
 * (Pooladian et al. 2023; Tong et al. 2023, OT-CFM). As the batch grows it approaches the optimal transport between the
 * distributions.
 */
public record MinibatchOt() implements Coupling {
  @Override
  public int[] order(Pairs pairs, RandomGenerator random) {
    return ExactAssignment.squaredEuclidean(pairs.x0(), pairs.x1(), pairs.dim()).sources();
  }
}
