package dev.millrace.flow.transport;

/**
 * An assignment with its proof: u_i + v_j ≤ c_ij for all i and j, with equality on the pairs.
 *
 * @param columnOf [n]: the column of each row
 * @param u [n], potentials of the rows
 * @param v [n], prices of the columns
 */
record Matching(int[] columnOf, double[] u, double[] v) {
  /** The same matching with rows and columns exchanged. */
  Matching turned() {
    int[] rowOf = new int[columnOf.length];
    for (int i = 0; i < rowOf.length; i++) {
      rowOf[columnOf[i]] = i;
    }
    return new Matching(rowOf, v, u);
  }
}
