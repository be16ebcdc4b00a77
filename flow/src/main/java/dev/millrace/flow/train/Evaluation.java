package dev.millrace.flow.train;

/** A network with weights, evaluated for rows that each have a time of their own. No gradient flows through it. */
@FunctionalInterface
public interface Evaluation {
  /**
   * Writes the network's output.
   *
   * @param inputs the rows, any number of them
   * @param out receives the output, [count, dim]
   */
  void evaluate(Inputs inputs, float[] out);
}
