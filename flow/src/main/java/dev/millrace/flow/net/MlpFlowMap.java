package dev.millrace.flow.net;

import dev.millrace.flow.ode.FlowMap;

/**
 * The flow map of a velocity MLP that has learnt average velocities. Any number of threads may use it at once.
 *
 * @param network a network with spans
 * @param guidance the weight of guidance that the network is told, 1 to {@link #MOST_GUIDANCE}; 1 for none
 */
public record MlpFlowMap(VelocityMlp network, double guidance) implements FlowMap<float[]> {
  /**
   * Checks the network.
   *
   * @throws IllegalArgumentException if the network has no spans, or cannot be told the weight of guidance
   */
  public MlpFlowMap {
    int spans = network.shape().spans();
    if (spans == 0) {
      throw new IllegalArgumentException("the network has learnt velocities, not average velocities");
    }
    if (!(guidance >= 1 && guidance <= MOST_GUIDANCE) || (guidance != 1 && spans < 2)) {
      throw new IllegalArgumentException("guidance = %s, expected %s".formatted(guidance,
          spans < 2 ? "1: the network has not learnt guided maps" : "1 to " + (int) MOST_GUIDANCE));
    }
  }

  /**
   * A map without guidance.
   *
   * @param network a network with spans
   */
  public MlpFlowMap(VelocityMlp network) {
    this(network, 1);
  }

  @Override
  public int classes() {
    return network.classes();
  }

  @Override
  public void average(float[] x, double s, double h, int[] labels, float[] out) {
    network.average(x, s, labels, network.shape().spans() == 1
        ? new double[]{h}
        : new double[]{h, FlowMap.guidanceInput(guidance)}, out);
  }
}
