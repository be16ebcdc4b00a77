package dev.millrace.flow.net;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.Batch;
import dev.millrace.flow.train.Evaluation;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.Inputs;
import dev.millrace.flow.train.MeanFlow;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The embeddings of the length of a step and of guidance. */
class SpanTests {
  /** Shapes and batches: polynomials of several lengths, rows one by one, and the time concatenated. */
  static Stream<Arguments> networks() {
    return Stream.of(
        Arguments.of(new MlpShape(2, 16, 1, 1).withSpans(1), 5),
        Arguments.of(new MlpShape(3, 13, 2, 10).withClasses(3).withSpans(2), 7),
        Arguments.of(new MlpShape(2, 128, 3, 1).withSpans(1), 70),
        Arguments.of(new MlpShape(3, 20, 2, 20).withExtra(2).withSpans(2), 140),
        Arguments.of(new MlpShape(2, 36, 2, 1000).withSpans(1), 90),
        Arguments.of(new MlpShape(2, 20, 2, 1, Activation.SILU, TimeInput.CONCATENATED).withSpans(2), 600));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void lossAndGradientAgreeWithCentralDifferencesOfTheReference(MlpShape shape, int batch) {
    float[] weights = trained(shape, 1);
    Rows rows = new Rows(shape, batch);
    try (Workers workers = new Workers(2)) {
      MlpGradient gradient = new MlpGradient(shape, batch, workers);
      double loss = rows.compute(gradient, weights);
      assertEquals(rows.loss(shape, weights), loss, 2e-5 * loss);
      Random random = new Random(3);
      for (int probe = 0; probe < 60; probe++) {
        // Half of them in the spans.
        List<MlpLayout.Block> blocks = new MlpLayout(shape).blocks();
        int from = probe % 2 == 0 ? 0 : blocks.size() - 130;
        MlpLayout.Block block = blocks.get(from + random.nextInt(blocks.size() - from));
        int at = block.at() + random.nextInt(block.count());
        double step = 0.01;
        double expected = (rows.loss(shape, moved(weights, at, step)) - rows.loss(shape, moved(weights, at, -step)))
            / (moved(weights, at, step)[at] - (double) moved(weights, at, -step)[at]);
        assertEquals(expected, gradient.gradient()[at], 2e-3 * Math.abs(expected) + 2e-5, "weight " + at);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  @Tag("vector")
  void bitsDependNeitherOnThreadsNorOnKernelsNorOnWhatIsKept(MlpShape shape, int batch) {
    float[] weights = trained(shape, 2);
    Rows rows = new Rows(shape, batch);
    try (Workers one = new Workers(1); Workers three = new Workers(3)) {
      MlpGradient vector = new MlpGradient(shape, batch, one, new VectorKernels());
      double loss = rows.compute(vector, weights);
      MlpGradient scalar = new MlpGradient(shape, batch, three, new ScalarKernels());
      // Some rows of other weights, then some of these without spans, before the batch.
      rows.evaluate(scalar, trained(shape, 3), batch / 2, true);
      rows.evaluate(scalar, weights, batch / 2, false);
      scalar.keepWeights();
      float[] some = rows.evaluate(scalar, weights, batch / 2, true);
      scalar.keepWeights();
      assertEquals(loss, rows.compute(scalar, weights));
      assertArrayEquals(vector.gradient(), scalar.gradient());
      assertEquals(vector.norm(), scalar.norm());
      assertArrayEquals(some, rows.evaluate(vector, weights, batch / 2, true));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void theAverageVelocityAgreesWithTheReference(MlpShape shape, int batch) {
    float[] weights = trained(shape, 4);
    VelocityMlp mlp = VelocityMlp.ofFlat(shape, weights);
    ReferenceMlp reference = new ReferenceMlp(shape, weights);
    Rows rows = new Rows(shape, batch);
    double[] spans = {0.4, 0.7};
    float[] out = new float[batch * shape.dim()];
    mlp.average(rows.x, 0.3, rows.labels, Arrays.copyOf(spans, shape.spans()), out);
    for (int r = 0; r < batch; r++) {
      double[] expected = reference.average(reference.row(rows.x, r), 0.3, rows.label(shape, r),
          Arrays.copyOf(spans, shape.spans()));
      for (int j = 0; j < shape.dim(); j++) {
        assertEquals(expected[j], out[r * shape.dim() + j], 2e-5 + 1e-6 * shape.timeScale());
      }
    }
    assertThrows(IllegalArgumentException.class, () -> mlp.average(rows.x, 0.3, rows.labels, new double[3], out));
  }

  /** Before it is trained a span changes no bit, and on the diagonal it never does. */
  @ParameterizedTest
  @MethodSource("networks")
  void theDiagonalIsThePlainNetworkBitForBit(MlpShape shape, int batch) {
    Rows rows = new Rows(shape, batch);
    float[][] out = new float[3][batch * shape.dim()];
    VelocityMlp plain = VelocityMlp.random(shape.withSpans(0), new Seed(5));
    plain.velocity(rows.x, 0.3, rows.labels, out[0]);
    VelocityMlp grown = plain.withSpans(shape.spans(), new Seed(6));
    double[] far = new double[shape.spans()];
    Arrays.fill(far, 0.6);
    grown.average(rows.x, 0.3, rows.labels, far, out[1]);
    assertArrayEquals(out[0], out[1]);
    assertArrayEquals(VelocityMlp.random(shape, new Seed(5)).diagonal().toFlat(), plain.toFlat());

    VelocityMlp trained = VelocityMlp.ofFlat(shape, trained(shape, 7));
    trained.velocity(rows.x, 0.3, rows.labels, out[0]);
    trained.average(rows.x, 0.3, rows.labels, new double[shape.spans()], out[1]);
    trained.diagonal().velocity(rows.x, 0.3, rows.labels, out[2]);
    assertArrayEquals(out[0], out[1]);
    assertArrayEquals(out[0], out[2]);
    trained.average(rows.x, 0.3, rows.labels, far, out[1]);
    assertFalse(Arrays.equals(out[0], out[1]));
    if (shape.extra() == 0) {
      float[] dx = new float[rows.x.length];
      float[] slope = new float[out[0].length];
      trained.jvp(rows.x, 0.3, rows.labels, dx, 1, out[1], slope);
      assertArrayEquals(out[0], out[1]);
    }

    // The gradient of rows on the diagonal too is that of the plain network, and none for the spans.
    try (Workers workers = new Workers(2)) {
      MlpGradient spanned = new MlpGradient(shape, batch, workers);
      MlpGradient without = new MlpGradient(shape.withSpans(0), batch, workers);
      double loss = without.compute(trained.diagonal().toFlat(), rows.x, rows.t, rows.labels, rows.target);
      assertEquals(loss, spanned.compute(trained.toFlat(), rows.x, rows.t, rows.labels,
          new float[batch * shape.spans()], rows.target, new float[0]));
      assertArrayEquals(Arrays.copyOf(without.gradient(), shape.flatLength()), spanned.gradient());
    }
  }

  /**
   * With α towards 0 the discrete target becomes that of MeanFlow by a Jacobian-vector product, u + (y − u)/α →
   * v + h·(∂x u·v + ∂s u − ∂h u), here by central differences of the reference in double precision.
   */
  @Test
  void theDiscreteTargetComesFromTheJacobianVectorProduct() {
    MlpShape shape = new MlpShape(2, 24, 2, 1).withSpans(1);
    float[] weights = trained(shape, 8);
    ReferenceMlp reference = new ReferenceMlp(shape, weights);
    Evaluation network = (inputs, out) -> {
      for (int r = 0; r < inputs.count(); r++) {
        double[] u = reference.average(reference.row(inputs.x(), r), inputs.t()[r], 0, inputs.extra()[r]);
        out[2 * r] = (float) u[0];
        out[2 * r + 1] = (float) u[1];
      }
    };
    double[] errors = new double[2];
    for (int k = 0; k < 2; k++) {
      double alpha = k == 0 ? 0.04 : 0.02;
      MeanFlow objective = new MeanFlow(FlowMatching.of(new Gaussian(2)), 10, 0.5, MeanFlow.Target.DISCRETE, alpha,
          false);
      Rows rows = new Rows(shape, 40);
      Batch batch = new Batch(11, new Inputs(rows.x, rows.t, new int[0], rows.spans, 2), rows.target);
      objective.complete(batch, network);
      for (int r = 0; r < 20; r++) {
        double[] x = reference.row(rows.x, r);
        double s = rows.t[r];
        double h = rows.spans[r];
        double[] u = reference.average(x, s, 0, h);
        double[] v = reference.average(x, s, 0, 0);
        double e = 1e-5;
        double[] after = reference.average(new double[]{x[0] + e * v[0], x[1] + e * v[1]}, s + e, 0, h - e);
        double[] before = reference.average(new double[]{x[0] - e * v[0], x[1] - e * v[1]}, s - e, 0, h + e);
        for (int j = 0; j < 2; j++) {
          double expected = v[j] + h * (after[j] - before[j]) / (2 * e);
          double found = u[j] + (rows.target[2 * r + j] - u[j]) / alpha;
          errors[k] = Math.max(errors[k], Math.abs(found - expected));
        }
      }
    }
    assertTrue(errors[0] < 0.1, "error " + errors[0]);
    assertEquals(2, errors[0] / errors[1], 0.3, "errors " + Arrays.toString(errors));
  }

  @Test
  void shapesAndMapsOutOfRangeAreNamed() {
    MlpShape shape = new MlpShape(2, 8, 1, 1);
    assertThrows(IllegalArgumentException.class, () -> shape.withSpans(-1));
    assertThrows(IllegalArgumentException.class, () -> shape.withSpans(3));
    assertEquals(shape.parameters() + 64 * 64 + 64 * 8, shape.withSpans(1).parameters());
    VelocityMlp plain = VelocityMlp.random(shape, new Seed(1));
    VelocityMlp map = plain.withSpans(1, new Seed(1));
    assertThrows(IllegalArgumentException.class, () -> map.withSpans(0, new Seed(1)));
    assertThrows(IllegalArgumentException.class, () -> new MlpFlowMap(plain));
    for (double guidance : new double[]{0.5, 2, 9, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> new MlpFlowMap(map, guidance));
    }
    assertEquals(2, new MlpFlowMap(plain.withSpans(2, new Seed(1)), 2).guidance());
    try (Workers workers = new Workers(1)) {
      assertThrows(IllegalArgumentException.class, () -> MlpGradient.clippingRows(map.shape(), 4, workers, 1));
      MlpGradient gradient = new MlpGradient(map.shape(), 4, workers);
      assertThrows(IllegalArgumentException.class, () -> gradient.compute(map.toFlat(), new float[8], new float[4],
          new int[0], new float[3], new float[8], new float[0]));
    }
  }

  /** Weights with a last layer of the spans that is not zero, as after training. */
  private static float[] trained(MlpShape shape, long seed) {
    float[] weights = VelocityMlp.random(shape, new Seed(seed)).toFlat();
    Random random = new Random(seed);
    MlpLayout layout = new MlpLayout(shape);
    for (MlpLayout.Embedding span : layout.spans()) {
      for (int i = 0; i < span.inner(); i++) {
        for (int j = 0; j < shape.hidden(); j++) {
          weights[span.rows() + i * layout.first().stride() + j] = (float) random.nextGaussian(0, 0.3);
        }
      }
    }
    return weights;
  }

  private static float[] moved(float[] weights, int at, double by) {
    float[] other = weights.clone();
    other[at] += (float) by;
    return other;
  }

  /** Random rows; those of the first half have spans other than 0, except one. */
  private static final class Rows {
    final int count;
    final int inputs;
    final int columns;
    final float[] x;
    final float[] t;
    final float[] spans;
    final float[] target;
    final float[] weights;
    final int[] labels;

    Rows(MlpShape shape, int count) {
      Random random = new Random(9);
      this.count = count;
      inputs = shape.inputs();
      columns = shape.spans();
      x = gaussians(random, count * inputs);
      target = gaussians(random, count * shape.dim());
      t = new float[count];
      weights = new float[count];
      labels = new int[shape.classes() == 0 ? 0 : count];
      spans = new float[count * columns];
      for (int r = 0; r < count; r++) {
        t[r] = random.nextFloat();
        weights[r] = 0.1f + 3 * random.nextFloat();
        if (labels.length > 0) {
          labels[r] = random.nextInt(shape.classes() + 1);
        }
        for (int k = 0; k < columns; k++) {
          spans[r * columns + k] = r < count / 2 && r != 1 ? (1 - t[r]) * random.nextFloat() : 0;
        }
      }
    }

    private static float[] gaussians(Random random, int length) {
      float[] values = new float[length];
      for (int i = 0; i < length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      return values;
    }

    int label(MlpShape shape, int row) {
      return labels.length == 0 ? shape.classes() : labels[row];
    }

    double loss(MlpShape shape, float[] of) {
      int[] all = new int[count];
      Arrays.setAll(all, row -> label(shape, row));
      return new ReferenceMlp(shape, of).loss(x, t, all, spans, target, weights);
    }

    double compute(MlpGradient gradient, float[] of) {
      return gradient.compute(of, x, t, labels, spans, target, weights);
    }

    /** The output of the first rows. */
    float[] evaluate(MlpGradient gradient, float[] of, int rows, boolean spanned) {
      float[] out = new float[target.length / count * rows];
      gradient.evaluate(of, Arrays.copyOf(x, rows * inputs), Arrays.copyOf(t, rows),
          Arrays.copyOf(labels, labels.length == 0 ? 0 : rows),
          spanned ? Arrays.copyOf(spans, rows * columns) : new float[0], out);
      return out;
    }
  }
}
