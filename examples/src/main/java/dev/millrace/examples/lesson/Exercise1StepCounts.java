package dev.millrace.examples.lesson;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.millrace.Flow;
import dev.millrace.SamplingOptions;
import dev.millrace.examples.Show;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.measure.Wasserstein;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.plot.Limits;
import dev.millrace.plot.Panel;
import dev.millrace.plot.Pictures;
import dev.millrace.plot.Series;

/**
 * Exercise 1: how many steps are enough?
 *
 * <p>W2 of samples after 1, 2, 5, 10, 50 and 100 Euler steps. Steps are not the price, evaluations of the network are
 * (NFE): Euler's method needs one for each step, Heun's two, but Heun's error falls as 1/K² instead of 1/K. So the
 * second curve has Heun's method at as many evaluations.
 */
public final class Exercise1StepCounts {
  private static final int[] STEPS = {1, 2, 5, 10, 50, 100};
  private static final int COUNT = 2000;

  private Exercise1StepCounts() {
  }

  public static void main(String[] arguments) {
    run(Show.of(arguments));
  }

  /**
   * Runs the example.
   *
   * @return W2 for 1, 2, 5, 10, 50 and 100 Euler steps, and the floor
   */
  public static double[] run(Show show) {
    Flow flow = Step2TrainOnMoons.train(show);
    int count = show.orQuick(COUNT, 500);
    float[] truth = Sampler.startPoints(Toy.MOONS, count, new Seed(10));
    double floor = Wasserstein.w2(Sampler.startPoints(Toy.MOONS, count, new Seed(11)), truth, 2);
    List<Panel> panels = new ArrayList<>();
    double[] w2 = new double[STEPS.length + 1];
    for (int k = 0; k < STEPS.length; k++) {
      float[] samples = flow.sample(count, 1, SamplingOptions.ofSteps(STEPS[k])).floats();
      w2[k] = Wasserstein.w2(samples, truth, 2);
      show.line("%3d Euler " + (STEPS[k] == 1 ? "step: " : "steps:") + " W2 %.4f, %.1f times the floor", STEPS[k],
          w2[k], w2[k] / floor);
      panels.add(new Panel(STEPS[k] == 1 ? "1 step" : STEPS[k] + " steps", samples));
    }
    w2[STEPS.length] = floor;
    int enough = STEPS[STEPS.length - 1];
    for (int k = STEPS.length - 1; k >= 0; k--) {
      enough = w2[k] < 1.1 * w2[STEPS.length - 1] ? STEPS[k] : enough;
    }
    show.line("floor %.4f; the fewest of these steps within 10 %% of 100 steps: %d", floor, enough);

    double[] evaluations = Arrays.stream(STEPS).asDoubleStream().toArray();
    int[] halves = {1, 2, 5, 25, 50};
    double[] heun = Arrays.stream(halves).mapToDouble(
        k -> Wasserstein.w2(flow.sample(count, 1, SamplingOptions.ofSteps(Tableau.HEUN, k)).floats(), truth, 2))
        .toArray();
    show.draw("tutorial-steps",
        Pictures.steps("Quality by number of steps", panels, truth, new Limits(-2, 3, -1.5, 2)));
    show.draw("tutorial-quality", Pictures.quality("Distance to true points by evaluations of the network",
        List.of(new Series("Euler", evaluations, Arrays.copyOf(w2, STEPS.length)),
            new Series("Heun", Arrays.stream(halves).mapToDouble(k -> 2 * k).toArray(), heun)),
        floor, Double.NaN));
    return w2;
  }
}
