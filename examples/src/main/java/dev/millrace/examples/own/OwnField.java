package dev.millrace.examples.own;

import java.util.ArrayList;
import java.util.List;

import dev.millrace.examples.Show;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.ode.AdaptiveSolver;
import dev.millrace.flow.ode.EmbeddedPair;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Solution;
import dev.millrace.flow.ode.StateSpace;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.plot.Limits;
import dev.millrace.plot.Pictures;

/**
 * A velocity field of your own, followed by a solver that chooses its steps itself.
 *
 * <p>Any function of points and a time is a field. This one is a whirl that gets faster, and shrinks:
 *
 * <pre>v(x, t) = ω(t)·(−y, x) − ½·(x, y),   ω(t) = 12·t,</pre>
 *
 * whose flow is known: a turn by 6·t² and a factor exp(−t/2). An adaptive solver computes each step twice, by two
 * formulas of different order from the same evaluations. Their difference is the error of the step: if it is above the
 * tolerance, the step is taken again, shorter.
 */
public final class OwnField {
  private OwnField() {
  }

  public static void main(String[] arguments) {
    run(Show.of(arguments));
  }

  /**
   * What a solver did.
   *
   * @param name its name
   * @param error the greatest error of a coordinate at t = 1
   * @param nfe evaluations of the field
   */
  public record Row(String name, double error, int nfe) {}

  /** Runs the example. */
  public static List<Row> run(Show show) {
    VelocityField<float[]> whirl = (x, t, out) -> {
      double speed = 12 * t;
      for (int i = 0; i < x.length; i += 2) {
        out[i] = (float) (-speed * x[i + 1] - 0.5 * x[i]);
        out[i + 1] = (float) (speed * x[i] - 0.5 * x[i + 1]);
      }
    };
    float[] start = Sampler.startPoints(new Gaussian(2), 64, new Seed(3));
    float[] exact = exact(start);
    List<Row> rows = new ArrayList<>();
    show.line("solver                error      evaluations   steps accepted, rejected");
    for (double tolerance : new double[]{1e-2, 1e-3, 1e-4, 1e-5}) {
      AdaptiveSolver solver = new AdaptiveSolver(EmbeddedPair.DOPRI5, tolerance, tolerance);
      Solution<float[]> solution = solver.solve(whirl, StateSpace.FLOATS, start).orThrow();
      rows.add(new Row("dopri5, %.0e".formatted(tolerance), error(solution.end(), exact), solution.nfe()));
      show.line("%-18s    %.1e    %5d         %d, %d", rows.getLast().name(), rows.getLast().error(), solution.nfe(),
          solution.accepted(), solution.rejected());
    }
    for (int steps : new int[]{100, 1000}) {
      Solution<float[]> solution = new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(steps))
          .solve(whirl, StateSpace.FLOATS, start).orThrow();
      rows.add(new Row("Euler", error(solution.end(), exact), solution.nfe()));
      show.line("%-18s    %.1e    %5d         %d", "Euler, " + steps, rows.getLast().error(), solution.nfe(), steps);
    }
    Sampler sampler = new Sampler(new AdaptiveSolver(EmbeddedPair.TSIT5, 1e-4, 1e-4), 1);
    float[] few = Sampler.startPoints(new Gaussian(2), 12, new Seed(4));
    show.draw("tutorial-whirl",
        Pictures.trajectories("A field of one's own", sampler.trajectory(whirl, few, 2), new Limits(-3, 3, -3, 3)));
    return rows;
  }

  private static float[] exact(float[] start) {
    float[] end = new float[start.length];
    double shrink = Math.exp(-0.5);
    for (int i = 0; i < start.length; i += 2) {
      end[i] = (float) (shrink * (Math.cos(6) * start[i] - Math.sin(6) * start[i + 1]));
      end[i + 1] = (float) (shrink * (Math.sin(6) * start[i] + Math.cos(6) * start[i + 1]));
    }
    return end;
  }

  private static double error(float[] found, float[] exact) {
    double most = 0;
    for (int i = 0; i < found.length; i++) {
      most = Math.max(most, Math.abs(found[i] - exact[i]));
    }
    return most;
  }
}
