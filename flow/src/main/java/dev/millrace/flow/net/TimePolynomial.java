package dev.millrace.flow.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.Sizes;

/**
 * The contribution of the time to the first layer, as a polynomial in t. The embedding and its part of that layer are a
 * smooth function g of one number, so it needs to be computed only at some points, not for every row of a batch: with
 * Chebyshev points t_k of [0, 1], g(t) = Σ_j c_j·T_j(2t − 1) and c = D·g(t_k) (Trefethen 2019, Approximation Theory and
 * Approximation Practice, chapters 3 and 8). Gradients are propagated back through the same points. For a small network
 * this saves two fifths of the work of a step.
 *
 * <p>The coefficients of a smooth function fall geometrically, so the last ones indicate the error. The least number of
 * points is used for which the last two coefficients are below 10⁻⁶ of the greatest, which is the rounding error of
 * {@code float} sums. Trained networks with a time scale of 1 need 16 points, and the error is then 10⁻⁹. If neither 64
 * points nor half as many points as rows suffice, the rows must be computed one by one.
 */
final class TimePolynomial {
  private static final int FEWEST = 16;
  private static final int MOST = 64;
  private static final float GREATEST_TAIL = 1e-6f;

  /** The numbers that depend only on the number of points, and the memory for that many rows. */
  private final class Points {
    final int count;
    final float[] features;
    /** D, [coefficient][point]. */
    final float[] toCoefficients;
    final float[] embedding;
    final float[] derivative;
    final float[] values;
    final float[] coefficients;
    /** Gradients, [count][stride] and its transpose [stride][count]. */
    final float[] delta;
    final float[] turned;

    Points(int count) {
      this.count = count;
      features = new float[count * MlpShape.TIME_FEATURES];
      toCoefficients = new float[count * count];
      for (int k = 0; k < count; k++) {
        double angle = Math.PI * (k + 0.5) / count;
        float t = (float) ((1 + Math.cos(angle)) / 2);
        kernels.timeFeatures(t * timeScale, VelocityMlp.frequencies(), features, k * MlpShape.TIME_FEATURES);
        for (int j = 0; j < count; j++) {
          toCoefficients[j * count + k] = (float) (Math.cos(j * angle) * (j == 0 ? 1 : 2) / count);
        }
      }
      embedding = new float[Sizes.product(count, stride)];
      derivative = new float[Sizes.product(count, stride)];
      values = new float[Sizes.product(count, stride)];
      coefficients = new float[Sizes.product(count, stride)];
      delta = new float[Sizes.product(count, stride)];
      turned = new float[Sizes.product(count, stride)];
    }
  }

  private final Kernels kernels;
  private final MlpLayout.Layer embed;
  private final MlpLayout.Layer first;
  /** The index of the first of those weights of the first layer whose input is the embedding. */
  private final int timeRows;
  /** The number of columns of both layers, with padding. */
  private final int stride;
  private final int batch;
  private final float timeScale;
  private final List<Points> choices = new ArrayList<>();
  /** T_j(2t − 1) of each row's t, [points][batch]. */
  private final float[] basis;
  private Points points;

  /**
   * @param shape shape of a network with a time embedding
   * @param batch number of rows, at least twice the least number of points
   */
  TimePolynomial(MlpShape shape, int batch, Kernels kernels) {
    MlpLayout layout = new MlpLayout(shape);
    this.kernels = kernels;
    this.embed = layout.layers().getFirst();
    this.first = layout.first();
    this.stride = first.stride();
    this.timeRows = first.weights() + shape.inputs() * stride;
    this.batch = batch;
    this.timeScale = (float) shape.timeScale();
    for (int count = FEWEST; count <= MOST && 2 * count <= batch; count *= 2) {
      choices.add(new Points(count));
    }
    points = choices.getFirst();
    basis = new float[Sizes.product(choices.getLast().count, batch)];
  }

  /** Whether the polynomial can be used for this shape and batch at all. */
  static boolean applies(MlpShape shape, int batch) {
    return shape.timeInput() == TimeInput.EMBEDDING && batch >= 2 * FEWEST;
  }

