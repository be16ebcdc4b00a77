package dev.millrace.runs.sample;

import java.nio.file.Path;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.ode.FlowMap;

/** The weights of guidance that flow maps can be sampled with. */
public final class MapGuidance {
  private MapGuidance() {
  }

  /**
   * Fails if a flow map has not learnt a weight of guidance.
   *
   * @param guidance the weight; 1 for none
   * @param guided whether the map was trained with guidance
   * @param run the folder of its run
   * @throws InvalidInputException if it has not
   */
  public static void require(double guidance, boolean guided, Path run) {
    if (guidance == 1) {
      return;
    }
    if (!guided) {
      throw new InvalidInputException(
          ("`guidance` %s: the flow map of %s was trained without guidance; expected `solver` "
              + "euler, which goes by the velocity, or a training with `guided`").formatted(guidance, run));
    }
    if (!(guidance >= 1 && guidance <= FlowMap.MOST_GUIDANCE)) {
      throw new InvalidInputException("`guidance` %s: the flow map of %s has learnt 1 to %d; expected one of these"
          .formatted(guidance, run, (int) FlowMap.MOST_GUIDANCE));
    }
  }
}
