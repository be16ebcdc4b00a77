package dev.millrace.examples.lesson;

import java.util.ArrayList;
import java.util.List;

import dev.millrace.Flow;
import dev.millrace.SamplingOptions;
import dev.millrace.examples.Show;
import dev.millrace.plot.FieldSlice;
import dev.millrace.plot.Limits;
import dev.millrace.plot.Pictures;

/**
 * Build-along, step 3: what the flow does on the way.
 *
 * <p>The trajectories of 50 noise points show that they bend. The field itself shows why: at t = 0 all of it points to
 * the middle of the data, because at x_0 nothing is known yet about x_1 and the best guess is its mean; only later does
 * it part into the two moons.
 */
public final class Step3Trajectories {
  private static final int STEPS = 100;
  private static final int GRID = 15;

  private Step3Trajectories() {
  }

  public static void main(String[] arguments) {
    run(Show.of(arguments));
  }

  /**
   * Runs the example.
   *
   * @return [101][50·2]: 50 points at 101 times
   */
  public static float[][] run(Show show) {
    Flow flow = Step2TrainOnMoons.train(show);
    float[][] states = flow.trajectories(50, 2, SamplingOptions.ofSteps(STEPS));
    Limits limits = new Limits(-3, 4, -3, 3);
    show.draw("tutorial-trajectories",
        Pictures.trajectories("50 trajectories from noise to the moons", states,
            Limits.around(0.05, states[0], states[STEPS])));

    float[][] many = flow.trajectories(4000, 3, SamplingOptions.ofSteps(STEPS));
    List<FieldSlice> slices = new ArrayList<>();
    for (int k : new int[]{0, 50, 80, 100}) {
      double t = (double) k / STEPS;
      float[] at = grid(limits);
      float[] arrows = new float[at.length];
      flow.velocity().velocity(at, t, arrows);
      slices.add(new FieldSlice(t, many[k], at, arrows));
    }
    show.draw("tutorial-field", Pictures.field("The velocity field and 4,000 points that follow it", slices, limits));
    return states;
  }

  private static float[] grid(Limits limits) {
    float[] at = new float[2 * GRID * GRID];
    for (int row = 0; row < GRID; row++) {
      for (int column = 0; column < GRID; column++) {
        int i = 2 * (row * GRID + column);
        at[i] = (float) (limits.xMin() + (column + 0.5) / GRID * (limits.xMax() - limits.xMin()));
        at[i + 1] = (float) (limits.yMin() + (row + 0.5) / GRID * (limits.yMax() - limits.yMin()));
      }
    }
    return at;
  }
}
