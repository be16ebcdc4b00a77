package dev.millrace.examples.lesson;

import java.util.ArrayList;
import java.util.List;

import dev.millrace.Flow;
import dev.millrace.FlowOptions;
import dev.millrace.Monitor;
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
 * Build-along, step 2: training on the two moons.
 *
 * <p>{@link Flow#train(dev.millrace.flow.data.Distribution, FlowOptions, Monitor)} repeats what section 2 did once,
 * 5,000 times: draw 256 pairs (x0, x1) and times t, compute the loss of the network and its gradient, and move the
 * weights a little against it (Adam).
 *
 * <p>Then noise is carried to data by 1, 5, 20 and 100 Euler steps. How near the samples are to true points, one number
 * says: W2, the 2-Wasserstein distance, the root of the mean squared distance under the best pairing of samples with
 * true points. Two sets of true points also have a distance, the <em>floor</em>, below which nothing can be seen.
 */
public final class Step2TrainOnMoons {
  private static final int COUNT = 1000;

  private Step2TrainOnMoons() {
  }

  public static void main(String[] arguments) {
    run(Show.of(arguments));
  }

  /** Trains the flow that the following steps use too. */
  static Flow train(Show show) {
    return Flow.train(Toy.MOONS, show.training(), Monitor.of(event -> {
      if (event.done() % 1000 == 0) {
        show.line("step %,5d: loss %.4f, %.1f s", event.done(), event.loss(), event.seconds());
      }
    }));
  }

  /**
   * Runs the example.
   *
   * @return W2 for 1, 5, 20 and 100 steps, and the floor
   */
  public static double[] run(Show show) {
    Flow flow = train(show);
    float[] truth = Sampler.startPoints(Toy.MOONS, COUNT, new Seed(10));
    int[] steps = {1, 5, 20, 100};
    double[] w2 = new double[steps.length + 1];
    List<Panel> panels = new ArrayList<>();
    for (int k = 0; k < steps.length; k++) {
      float[] samples = flow.sample(COUNT, 1, SamplingOptions.ofSteps(steps[k])).floats();
      w2[k] = Wasserstein.w2(samples, truth, 2);
      show.line("%3d steps: W2 %.4f", steps[k], w2[k]);
      panels.add(new Panel(steps[k] == 1 ? "1 step" : steps[k] + " steps", samples));
    }
    w2[steps.length] = Wasserstein.w2(Sampler.startPoints(Toy.MOONS, COUNT, new Seed(11)), truth, 2);
    show.line("floor:     W2 %.4f", w2[steps.length]);
    show.draw("tutorial-moons",
        Pictures.steps("Two moons, by number of Euler steps", panels, truth, new Limits(-2, 3, -1.5, 2)));
    return w2;
  }
}