  /** Computes the coefficients; returns false if no number of points is accurate enough. */
  boolean fit(float[] weights) {
    for (Points choice : choices) {
      points = choice;
      evaluate(weights);
      if (isExact()) {
        return true;
      }
    }
    return false;
  }

  private void evaluate(float[] weights) {
    int n = points.count;
    kernels.multiply(n, stride, embed.in(), points.features, 0, embed.in(), 1, weights, embed.weights(), stride,
        weights,
        embed.biases(), 0, points.embedding, 0, stride);
    kernels.siluWithDerivative(points.embedding, points.derivative, 0, n * stride);
    kernels.multiply(n, stride, embed.out(), points.embedding, 0, stride, 1, weights, timeRows, stride, null, 0, 0,
        points.values, 0, stride);
    kernels.multiply(n, stride, n, points.toCoefficients, 0, n, 1, points.values, 0, stride, null, 0, 0,
        points.coefficients, 0, stride);
  }

  private boolean isExact() {
    int last = (points.count - 2) * stride;
    float tail = greatest(last, points.coefficients.length);
    return tail <= GREATEST_TAIL * Math.max(tail, greatest(0, last));
  }

  private float greatest(int from, int to) {
    float greatest = 0;
    for (int i = from; i < to; i++) {
      greatest = Math.max(greatest, Math.abs(points.coefficients[i]));
    }
    return greatest;
  }

  /** out += g(t) for some rows. */
  void addTo(float[] out, float[] t, int from, int rows) {
    for (int r = from; r < from + rows; r++) {
      double s = 2.0 * t[r] - 1;
      double before = 1;
      double now = s;
      basis[r] = 1;
      basis[batch + r] = (float) s;
      for (int j = 2; j < points.count; j++) {
        double next = Math.fma(2 * s, now, -before);
        before = now;
        now = next;
        basis[j * batch + r] = (float) next;
      }
    }
    kernels.multiply(rows, stride, points.count, basis, from, 1, batch, points.coefficients, 0, stride, out,
        from * stride, stride, out, from * stride, stride);
  }

  /**
   * Writes the gradients of the layer of the embedding, and of those weights of the first layer whose input is the
   * embedding.
   *
   * @param delta the gradient with respect to the first layer's outputs, [batch][stride]
   */
  void backward(float[] weights, float[] delta, float[] gradient) {
    int n = points.count;
    float[] work = points.coefficients;
    kernels.multiply(n, stride, batch, basis, 0, batch, 1, delta, 0, stride, null, 0, 0, work, 0, stride);
    kernels.multiply(n, stride, n, points.toCoefficients, 0, 1, n, work, 0, stride, null, 0, 0, points.delta, 0,
        stride);
    kernels.multiply(embed.out(), stride, n, points.embedding, 0, 1, stride, points.delta, 0, stride, null, 0, 0,
        gradient, timeRows, stride);
    // Delta is transposed, so that the weights need not be: (W·deltaᵀ)ᵀ.
    turn(points.delta, n, stride, points.turned);
    kernels.multiply(embed.out(), n, first.out(), weights, timeRows, stride, 1, points.turned, 0, n, null, 0, 0, work,
        0,
        n);
    Arrays.fill(work, embed.out() * n, stride * n, 0f);
    turn(work, stride, n, points.delta);
    kernels.scale(points.delta, 0, points.derivative, n * stride);
    kernels.multiply(embed.in(), stride, n, points.features, 0, 1, embed.in(), points.delta, 0, stride, null, 0, 0,
        gradient, embed.weights(), stride);
    Arrays.fill(gradient, embed.biases(), embed.end(), 0f);
    for (int k = 0; k < n; k++) {
      for (int j = 0; j < stride; j++) {
        gradient[embed.biases() + j] += points.delta[k * stride + j];
      }
    }
  }

  private static void turn(float[] from, int rows, int columns, float[] to) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        to[j * rows + i] = from[i * columns + j];
      }
    }
  }
}
