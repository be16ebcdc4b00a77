package dev.millrace.flow.ode;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;

import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.likelihood.Divergence;
import dev.millrace.flow.likelihood.Likelihood;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Guidance and conditional likelihood on two Gaussians on a line, whose fields are known in closed form. */
class GuidanceTests {
  private static final double[] MEANS = {-1.2, 0.9};
  private static final double STD = 0.6;

  /** The variance of x_t given the class. */
  private static double variance(double t) {
    return t * t * STD * STD + (1 - t) * (1 - t);
  }

  /** E[x1 − x0 | x_t, class], and its derivatives by x and t. */
  private static double velocity(double x, double t, int label) {
    return MEANS[label] + (t * STD * STD - (1 - t)) / variance(t) * (x - t * MEANS[label]);
  }

  /** The posterior probability of class 0. */
  private static double posterior(double x, double t) {
    double[] distance = {x - t * MEANS[0], x - t * MEANS[1]};
    return 1 / (1 + Math.exp((distance[0] * distance[0] - distance[1] * distance[1]) / (2 * variance(t))));
  }

  /** The exact fields: of a class, and of both classes, which are equally likely. */
  private static final DifferentiableConditionalField<float[]> EXACT = new DifferentiableConditionalField<>() {
    @Override
    public int classes() {
      return 2;
    }

    private double exact(double x, double t, int label) {
      double p = posterior(x, t);
      return label < 2
          ? GuidanceTests.velocity(x, t, label)
          : p * GuidanceTests.velocity(x, t, 0) + (1 - p) * GuidanceTests.velocity(x, t, 1);
    }

    @Override
    public void velocity(float[] x, double t, int[] labels, float[] out) {
      for (int i = 0; i < x.length; i++) {
        out[i] = (float) exact(x[i], t, labels[i]);
      }
    }

    @Override
    public void velocity(float[] x, double t, float[] out) {
      velocity(x, t, any(x.length), out);
    }

    @Override
    public void jvp(float[] x, double t, int[] labels, float[] dx, double dt, float[] out, float[] dout) {
      double h = 1e-5;
      for (int i = 0; i < x.length; i++) {
        out[i] = (float) exact(x[i], t, labels[i]);
        dout[i] = (float) ((exact(x[i] + h * dx[i], t + h * dt, labels[i])
            - exact(x[i] - h * dx[i], t - h * dt, labels[i])) / (2 * h));
      }
    }

    @Override
    public void jvp(float[] x, double t, float[] dx, double dt, float[] out, float[] dout) {
      jvp(x, t, any(x.length), dx, dt, out, dout);
    }

    private int[] any(int count) {
      int[] any = new int[count];
      Arrays.fill(any, 2);
      return any;
    }
  };

  /** c − u = (1 − p)(m − m′)(1 − t)/σ_t², where p is the posterior of the class and m′ the mean of the other. */
  @Test
  void guidanceAddsTheKnownDifferenceOfTheTwoFields() {
    int[] labels = {0, 1, 0, 1, 0};
    float[] x = {-2, -0.7f, 0, 0.4f, 1.5f};
    for (double guidance : new double[]{0, 0.5, 1, 2, 5, -1}) {
      for (double t : new double[]{0, 0.3, 0.8, 1}) {
        float[] out = new float[5];
        EXACT.of(StateSpace.FLOATS, labels, guidance).rows(0, 5).velocity(x, t, out);
        for (int i = 0; i < 5; i++) {
          double p = labels[i] == 0 ? posterior(x[i], t) : 1 - posterior(x[i], t);
          double difference = (1 - p) * (MEANS[labels[i]] - MEANS[1 - labels[i]]) * (1 - t) / variance(t);
          assertEquals(velocity(x[i], t, labels[i]) + (guidance - 1) * difference, out[i],
              2e-6 * (1 + Math.abs(guidance)));
        }
      }
    }
  }

  @Test
  void samplesOfAClassHaveItsMeanAndWidth() {
    int count = 4000;
    int[] labels = new int[count];
    Arrays.setAll(labels, i -> i % 2);
    Sampler sampler = new Sampler(new FixedStepSolver(Tableau.HEUN, TimeGrid.uniform(40)), 2);
    float[] noise = Sampler.startPoints(new Gaussian(1), count, new Seed(4));
    float[] ends = sampler.sample(EXACT.of(StateSpace.FLOATS, labels, 1), noise, 1).points();
    for (int i = 0; i < count; i++) {
      assertEquals(MEANS[labels[i]] + STD * noise[i], ends[i], 2e-3);
    }
    // Guidance moves the samples of each class away from the other class.
    float[] guided = sampler.sample(EXACT.of(StateSpace.FLOATS, labels, 3), noise, 1).points();
    for (int i = 0; i < count; i++) {
      assertTrue(labels[i] == 0 ? guided[i] < ends[i] : guided[i] > ends[i]);
    }
  }

