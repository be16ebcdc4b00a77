package dev.millrace.examples.lesson;

import java.util.Arrays;
import java.util.List;

import dev.millrace.Flow;
import dev.millrace.examples.Show;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.plot.Limits;
import dev.millrace.plot.PathPanel;
import dev.millrace.plot.Pictures;

/**
 * Section 4: a flow straightens itself.
 *
 * <p>The trajectories of a trained flow never cross, because a velocity field has one velocity at each point and time;
 * but they bend. Follow it from many noise points x0 to their ends x1 = ODE(x0), forget the ways, and train a new flow
 * on the pairs (x0, x1), on straight lines between them. This is <em>reflow</em>. The new lines cross less than random
 * pairs do, so the new field has less to average, and its trajectories are straighter. No transport cost rises (Liu et
 * al. 2022, theorem 3.5):
 *
 * <pre>E ‖ODE(x0) − x0‖² ≤ E ‖x1 − x0‖² of the pairs before.</pre>
 */
public final class Section4RectifiedFlow {
  private Section4RectifiedFlow() {
  }

  public static void main(String[] arguments) {
    run(Show.of(arguments));
  }

  /**
   * What reflow changes.
   *
   * @param randomCost mean squared distance of random pairs of noise and data
   * @param pairsCost that of the pairs that the flow made
   * @param straightness S of the flow
   * @param rectifiedStraightness S of the flow that learnt from them
   */
  public record Result(double randomCost, double pairsCost, double straightness, double rectifiedStraightness) {}

  /** Runs the example. */
  public static Result run(Show show) {
    Flow flow = Flow.train(Toy.MOONS, show.training());

    // The lesson's reflow_step: pairs of noise and what the flow makes of it.
    int count = 4000;
    float[] x0 = Sampler.startPoints(flow.source(), count, new Seed(1));
    float[] data = Sampler.startPoints(Toy.MOONS, count, new Seed(2));
    Sampler sampler = new Sampler(new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(50)), 2);
    float[] x1 = sampler.sample(flow.velocity(), x0, 2).points();

    // Flow.reflow makes such pairs, 100,000 of them, and trains on them.
    Flow rectified = flow.reflow(show.reflow());
    Result result = new Result(cost(x0, data), cost(x0, x1), Exercise2Reflow.straightness(flow).mean(),
        Exercise2Reflow.straightness(rectified).mean());
    show.line("mean squared distance of random pairs      %.4f", result.randomCost);
    show.line("of the pairs that the flow makes           %.4f", result.pairsCost);
    show.line("S of the flow                              %.4f", result.straightness);
    show.line("S of the flow that learnt from its pairs   %.4f", result.rectifiedStraightness);

    float[] some = Arrays.copyOf(x0, 160);
    show.draw("tutorial-reflow-pairs", Pictures.trajectoriesSideBySide("80 pairs of noise and data",
        List.of(new PathPanel("random", "", new float[][]{some, Arrays.copyOf(data, 160)}),
            new PathPanel("made by the flow", "", new float[][]{some, Arrays.copyOf(x1, 160)})),
        Limits.around(0.1, some, x1)));
    return result;
  }

  private static double cost(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return 2 * sum / a.length;
  }
}
