package dev.millrace.examples.own;

import java.util.List;

import dev.millrace.Flow;
import dev.millrace.ReflowOptions;
import dev.millrace.SamplingOptions;
import dev.millrace.examples.Show;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.measure.Wasserstein;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.plot.Limits;
import dev.millrace.plot.Panel;
import dev.millrace.plot.Pictures;

/**
 * Samples in one step: reflow, then distil.
 *
 * <p>Reflow straightens a flow, so that one step lands near the right place. Distilling goes the last bit: a network is
 * trained at t = 0 alone, on the pairs of the straightened flow, to jump from x0 to x1,
 *
 * <pre>min E ‖v(x0, 0) − (x1 − x0)‖²,   sample = x0 + v(x0, 0).</pre>
 */
public final class OneStep {
  private static final int COUNT = 1000;

  private OneStep() {
  }

  public static void main(String[] arguments) {
    run(Show.of(arguments));
  }

  /**
   * W2 of samples to true points.
   *
   * @param before of the trained flow after one step
   * @param reflowed of the straightened flow after one step
   * @param distilled of the distilled flow after one step
   * @param hundred of the trained flow after a hundred steps
   */
  public record Result(double before, double reflowed, double distilled, double hundred) {}

  /** Runs the example. */
  public static Result run(Show show) {
    ReflowOptions reflow = show.reflow();
    Flow flow = Flow.train(Toy.EIGHT_GAUSSIANS, show.training());
    Flow straight = flow.reflow(reflow);
    Flow jump = straight.reflow(reflow.forOneStep());

    float[] truth = Sampler.startPoints(Toy.EIGHT_GAUSSIANS, COUNT, new Seed(10));
    float[] hundred = flow.sample(COUNT, 1).floats();
    float[] before = one(flow);
    float[] after = one(straight);
    float[] jumped = one(jump);
    Result result = new Result(Wasserstein.w2(before, truth, 2), Wasserstein.w2(after, truth, 2),
        Wasserstein.w2(jumped, truth, 2), Wasserstein.w2(hundred, truth, 2));
    show.line("one step of the trained flow       W2 %.4f", result.before);
    show.line("one step of the straightened flow  W2 %.4f", result.reflowed);
    show.line("one step of the distilled flow     W2 %.4f", result.distilled);
    show.line("100 steps of the trained flow      W2 %.4f", result.hundred);
    show.draw("tutorial-one-step", Pictures.steps("Eight Gaussians",
        List.of(new Panel("trained, 1 step", before), new Panel("straightened, 1 step", after),
            new Panel("distilled, 1 step", jumped), new Panel("trained, 100 steps", hundred)),
        truth, new Limits(-4.5, 4.5, -4.5, 4.5)));
    return result;
  }

  private static float[] one(Flow flow) {
    return flow.sample(COUNT, 1, SamplingOptions.ofSteps(1)).floats();
  }
}
