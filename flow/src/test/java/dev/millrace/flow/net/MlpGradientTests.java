package dev.millrace.flow.net;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MlpGradientTests {
  /** Awkward sizes with each activation and time input: a shape and a batch; of the activations without kernels two. */
  static Stream<Arguments> networks() {
    Stream<Arguments> others = Arrays.stream(Activation.values()).skip(2).flatMap(activation -> Stream.of(
        Arguments.of(new MlpShape(3, 13, 2, 10, activation, TimeInput.CONCATENATED), 7),
        Arguments.of(new MlpShape(2, 36, 2, 1, activation, TimeInput.EMBEDDING, 2, 0), 70)));
    return Stream.concat(others, Stream.of(Activation.SILU, Activation.SELU).flatMap(
        activation -> Arrays.stream(TimeInput.values()).flatMap(
            time -> Stream.of(
                Arguments.of(new MlpShape(2, 16, 1, 1, activation, time), 4),
                Arguments.of(new MlpShape(1, 1, 1, 1, activation, time), 1),
                Arguments.of(new MlpShape(3, 13, 2, 10, activation, time), 7),
                Arguments.of(new MlpShape(17, 25, 3, 1, activation, time), 33),
                Arguments.of(new MlpShape(2, 100, 4, 1000, activation, time), 40),
                Arguments.of(new MlpShape(2, 128, 3, 1, activation, time), 70),
                Arguments.of(new MlpShape(3, 48, 2, 20, activation, time), 140),
                Arguments.of(new MlpShape(2, 20, 2, 1, activation, time), 600),
                Arguments.of(new MlpShape(1, 1, 1, 1, activation, time, 1, 0), 1),
                Arguments.of(new MlpShape(3, 13, 2, 10, activation, time, 3, 0), 7),
                Arguments.of(new MlpShape(17, 25, 3, 1, activation, time, 50, 0), 33),
                Arguments.of(new MlpShape(2, 36, 2, 1, activation, time, 2, 0), 140),
                Arguments.of(new MlpShape(2, 20, 2, 1, activation, time, 8, 0), 600),
                Arguments.of(new MlpShape(2, 13, 2, 1, activation, time, 0, 1), 9),
                Arguments.of(new MlpShape(3, 20, 1, 1, activation, time, 2, 5), 70)))));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void lossAndGradientAgreeWithCentralDifferencesOfTheReference(MlpShape shape, int batch) {
    float[] weights = VelocityMlp.random(shape, new Seed(11)).weights();
    var data = new Batch(shape, batch, 5);
    try (var workers = new Workers(2)) {
      var gradient = new MlpGradient(shape, batch, workers);
      double loss = gradient.compute(weights, data.x, data.t, data.labels, data.target);
      assertEquals(data.loss(new ReferenceMlp(shape, weights)), loss, 2e-5 * loss);

      double squares = 0;
      for (float g : gradient.gradient()) {
        squares += (double) g * g;
      }
      // Its squares are summed up in float, in parts.
      assertEquals(Math.sqrt(squares), gradient.norm(), 1e-6 * gradient.norm());

      var layout = new MlpLayout(shape);
      Random random = new Random(3);
      for (var layer : layout.layers()) {
        for (int probe = 0; probe < 8; probe++) {
          int i = random.nextInt(layer.in() + 1);
          int j = random.nextInt(layer.out());
          var plus = new ReferenceMlp(shape, weights);
          var minus = new ReferenceMlp(shape, weights);
          double h = 1e-5;
          int l = layout.layers().indexOf(layer);
          if (i < layer.in()) {
            plus.weights[l][j][i] += h;
            minus.weights[l][j][i] -= h;
          } else {
            plus.biases[l][j] += h;
            minus.biases[l][j] -= h;
          }
          double expected = (data.loss(plus) - data.loss(minus)) / (2 * h);
          assertEquals(expected, gradient.gradient()[layer.weights() + i * layer.stride() + j],
              1e-4 * Math.abs(expected) + 2e-6, layer.name() + " input " + i + " output " + j);
        }
      }
      for (int probe = 0; shape.classes() > 0 && probe < 16; probe++) {
        int c = random.nextInt(shape.classes() + 1);
        int j = random.nextInt(shape.hidden());
        var plus = new ReferenceMlp(shape, weights);
        var minus = new ReferenceMlp(shape, weights);
        plus.table[c][j] += 1e-5;
        minus.table[c][j] -= 1e-5;
        double expected = (data.loss(plus) - data.loss(minus)) / 2e-5;
        assertEquals(expected, gradient.gradient()[layout.tableRow(c) + j], 1e-4 * Math.abs(expected) + 2e-6,
            "class " + c + " output " + j);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  @Tag("vector")
  void bitsDependNeitherOnThreadsNorOnKernels(MlpShape shape, int batch) {
    float[] weights = VelocityMlp.random(shape, new Seed(12)).weights();
    var data = new Batch(shape, batch, 6);
    try (var one = new Workers(1); var two = new Workers(2); var three = new Workers(3)) {
      var vector = new MlpGradient(shape, batch, one, new VectorKernels());
      double loss = vector.compute(weights, data.x, data.t, data.labels, data.target);
      for (var other : List.of(new MlpGradient(shape, batch, two, new VectorKernels()),
          new MlpGradient(shape, batch, three, new ScalarKernels()))) {
        assertEquals(loss, other.compute(weights, data.x, data.t, data.labels, data.target));
        assertArrayEquals(vector.gradient(), other.gradient());
        assertEquals(vector.norm(), other.norm());
      }
    }
    float[][] out = new float[4][data.target.length];
    new VelocityMlp(shape, weights, new VectorKernels()).jvp(data.x, 0.3, data.given(), data.direction, -0.7, out[0],
        out[1]);
    new VelocityMlp(shape, weights, new ScalarKernels()).jvp(data.x, 0.3, data.given(), data.direction, -0.7, out[2],
        out[3]);
    assertArrayEquals(out[0], out[2]);
    assertArrayEquals(out[1], out[3]);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void paddingHasNoGradient(MlpShape shape, int batch) {
    var data = new Batch(shape, batch, 7);
    try (var workers = new Workers(1)) {
      var gradient = new MlpGradient(shape, batch, workers);
      gradient.compute(VelocityMlp.random(shape, new Seed(13)).weights(), data.x, data.t, data.labels, data.target);
      for (var layer : new MlpLayout(shape).layers()) {
        for (int i = 0; i <= layer.in(); i++) {
          for (int j = layer.out(); j < layer.stride(); j++) {
            assertEquals(0f, gradient.gradient()[layer.weights() + i * layer.stride() + j]);
          }
        }
      }
      var layout = new MlpLayout(shape);
      for (int c = 0; c < layout.tableRows(); c++) {
        for (int j = shape.hidden(); j < layout.first().stride(); j++) {
          assertEquals(0f, gradient.gradient()[layout.tableRow(c) + j]);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void velocityAndItsDerivativeAgreeWithTheReference(MlpShape shape, int batch) {
    int dim = shape.dim();
    double timeScale = shape.timeScale();
    var mlp = VelocityMlp.random(shape, new Seed(14));
    var reference = new ReferenceMlp(shape, mlp.weights());
    var data = new Batch(shape, batch, 8);
    float[] out = new float[batch * dim];
    float[] v = new float[batch * dim];
    float[] dv = new float[batch * dim];
    double t = 0.37;
    double dt = 0.6;
    mlp.velocity(data.x, t, data.given(), out);
    mlp.jvp(data.x, t, data.given(), data.direction, dt, v, dv);
    assertArrayEquals(out, v);
    double h = 1e-6;
    for (int r = 0; r < batch; r++) {
      double[] x = reference.row(data.x, r);
      double[] dx = reference.row(data.direction, r);
      double[] plus = new double[x.length];
      double[] minus = new double[x.length];
      for (int j = 0; j < x.length; j++) {
        plus[j] = x[j] + h * dx[j];
        minus[j] = x[j] - h * dx[j];
      }
      double[] expected = reference.velocity(x, t, data.labels[r]);
      double[] after = reference.velocity(plus, t + h * dt, data.labels[r]);
      double[] before = reference.velocity(minus, t - h * dt, data.labels[r]);
      for (int j = 0; j < dim; j++) {
        double derivative = (after[j] - before[j]) / (2 * h);
        // A large time scale amplifies the rounding of t itself.
        double tolerance = 1e-5 + timeScale * 1e-7;
        assertEquals(expected[j], out[r * dim + j], tolerance);
        assertEquals(derivative, dv[r * dim + j], 1e-3 * Math.abs(derivative) + timeScale * tolerance);
      }
    }
  }

  @Test
  void aRowsVelocityDoesNotDependOnItsNeighbours() {
    for (int classes : new int[]{0, 5}) {
      var shape = new MlpShape(3, 40, 2, 1).withClasses(classes);
      var mlp = VelocityMlp.random(shape, new Seed(15));
      var data = new Batch(shape, 133, 9);
      float[] all = new float[133 * 3];
      mlp.velocity(data.x, 0.5, data.given(), all);
      float[] one = new float[3];
      for (int r = 0; r < 133; r++) {
        mlp.velocity(Arrays.copyOfRange(data.x, 3 * r, 3 * r + 3), 0.5,
            classes == 0 ? new int[0] : new int[]{data.labels[r]}, one);
        assertArrayEquals(Arrays.copyOfRange(all, 3 * r, 3 * r + 3), one);
      }
      assertTrue(all[0] != all[3]);
    }
  }

  @Test
  void withoutLabelsAllRowsAreOfTheNullClass() {
    var shape = new MlpShape(2, 19, 2, 1).withClasses(4);
    var mlp = VelocityMlp.random(shape, new Seed(16));
    var data = new Batch(shape, 70, 10);
    int[] any = new int[70];
    Arrays.fill(any, 4);
    float[][] out = new float[4][140];
    mlp.jvp(data.x, 0.4, data.target, 0.1, out[0], out[1]);
    mlp.jvp(data.x, 0.4, any, data.target, 0.1, out[2], out[3]);
    assertArrayEquals(out[0], out[2]);
    assertArrayEquals(out[1], out[3]);
    mlp.velocity(data.x, 0.4, out[2]);
    assertArrayEquals(out[0], out[2]);
    mlp.velocity(data.x, 0.4, data.labels, out[2]);
    assertTrue(!Arrays.equals(out[0], out[2]));
    try (var workers = new Workers(1)) {
      var gradient = new MlpGradient(shape, 70, workers);
      double loss = gradient.compute(mlp.weights(), data.x, data.t, any, data.target);
      float[] expected = gradient.gradient().clone();
      assertEquals(loss, gradient.compute(mlp.weights(), data.x, data.t, data.target));
      assertArrayEquals(expected, gradient.gradient());
    }
  }

  /** The classes of one batch leave no trace in the next. */
  @Test
  void aClassThatABatchDoesNotHaveHasNoGradient() {
    var shape = new MlpShape(2, 19, 2, 1).withClasses(2);
    var data = new Batch(shape, 40, 10);
    float[] weights = VelocityMlp.random(shape, new Seed(17)).weights();
    var layout = new MlpLayout(shape);
    try (var workers = new Workers(1)) {
      var gradient = new MlpGradient(shape, 40, workers);
      gradient.compute(weights, data.x, data.t, data.labels, data.target);
      gradient.compute(weights, data.x, data.t, new int[40], data.target);
      assertTrue(gradient.gradient()[layout.tableRow(0)] != 0);
      for (int i = layout.tableRow(1); i < layout.length(); i++) {
        assertEquals(0f, gradient.gradient()[i]);
      }
    }
  }

  /** A network without classes is the start of one with them: same weights, and the table behind them. */
  @Test
  void classesDoNotChangeTheOtherWeights() {
    var shape = new MlpShape(2, 19, 2, 1);
    float[] without = VelocityMlp.random(shape, new Seed(18)).toFlat();
    float[] with = VelocityMlp.random(shape.withClasses(3), new Seed(18)).toFlat();
    assertArrayEquals(without, Arrays.copyOf(with, without.length));
    assertEquals(shape.parameters() + 4 * 19, shape.withClasses(3).parameters());
    assertEquals(shape, shape.withClasses(3).withClasses(0));
    assertThrows(IllegalArgumentException.class, () -> shape.withClasses(-1));
  }

  @Test
  void labelsOutOfRangeAreNamed() {
    var mlp = VelocityMlp.random(new MlpShape(2, 8, 1, 1).withClasses(3), new Seed(1));
    float[] x = new float[4];
    refused("row 1: class 4, the network has 3 classes", () -> mlp.velocity(x, 0, new int[]{0, 4}, new float[4]));
    refused("row 0: class -1", () -> mlp.velocity(x, 0, new int[]{-1, 4}, new float[4]));
    refused("1 labels ≠ 2 rows", () -> mlp.velocity(x, 0, new int[1], new float[4]));
    refused("has 0 classes", () -> VelocityMlp.random(new MlpShape(2, 8, 1, 1), new Seed(1)).jvp(x, 0, new int[2], x,
        0, new float[4], new float[4]));
    try (var workers = new Workers(2)) {
      var gradient = new MlpGradient(mlp.shape(), 2, workers);
      assertThrows(IndexOutOfBoundsException.class,
          () -> gradient.compute(mlp.weights(), x, x, new int[]{0, 4}, x));
    }
  }

  private static void refused(String words, Executable call) {
    String message = String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
    assertTrue(message.contains(words), message);
  }

  /** Random rows, times, classes and targets. */
  private static final class Batch {
    final float[] x;
    final float[] direction;
    final float[] t;
    final int[] labels;
    final float[] target;
    final int classes;

    Batch(MlpShape shape, int rows, long seed) {
      Random random = new Random(seed);
      x = new float[rows * shape.inputs()];
      direction = new float[x.length];
      t = new float[rows];
      target = new float[rows * shape.dim()];
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) random.nextGaussian();
        if (i < target.length) {
          target[i] = (float) random.nextGaussian();
        }
      }
      for (int i = 0; i < rows; i++) {
        t[i] = random.nextFloat();
      }
      labels = new int[rows];
      for (int i = 0; i < rows; i++) {
        labels[i] = random.nextInt(shape.classes() + 1);
      }
      for (int i = 0; i < direction.length; i++) {
        direction[i] = i < target.length ? target[i] : (float) random.nextGaussian();
      }
      classes = shape.classes();
    }

    /** The labels as the network takes them: none if it has no classes. */
    int[] given() {
      return classes == 0 ? new int[0] : labels;
    }

    double loss(ReferenceMlp reference) {
      return reference.loss(x, t, labels, target);
    }
  }
}
