package dev.millrace.examples.lesson;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.millrace.Flow;
import dev.millrace.ReflowOptions;
import dev.millrace.SamplingOptions;
import dev.millrace.examples.Show;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.measure.Straightness;
import dev.millrace.flow.measure.Wasserstein;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.plot.Limits;
import dev.millrace.plot.PathPanel;
import dev.millrace.plot.Pictures;

/**
 * Exercise 2: reflow, three times, and how straight the trajectories are before and after.
 *
 * <p>The lesson measures the length of the straight way from start to end, divided by the length of the trajectory
 * (1 means straight). A trajectory can be straight and yet run at changing speed, and then one step still misses its
 * end. The straightness S counts both,
 *
 * <pre>S = ∫ E ‖(x(1) − x(0)) − v(x(t), t)‖² dt,</pre>
 *
 * and is 0 exactly if every point moves on a line at one speed (Liu et al. 2022).
 */
public final class Exercise2Reflow {
  private static final int COUNT = 1000;

  private Exercise2Reflow() {
  }

  public static void main(String[] arguments) {
    run(Show.of(arguments));
  }

  /** Measures 200 trajectories of 100 steps, as the lesson's measure_straightness. */
  static Straightness straightness(Flow flow) {
    float[] x0 = Sampler.startPoints(flow.source(), 200, new Seed(20));
    return Straightness.measure(flow.velocity(), x0, new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(100)),
        flow.model().standardizer(), 2);
  }

  /**
   * A flow after some rounds of reflow.
   *
   * @param straightness S
   * @param lengthRatio the lesson's measure
   * @param oneStep W2 of samples after one step
   */
  public record Round(double straightness, double lengthRatio, double oneStep) {}

  /**
   * Runs the example.
   *
   * @return the flow before, and after 1, 2 and 3 rounds (1 round if quick)
   */
  public static List<Round> run(Show show) {
    float[] truth = Sampler.startPoints(Toy.MOONS, COUNT, new Seed(10));
    ReflowOptions options = show.reflow().withSteps(show.orQuick(10_000, 600));
    Flow flow = Step2TrainOnMoons.train(show);
    List<Round> rounds = new ArrayList<>();
    List<PathPanel> panels = new ArrayList<>();
    show.line("rounds   S        length ratio   W2 of one step");
    for (int round = 0; round <= show.orQuick(3, 1); round++) {
      flow = round == 0 ? flow : flow.reflow(options);
      Straightness measured = straightness(flow);
      double w2 = Wasserstein.w2(flow.sample(COUNT, 1, SamplingOptions.ofSteps(1)).floats(), truth, 2);
      rounds.add(new Round(measured.mean(), measured.lengthRatio(), w2));
      show.line("%6d   %.4f   %.4f         %.4f", round, measured.mean(), measured.lengthRatio(), w2);
      panels.add(new PathPanel(round == 0 ? "before" : "after round " + round,
          String.format(Locale.ROOT, "S = %.3f, one-step W2 = %.3f", measured.mean(), w2),
          flow.trajectories(50, 2, SamplingOptions.ofSteps(100))));
    }
    show.draw("tutorial-reflow",
        Pictures.trajectoriesSideBySide("Reflow makes trajectories straight", panels, new Limits(-3, 4, -3, 3)));
    return rounds;
  }
}
