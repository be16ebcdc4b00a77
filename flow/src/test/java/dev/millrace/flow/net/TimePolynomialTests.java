package dev.millrace.flow.net;

import java.util.Random;

import dev.millrace.flow.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TimePolynomialTests {
  private static final int BATCH = 128;

  /** Weights ten and thirty times as large as those of a new network bend the embedding far more than training does. */
  @ParameterizedTest
  @CsvSource({"1, 1", "1, 10", "1, 30", "8, 1", "20, 1"})
  void isTheTimesHalfOfTheFirstLayer(double timeScale, float growth) {
    MlpShape shape = new MlpShape(3, 40, 2, timeScale);
    MlpLayout.Layer first = new MlpLayout(shape).first();
    float[] weights = VelocityMlp.random(shape, new Seed(3)).weights();
    for (int i = 0; i < first.end(); i++) {
      weights[i] *= growth;
    }
    float[] t = new float[BATCH];
    Random random = new Random(4);
    for (int r = 0; r < BATCH; r++) {
      t[r] = random.nextFloat();
    }
    t[0] = 0;
    t[1] = 1;
    var polynomial = new TimePolynomial(shape, BATCH, Kernels.best());
    assertTrue(polynomial.fit(weights));
    float[] out = new float[BATCH * first.stride()];
    polynomial.addTo(out, t, 0, 50);
    polynomial.addTo(out, t, 50, BATCH - 50);

    double greatest = 0;
    double worst = 0;
    for (int r = 0; r < BATCH; r++) {
      double[] expected = timeHalf(shape, weights, t[r]);
      for (int j = 0; j < shape.hidden(); j++) {
        greatest = Math.max(greatest, Math.abs(expected[j]));
        worst = Math.max(worst, Math.abs(expected[j] - out[r * first.stride() + j]));
      }
    }
    assertEquals(0, worst / greatest, 2e-6);
  }

  @Test
  void saysSoWhereAFewPointsDoNotSuffice() {
    MlpShape shape = new MlpShape(3, 40, 2, 1000);
    assertFalse(new TimePolynomial(shape, BATCH, Kernels.best()).fit(VelocityMlp.random(shape, new Seed(3)).weights()));
  }

  @Test
  void acceptsANetworkOfZerosAndRefusesNaN() {
    MlpShape shape = new MlpShape(3, 40, 2, 1);
    float[] weights = new float[new MlpLayout(shape).length()];
    assertTrue(new TimePolynomial(shape, BATCH, Kernels.best()).fit(weights));
    weights[0] = Float.NaN;
    assertFalse(new TimePolynomial(shape, BATCH, Kernels.best()).fit(weights));
  }

  /** The embedding and its product with the first layer, in double. */
  private static double[] timeHalf(MlpShape shape, float[] weights, double t) {
    MlpLayout layout = new MlpLayout(shape);
    MlpLayout.Layer embed = layout.layers().getFirst();
    MlpLayout.Layer first = layout.first();
    double[] features = new double[64];
    for (int i = 0; i < 32; i++) {
      double angle = shape.timeScale() * t * Math.exp(-Math.log(10000) * i / 32);
      features[i] = Math.sin(angle);
      features[32 + i] = Math.cos(angle);
    }
    double[] out = new double[shape.hidden()];
    for (int k = 0; k < shape.hidden(); k++) {
      double z = weights[embed.biases() + k];
      for (int i = 0; i < 64; i++) {
        z += features[i] * weights[embed.weights() + i * embed.stride() + k];
      }
      for (int j = 0; j < out.length; j++) {
        out[j] += z / (1 + Math.exp(-z)) * weights[first.weights() + (shape.dim() + k) * first.stride() + j];
      }
    }
    return out;
  }
}