  @Test
  void theLikelihoodOfAClassIsThatOfItsGaussian() {
    Likelihood likelihood = new Likelihood(new AdaptiveSolver(EmbeddedPair.DOPRI5, 1e-6, 1e-6), new Divergence.Exact(),
        2);
    int count = 100;
    int[] labels = new int[count];
    Arrays.setAll(labels, i -> i % 2);
    float[] points = new Gaussian(1).sample(new SplittableRandom(7), count);
    double[] values = likelihood.of(EXACT.of(StateSpace.FLOATS, labels, 1), new Gaussian(1), points).values();
    double[] any = likelihood.of(EXACT, new Gaussian(1), points).values();
    for (int i = 0; i < count; i++) {
      assertEquals(logNormal(points[i], MEANS[labels[i]]), values[i], 2e-3);
      assertEquals(
          Math.log((Math.exp(logNormal(points[i], MEANS[0])) + Math.exp(logNormal(points[i], MEANS[1]))) / 2), any[i],
          2e-3);
    }
  }

  private static double logNormal(double x, double mean) {
    double z = (x - mean) / STD;
    return -z * z / 2 - Math.log(STD) - 0.5 * Math.log(2 * Math.PI);
  }

  @Test
  void guidanceOfOneIsThePlainFieldBitForBitAndOfZeroThatOfAnyClass() {
    var mlp = VelocityMlp.random(new MlpShape(3, 20, 2, 1).withClasses(4), new Seed(2));
    float[] noise = Sampler.startPoints(new Gaussian(3), 200, new Seed(5));
    int[] labels = new Random(1).ints(200, 0, 5).toArray();
    float[] plain = new float[600];
    float[] out = new float[600];
    mlp.velocity(noise, 0.3, labels, plain);
    mlp.of(StateSpace.FLOATS, labels, 1).rows(0, 200).velocity(noise, 0.3, out);
    assertArrayEquals(plain, out);
    float[] any = new float[600];
    mlp.velocity(noise, 0.3, any);
    mlp.of(StateSpace.FLOATS, labels, 0).rows(0, 200).velocity(noise, 0.3, out);
    assertArrayEquals(any, out);
    // Any other guidance is the sum of the two, also for some of the rows.
    float[] some = Arrays.copyOfRange(noise, 3 * 70, 3 * 150);
    float[] guided = new float[240];
    mlp.of(StateSpace.FLOATS, labels, 2.5).rows(70, 80).velocity(some, 0.3, guided);
    for (int i = 0; i < 240; i++) {
      assertEquals(any[210 + i] + 2.5f * (plain[210 + i] - any[210 + i]), guided[i]);
    }
  }

  @Test
  void theDerivativeOfAGuidedFieldAgreesWithDifferences() {
    var mlp = VelocityMlp.random(new MlpShape(2, 20, 2, 1).withClasses(3), new Seed(2));
    float[] x = new Gaussian(2).sample(new SplittableRandom(1), 4);
    float[] dx = new Gaussian(2).sample(new SplittableRandom(2), 4);
    for (double guidance : new double[]{0, 1, 3}) {
      DifferentiableField<float[]> field = mlp.of(StateSpace.FLOATS, new int[]{0, 1, 2, 3}, guidance).rows(0, 4);
      float[] v = new float[8];
      float[] dv = new float[8];
      field.jvp(x, 0.4, dx, 0.5, v, dv);
      float[] out = new float[8];
      field.velocity(x, 0.4, out);
      assertArrayEquals(out, v);
      double h = 1e-2;
      float[] plus = new float[8];
      float[] minus = new float[8];
      field.velocity(moved(x, h, dx), 0.4 + h * 0.5, plus);
      field.velocity(moved(x, -h, dx), 0.4 - h * 0.5, minus);
      for (int i = 0; i < 8; i++) {
        assertEquals((plus[i] - minus[i]) / (2 * h), dv[i], 2e-3);
      }
    }
  }

  private static float[] moved(float[] x, double h, float[] dx) {
    float[] moved = x.clone();
    for (int i = 0; i < x.length; i++) {
      moved[i] += (float) h * dx[i];
    }
    return moved;
  }
}
