package dev.millrace.flow.coupling;

import java.util.random.RandomGenerator;

import dev.millrace.flow.transport.ExactAssignment;

/**
 * The pairing of a batch that has the least total squared distance: a permutation, so every point is used once (Pooladian et
 * al. 2023; Tong et al. 2023, OT-CFM). It nears the optimal transport of the distributions as the batch grows.
 */
public record MinibatchOt() implements Coupling {
  @Override
  public void pair(Pairs pairs, RandomGenerator random) {
    pairs.takeSources(ExactAssignment.squaredEuclidean(pairs.x0(), pairs.x1(), pairs.dim()).sources());
  }
}
