package dev.millrace.flow.net;

import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("vector")
class KernelsTests {
  private final Kernels plain = new ScalarKernels();
  private final Kernels vector = new VectorKernels();

  static Stream<int[]> awkwardSizes() {
    Random random = new Random(1);
    return Stream.concat(
        Stream.of(new int[]{1, 16, 1}, new int[]{4, 64, 1}, new int[]{5, 80, 3}, new int[]{64, 128, 130},
            new int[]{9, 4, 33}, new int[]{17, 20, 600}, new int[]{32, 64, 513}, new int[]{67, 148, 300},
            new int[]{63, 192, 129}),
        IntStream.range(0, 40).mapToObj(
            _ -> new int[]{1 + random.nextInt(23), 4 * (1 + random.nextInt(48)), 1 + random.nextInt(207)}));
  }

  @ParameterizedTest
  @MethodSource("awkwardSizes")
  void theProductIsRightAndItsBitsDoNotDependOnTheKernels(int[] size) {
    int rows = size[0];
    int columns = size[1];
    int depth = size[2];
    for (boolean transposed : new boolean[]{false, true}) {
      for (int cRow : new int[]{-1, 0, columns + 16}) {
        float[] a = random(7 + rows * depth, 2);
        float[] b = random(3 + depth * (columns + 16), 3);
        float[] c = random(5 + rows * (columns + 16), 4);
        int aRow = transposed ? 1 : depth;
        int aColumn = transposed ? rows : 1;
        float[] y1 = random(rows * (columns + 16) + 32, 5);
        float[] y2 = y1.clone();
        float[] start = cRow < 0 ? null : c;
        plain.multiply(rows, columns, depth, a, 7, aRow, aColumn, b, 3, columns + 16, start, 5, cRow, y1, 16,
            columns + 16);
        vector.multiply(rows, columns, depth, a, 7, aRow, aColumn, b, 3, columns + 16, start, 5, cRow, y2, 16,
            columns + 16);
        assertArrayEquals(y1, y2);
        if (!transposed) {
          float[] y3 = random(y1.length, 5);
          vector.factor(columns, depth, b, 3, columns + 16).multiply(rows, a, 7, aRow, start, 5, cRow, y3, 16,
              columns + 16);
          assertArrayEquals(y1, y3);
        }
        for (int i = 0; i < rows; i++) {
          for (int j = 0; j < columns; j++) {
            double sum = start == null ? 0 : c[5 + i * cRow + j];
            for (int k = 0; k < depth; k++) {
              sum += (double) a[7 + i * aRow + k * aColumn] * b[3 + k * (columns + 16) + j];
            }
            assertEquals(sum, y1[16 + i * (columns + 16) + j], 1e-6 * depth);
          }
        }
        float[] untouched = random(y1.length, 5);
        for (int i = 0; i < y1.length; i++) {
          int column = Math.floorMod(i - 16, columns + 16);
          if (i < 16 || column >= columns || i >= 16 + rows * (columns + 16)) {
            assertEquals(untouched[i], y1[i]);
          }
        }
      }
    }
  }

  @Test
  void squaresAreRightAndTheirBitsDoNotDependOnTheKernels() {
    float[] v = random(5000, 6);
    for (int length : new int[]{0, 1, 15, 16, 17, 68, 4097}) {
      double sum = 0;
      for (int i = 3; i < 3 + length; i++) {
        sum += (double) v[i] * v[i];
      }
      assertEquals(sum, plain.squares(v, 3, 3 + length), 1e-6 * sum);
      assertEquals(plain.squares(v, 3, 3 + length), vector.squares(v, 3, 3 + length));
    }
  }

  @Test
  void siluAgreesWithItsDefinitionEverywhereAndBetweenKernels() {
    float[] z = new float[16 * 5000];
    for (int i = 0; i < z.length; i++) {
      z[i] = (i - z.length / 2f) / 300f;
    }
    float[] special = {0f, -0f, 87f, -87f, 88f, -88f, 1e30f, -1e30f, Float.MAX_VALUE, -Float.MAX_VALUE, 1e-38f, -1e-38f,
        Float.NaN, 104f, -104f, 1f};
    System.arraycopy(special, 0, z, 0, special.length);
    float[] value1 = z.clone();
    float[] value2 = z.clone();
    float[] value3 = z.clone();
    float[] derivative1 = new float[z.length];
    float[] derivative2 = new float[z.length];
    plain.siluWithDerivative(value1, derivative1, 0, z.length);
    vector.siluWithDerivative(value2, derivative2, 0, z.length);
    vector.silu(value3, 0, z.length);
    assertArrayEquals(value1, value2);
    assertArrayEquals(value1, value3);
    assertArrayEquals(derivative1, derivative2);
    assertTrue(Float.isNaN(value1[12]));
    for (int i = 0; i < z.length; i++) {
      if (Float.isNaN(z[i])) {
        continue;
      }
      double s = 1 / (1 + Math.exp(-(double) z[i]));
      double expected = z[i] < -700 ? 0 : z[i] * s;
      // The argument z·log₂e is rounded to a float before its integer part is split off: the error grows with |z|.
      assertEquals(expected, value1[i], Math.abs(expected) * (1e-6 + 6e-8 * Math.abs(z[i])) + 2e-36,
          "silu(" + z[i] + ")");
      assertEquals(s + expected * (1 - s), derivative1[i], 1e-6, "silu'(" + z[i] + ")");
    }
  }

