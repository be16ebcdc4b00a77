package dev.millrace.flow.transport;

/**
 * A one-to-one pairing of n sources and n targets.
 *
 * @param targets [n]: the target of each source; a permutation
 * @param cost sum of the costs of the pairs
 */
public record Assignment(int[] targets, double cost) {
  /** {@return the source of each target [n]: the inverse permutation} */
  public int[] sources() {
    int[] sources = new int[targets.length];
    for (int i = 0; i < targets.length; i++) {
      sources[targets[i]] = i;
    }
    return sources;
  }
}
