package dev.millrace.flow.net;

import java.util.Arrays;
import java.util.SplittableRandom;

import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RowClipTests {
  private final SplittableRandom random = new SplittableRandom(3);

  private float[] normal(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** The gradients of the rows one by one, by a network of one row, against those that are not computed. */
  @ParameterizedTest
  @CsvSource({"EMBEDDING, 3, 0", "EMBEDDING, 2, 5", "CONCATENATED, 1, 0", "CONCATENATED, 4, 3"})
  void rowsAreScaledDownToTheNorm(TimeInput time, int dim, int classes) {
    MlpShape shape = new MlpShape(dim, 11, 3, 100, Activation.SILU, time, classes, 2);
    int batch = 37;
    float[] weights = VelocityMlp.random(shape, new Seed(1)).toFlat();
    float[] x = normal(batch * shape.inputs());
    float[] target = normal(batch * dim);
    float[] t = new float[batch];
    int[] labels = new int[classes == 0 ? 0 : batch];
    for (int row = 0; row < batch; row++) {
      t[row] = random.nextFloat();
      if (classes > 0) {
        labels[row] = random.nextInt(classes + 1);
      }
    }
    try (Workers workers = new Workers(2)) {
      double[] norms = new double[batch];
      double[][] gradients = new double[batch][];
      for (int row = 0; row < batch; row++) {
        MlpGradient one = new MlpGradient(shape, 1, workers);
        int at = row;
        one.compute(weights, Arrays.copyOfRange(x, row * shape.inputs(), (row + 1) * shape.inputs()),
            new float[]{t[row]}, classes == 0 ? labels : new int[]{labels[row]}, squared(target, at, dim));
        norms[row] = one.norm();
        gradients[row] = new double[one.gradient().length];
        for (int j = 0; j < gradients[row].length; j++) {
          gradients[row][j] = one.gradient()[j];
        }
      }
      double most = Arrays.stream(norms).sorted().toArray()[batch / 2];
      double[] expected = new double[gradients[0].length];
      for (int row = 0; row < batch; row++) {
        for (int j = 0; j < expected.length; j++) {
          expected[j] += gradients[row][j] * Math.min(1, most / norms[row]) / batch;
        }
      }
      MlpGradient clipped = MlpGradient.clippingRows(shape, batch, workers, most);
      clipped.compute(weights, x, t, labels, squared(target, 0, dim));
      for (int j = 0; j < expected.length; j++) {
        assertEquals(expected[j], clipped.gradient()[j], 1e-6);
      }
      // A norm that no row reaches changes no bit.
      MlpGradient all = MlpGradient.clippingRows(shape, batch, workers, 1e9);
      MlpGradient plain = new MlpGradient(shape, batch, workers);
      all.compute(weights, x, t, labels, squared(target, 0, dim));
      plain.compute(weights, x, t, labels, squared(target, 0, dim));
      assertArrayEquals(plain.gradient(), all.gradient());
      assertEquals(plain.norm(), all.norm());
    }
  }

  private static MlpGradient.RowLoss squared(float[] target, int first, int dim) {
    return (row, output, at, gradient) -> {
      double loss = 0;
      for (int j = 0; j < dim; j++) {
        float error = output[at + j] - target[(first + row) * dim + j];
        loss += error * error;
        gradient[j] = 2 * error;
      }
      return loss;
    };
  }

  @ParameterizedTest
  @CsvSource({"0", "4"})
  void noiseIsNormalAndLeavesThePadding(int classes) {
    MlpShape shape = new MlpShape(3, 45, 3, 100, Activation.SILU, TimeInput.EMBEDDING, classes, 1);
    float[] weights = VelocityMlp.random(shape, new Seed(1)).toFlat();
    int[] labels = new int[classes == 0 ? 0 : 5];
    float[] first = noise(shape, weights, labels, 1);
    assertArrayEquals(first, noise(shape, weights, labels, 3));
    double square = 0;
    int changed = 0;
    for (float value : first) {
      square += value * value;
      changed += value != 0 ? 1 : 0;
    }
    assertEquals(shape.parameters(), changed);
    assertEquals(0.7, Math.sqrt(square / changed), 0.7 * 4 / Math.sqrt(2.0 * changed));
    assertTrue(changed < first.length);
  }

  private static float[] noise(MlpShape shape, float[] weights, int[] labels, int threads) {
    try (Workers workers = new Workers(threads)) {
      MlpGradient gradient = MlpGradient.clippingRows(shape, 5, workers, 1);
      gradient.compute(weights, new float[5 * shape.inputs()], new float[5], labels, (_, _, _, out) -> {
        Arrays.fill(out, 0f);
        return 0;
      });
      gradient.addNoise(0.7, row -> new Seed(9).generator(Seed.Purpose.PRIVACY, 1, row), workers);
      return gradient.gradient().clone();
    }
  }
}