  @Test
  void seluAgreesWithItsDefinitionEverywhereAndBetweenKernels() {
    float[] z = new float[16 * 6000];
    Random random = new Random(8);
    for (int i = 0; i < z.length; i++) {
      // Every second one of a magnitude between 1e-12 and 1, where e^z − 1 would lose its digits.
      z[i] = i % 2 == 0 ? (i - z.length / 2f) / 300f : (float) -Math.pow(10, -12 * random.nextDouble());
    }
    float[] special = {0f, -0f, 87f, -87f, 88f, -88f, 1e30f, -1e30f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY,
        1e-38f, -1e-38f, Float.NaN, Float.MAX_VALUE / 2, -104f, -0.34657f};
    System.arraycopy(special, 0, z, 0, special.length);
    float[] value1 = z.clone();
    float[] value2 = z.clone();
    float[] value3 = z.clone();
    float[] value4 = z.clone();
    float[] derivative1 = new float[z.length];
    float[] derivative2 = new float[z.length];
    plain.seluWithDerivative(value1, derivative1, 0, z.length);
    vector.seluWithDerivative(value2, derivative2, 0, z.length);
    vector.selu(value3, 0, z.length);
    plain.selu(value4, 0, z.length);
    assertArrayEquals(value1, value2);
    assertArrayEquals(value1, value3);
    assertArrayEquals(value1, value4);
    assertArrayEquals(derivative1, derivative2);
    assertTrue(Float.isNaN(value1[12]) && Float.isNaN(derivative1[12]));
    for (int i = 0; i < z.length; i++) {
      if (Float.isNaN(z[i])) {
        continue;
      }
      float expected = (float) ReferenceMlp.selu(z[i]);
      // Five operations and the constants round.
      assertEquals(expected, value1[i], 4 * Math.ulp(expected), "selu(" + z[i] + ")");
      double slope = 1.0507009873554805 * (z[i] > 0 ? 1 : 1.6732632423543772 * Math.exp(z[i]));
      // As SiLU's, the rounded argument of the exponential.
      assertEquals(slope, derivative1[i], slope * (3e-7 + 9e-8 * Math.min(87, Math.abs(z[i]))) + 4e-38,
          "selu'(" + z[i] + ")");
    }
  }

  /** Those that have no kernels of their own; their derivatives beside central differences. */
  @ParameterizedTest
  @EnumSource(value = Activation.class, mode = EnumSource.Mode.EXCLUDE, names = {"SILU", "SELU"})
  void otherActivationsAgreeWithTheirDefinitions(Activation activation) {
    float[] z = new float[16 * 500];
    for (int i = 0; i < z.length; i++) {
      z[i] = i % 2 == 0 ? (i - z.length / 2f) / 300f + 1e-3f : (float) -Math.pow(10, i / -1000d);
    }
    float[] special = {0f, -0f, 87f, -87f, 1e4f, -1e4f, 1e30f, -1e30f, Float.NaN, 1e-38f, 5f, -5f, 10f, -10f, 20f, 3f};
    System.arraycopy(special, 0, z, 16, special.length);
    float[] value = z.clone();
    float[] again = z.clone();
    float[] derivative = new float[z.length];
    plain.activateWithDerivative(activation, value, derivative, 16, z.length - 16);
    vector.activate(activation, again, 16, z.length - 16);
    assertArrayEquals(value, again);
    assertEquals(z[3], value[3]);
    assertEquals(0, derivative[3]);
    assertTrue(Float.isNaN(value[24]));
    for (int i = 16; i < z.length; i++) {
      if (Float.isNaN(z[i])) {
        continue;
      }
      double expected = ReferenceMlp.activated(activation, z[i]);
      // Below −3, 1 + erf has lost digits, as it has in floats of PyTorch.
      assertEquals(expected, value[i], 5e-7 * Math.max(Math.abs(expected), Math.min(2, Math.abs(z[i]))),
          activation + "(" + z[i] + ")");
      double h = 1e-6;
      if (Math.abs(z[i]) > h && Math.abs(z[i]) < 1e6) {
        assertEquals((ReferenceMlp.activated(activation, z[i] + h) - ReferenceMlp.activated(activation, z[i] - h))
            / (2 * h), derivative[i], 2e-6, activation + "'(" + z[i] + ")");
      }
    }
  }

  @Test
  void scalingMultipliesItsRangeOnly() {
    float[] factors = random(80, 7);
    for (int length = 16; length <= 80; length += 16) {
      float[] z = random(120, 6);
      float[] z1 = z.clone();
      float[] z2 = z.clone();
      plain.scale(z1, 19, factors, length);
      vector.scale(z2, 19, factors, length);
      assertArrayEquals(z1, z2);
      for (int i = 0; i < z.length; i++) {
        assertEquals(i >= 19 && i < 19 + length ? z[i] * factors[i - 19] : z[i], z1[i]);
      }
    }
  }

  @Test
  void timeFeaturesAgreeWithSineAndCosineUpToLargeScales() {
    float[] frequencies = VelocityMlp.frequencies();
    float[] out1 = new float[64];
    float[] out2 = new float[64];
    for (float time = -3; time < 2000; time += 0.37f) {
      plain.timeFeatures(time, frequencies, out1, 0);
      vector.timeFeatures(time, frequencies, out2, 0);
      assertArrayEquals(out1, out2);
      for (int i = 0; i < 32; i++) {
        float angle = time * frequencies[i];
        assertEquals(Math.sin(angle), out1[i], 2e-7, "sin " + angle);
        assertEquals(Math.cos(angle), out1[32 + i], 2e-7, "cos " + angle);
      }
    }
  }

  private static float[] random(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
