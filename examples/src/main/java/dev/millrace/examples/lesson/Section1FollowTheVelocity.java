package dev.millrace.examples.lesson;

import dev.millrace.examples.Show;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.plot.Pictures;

/**
 * Section 1: generating is following a velocity.
 *
 * <p>A <em>velocity field</em> v(x, t) says for each point x and each time t in which direction, and how fast, the
 * point moves. If x(0) is noise and every point moves by
 *
 * <pre>dx/dt = v(x, t),   x(0) ~ N(0, 1),</pre>
 *
 * then the points are distributed in some way p_t at each time t, and the field is a good one if p_1 is the
 * distribution of the data. Here we know such a field: between N(0, 1) and N(m, σ²) on straight lines it is
 *
 * <pre>v(x, t) = m + (t·σ² − (1 − t)) / s_t² · (x − t·m),   s_t² = t²·σ² + (1 − t)²,</pre>
 *
 * and it carries x0 exactly to m + σ·x0. A computer follows it in steps. Euler's method holds the velocity for the
 * length of a step: x ← x + v(x, t)·dt. Its error falls as 1/K with the number K of steps.
 */
public final class Section1FollowTheVelocity {
  private static final double MEAN = 2;
  private static final double STD = 0.5;

  private Section1FollowTheVelocity() {
  }

  public static void main(String[] arguments) {
    run(Show.of(arguments));
  }

  /**
   * Runs the example.
   *
   * @return the error of the end points, root mean square, for 1, 2, 5, 10, 20, 50 and 100 steps
   */
  public static double[] run(Show show) {
    VelocityField<float[]> velocity = (x, t, out) -> {
      double variance = t * t * STD * STD + (1 - t) * (1 - t);
      double slope = (t * STD * STD - (1 - t)) / variance;
      for (int i = 0; i < x.length; i++) {
        out[i] = (float) (MEAN + slope * (x[i] - t * MEAN));
      }
    };
    float[] noise = Sampler.startPoints(new Gaussian(1), 2000, new Seed(1));

    int[] steps = {1, 2, 5, 10, 20, 50, 100};
    double[] errors = new double[steps.length];
    show.line("steps   mean     std      error of an end point");
    for (int k = 0; k < steps.length; k++) {
      float[] ends = sampleOde(velocity, noise, steps[k])[steps[k]];
      errors[k] = error(noise, ends);
      show.line("%5d   %.4f   %.4f   %.4f", steps[k], mean(ends), std(ends), errors[k]);
    }
    show.line("exact   %.4f   %.4f", MEAN + STD * mean(noise), STD * std(noise));

    float[] few = Sampler.startPoints(new Gaussian(1), 60, new Seed(2));
    show.draw("tutorial-ode", Pictures.trajectories1d("60 points follow the velocity from N(0, 1) to N(2, 0.25)",
        sampleOde(velocity, few, 100), -3, 4));
    return errors;
  }

  /**
   * Euler's method, as the lesson's sample_ode.
   *
   * @return the points at t = 0, 1/steps, 2/steps, …, 1
   */
  static float[][] sampleOde(VelocityField<float[]> velocity, float[] x0, int steps) {
    float[][] states = new float[steps + 1][];
    float[] v = new float[x0.length];
    states[0] = x0;
    for (int step = 0; step < steps; step++) {
      velocity.velocity(states[step], (double) step / steps, v);
      float[] next = states[step].clone();
      for (int i = 0; i < next.length; i++) {
        next[i] += v[i] / steps;
      }
      states[step + 1] = next;
    }
    return states;
  }

  private static double error(float[] noise, float[] ends) {
    double squares = 0;
    for (int i = 0; i < ends.length; i++) {
      double error = ends[i] - (MEAN + STD * noise[i]);
      squares += error * error;
    }
    return Math.sqrt(squares / ends.length);
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double std(float[] values) {
    double mean = mean(values);
    double squares = 0;
    for (float value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / values.length);
  }
}
