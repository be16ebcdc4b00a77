package dev.millrace.examples.lesson;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import dev.millrace.examples.Show;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.path.PathPoint;
import dev.millrace.flow.path.Schedule;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.Batch;
import dev.millrace.flow.train.Batches;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.plot.Limits;
import dev.millrace.plot.PathPanel;
import dev.millrace.plot.Pictures;

/**
 * Section 2: a velocity can be learnt without knowing it.
 *
 * <p>Nobody knows the velocity that carries noise to data. But between one noise point x0 and one data point x1 it is
 * easy: on the straight line
 *
 * <pre>x_t = (1 − t)·x0 + t·x1   the velocity is   x1 − x0,</pre>
 *
 * the same at all times. <em>Conditional flow matching</em> draws x0, x1 and t at random, and asks the field at x_t to
 * be that velocity, by least squares:
 *
 * <pre>loss(v) = E ‖v(x_t, t) − (x1 − x0)‖².</pre>
 *
 * <p>Many pairs pass through the same x_t with different velocities. Least squares answers with their mean, v(x, t) =
 * E[x1 − x0 | x_t = x], and that mean is a field that carries noise to data. So the loss does not fall to 0: what
 * remains is the spread of the velocities around their mean. From N(0, I) to N(0, I) the best field is v = (2t − 1)·x /
 * (t² + (1 − t)²), and its loss is π/2 per dimension; the field 0 has 2, the field x has 8/3.
 */
public final class Section2TheLoss {
  private Section2TheLoss() {
  }

  public static void main(String[] arguments) {
    run(Show.of(arguments));
  }

  /**
   * The losses, per dimension.
   *
   * @param best of the best field
   * @param zero of the field that is 0 everywhere
   * @param identity of the field v(x, t) = x
   * @param ofBatches of the best field again, on batches that the library makes
   */
  public record Losses(double best, double zero, double identity, double ofBatches) {}

  /** Runs the example. */
  public static Losses run(Show show) {
    VelocityField<float[]> best = (x, t, out) -> {
      for (int i = 0; i < x.length; i++) {
        out[i] = (float) ((2 * t - 1) * x[i] / (t * t + (1 - t) * (1 - t)));
      }
    };
    VelocityField<float[]> zero = (_, _, out) -> Arrays.fill(out, 0);
    VelocityField<float[]> identity = (x, _, out) -> System.arraycopy(x, 0, out, 0, x.length);
    float[] data = new Gaussian(2).sample(new SplittableRandom(1), 100_000);
    Losses losses = new Losses(loss(best, data, 2), loss(zero, data, 2), loss(identity, data, 2),
        lossOfBatches(best));
    show.line("field                    loss per dimension   exact");
    show.line("the best, E[x1 − x0|x]   %.4f               %.4f", losses.best, Math.PI / 2);
    show.line("0                        %.4f               2", losses.zero);
    show.line("x                        %.4f               %.4f", losses.identity, 8.0 / 3);

    show.line("the best, on Batches     %.4f               %.4f", losses.ofBatches, Math.PI / 2);

    // Why straight lines: one step goes wrong by as much as a path bends.
    float[] x0 = new Gaussian(2).sample(new SplittableRandom(2), 40);
    float[] x1 = Toy.MOONS.sample(new SplittableRandom(3), 40);
    float[][] straight = paths(new Schedule.Linear(), x0, x1);
    float[][] bent = paths(new Schedule.Cosine(), x0, x1);
    show.draw("tutorial-paths", Pictures.trajectoriesSideBySide("The path from each x0 to its x1",
        List.of(new PathPanel("flow matching: (1 − t)·x0 + t·x1", "straight, at one speed", straight),
            new PathPanel("as in diffusion: cos·x0 + sin·x1", "bent", bent)),
        Limits.around(0.1, x0, x1)));
    return losses;
  }

  /**
   * The loss, as the lesson's conditional_flow_matching_loss.
   *
   * @param x1 data, [count, dim]
   * @return the mean over points and dimensions
   */
  static double loss(VelocityField<float[]> velocity, float[] x1, int dim) {
    SplittableRandom random = new Seed(5).generator(Seed.Purpose.SOURCE, 0, 0);
    float[] xt = new float[dim];
    float[] v = new float[dim];
    double sum = 0;
    for (int row = 0; row < x1.length; row += dim) {
      double t = random.nextDouble();
      double[] target = new double[dim];
      for (int d = 0; d < dim; d++) {
        double x0 = random.nextGaussian();
        xt[d] = (float) ((1 - t) * x0 + t * x1[row + d]);
        target[d] = x1[row + d] - x0;
      }
      velocity.velocity(xt, t, v);
      for (int d = 0; d < dim; d++) {
        sum += (v[d] - target[d]) * (v[d] - target[d]);
      }
    }
    return sum / x1.length;
  }

  /**
   * The same on the library's maker of batches. It gives what section 2 draws by hand, with any coupling, path and time
   * distribution, so that you can train a network of your own, on any library, in a loop of your own.
   */
  private static double lossOfBatches(VelocityField<float[]> velocity) {
    FlowMatching objective = FlowMatching.of(new Gaussian(2));
    TrainingOptions options = TrainingOptions.defaults().withBatch(1000).withSteps(100);
    double sum = 0;
    float[] v = new float[2];
    try (Batches batches = new Batches(objective, options)) {
      for (int step = 1; step <= options.steps(); step++) {
        Batch batch = batches.batch(step);
        for (int row = 0; row < 1000; row++) {
          velocity.velocity(Arrays.copyOfRange(batch.inputs().x(), 2 * row, 2 * row + 2), batch.inputs().t()[row], v);
          for (int d = 0; d < 2; d++) {
            double error = v[d] - batch.target()[2 * row + d];
            sum += error * error;
          }
        }
      }
    }
    return sum / (2 * 1000 * options.steps());
  }

  /** The points x_t = α(t)·x1 + σ(t)·x0 at 51 times. */
  private static float[][] paths(Schedule schedule, float[] x0, float[] x1) {
    float[][] states = new float[51][x0.length];
    for (int k = 0; k <= 50; k++) {
      PathPoint at = schedule.at(k / 50.0);
      for (int i = 0; i < x0.length; i++) {
        states[k][i] = (float) (at.alpha() * x1[i] + at.sigma() * x0[i]);
      }
    }
    return states;
  }
}
