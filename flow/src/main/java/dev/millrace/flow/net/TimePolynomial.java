package dev.millrace.flow.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.Sizes;
import org.jspecify.annotations.Nullable;

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
 *
 * <p>A span, another number of each row, is embedded in the same way, but its features are taken less those of 0, and
 * there are no biases: a span of 0 adds exactly nothing. Where a polynomial is not exact, the rows themselves are its
 * points.
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

    /** Memory for the rows of a batch, or for Chebyshev points. */
    Points(int count, boolean areRows) {
      int widest = Math.max(stride, inner);
      this.count = count;
      features = new float[Sizes.product(count, MlpShape.TIME_FEATURES)];
      toCoefficients = new float[areRows ? 0 : count * count];
      embedding = new float[Sizes.product(count, inner)];
      derivative = new float[Sizes.product(count, inner)];
      values = new float[Sizes.product(count, stride)];
      coefficients = new float[Sizes.product(count, widest)];
      delta = new float[Sizes.product(count, widest)];
      turned = new float[Sizes.product(count, stride)];
    }

    /** Chebyshev points. */
    Points(int count) {
      this(count, false);
      for (int k = 0; k < count; k++) {
        double angle = Math.PI * (k + 0.5) / count;
        setFeatures(k, (float) ((1 + Math.cos(angle)) / 2));
        for (int j = 0; j < count; j++) {
          toCoefficients[j * count + k] = (float) (Math.cos(j * angle) * (j == 0 ? 1 : 2) / count);
        }
      }
    }

    void setFeatures(int k, float number) {
      int at = k * MlpShape.TIME_FEATURES;
      kernels.timeFeatures(number * timeScale, FREQUENCIES, features, at);
      for (int i = 0; isSpan() && i < MlpShape.TIME_FEATURES; i++) {
        features[at + i] -= ofZero[i];
      }
    }
  }

  private static final float[] FREQUENCIES = VelocityMlp.frequencies();

  private final Kernels kernels;
  private final MlpLayout.Embedding embed;
  private final MlpLayout.Layer first;
  /** The number of columns of the embedding, with padding. */
  private final int inner;
  /** The number of columns of the first layer, with padding. */
  private final int stride;
  private final int batch;
  private final float timeScale;
  /** The features of the number 0. */
  private final float[] ofZero = new float[MlpShape.TIME_FEATURES];
  private final List<Points> choices = new ArrayList<>();
  /** The rows as points, for a span where no polynomial is exact. */
  private @Nullable Points rows;
  /** The number of rows up to the last whose number is not 0, if this is a span; otherwise all. */
  private int active;
  /** Whether the points are those of the current weights, if this is a span. */
  private boolean fitted;
  /** T_j(2t − 1) of each row's t, [points][batch]. */
  private final float[] basis;
  private Points points;

  /**
   * @param shape shape of a network with a time embedding
   * @param batch number of rows, at least twice the least number of points
   */
  TimePolynomial(MlpShape shape, int batch, Kernels kernels) {
    this(shape, new MlpLayout(shape).time(), batch, kernels);
  }

  /**
   * @param shape shape of the network
   * @param embed the embedding of the time, or of a span
   * @param batch number of rows, for the time at least twice the least number of points
   */
  TimePolynomial(MlpShape shape, MlpLayout.Embedding embed, int batch, Kernels kernels) {
    this.kernels = kernels;
    this.embed = embed;
    this.first = new MlpLayout(shape).first();
    this.inner = embed.innerStride();
    this.stride = first.stride();
    this.batch = batch;
    this.active = batch;
    this.timeScale = (float) shape.timeScale();
    kernels.timeFeatures(0, FREQUENCIES, ofZero, 0);
    for (int count = FEWEST; count <= MOST && 2 * count <= batch; count *= 2) {
      choices.add(new Points(count));
    }
    points = choices.isEmpty() ? ofRows() : choices.getFirst();
    basis = new float[choices.isEmpty() ? 0 : Sizes.product(choices.getLast().count, batch)];
  }

  private boolean isSpan() {
    return embed.biases() < 0;
  }

  private Points ofRows() {
    Points made = rows == null ? new Points(padded(batch), true) : rows;
    rows = made;
    return made;
  }

  private static int padded(int columns) {
    return Math.ceilDiv(columns, Kernels.NARROW) * Kernels.NARROW;
  }

  /**
   * Prepares a span of some rows.
   *
   * @param numbers the span of each row
   * @param known whether the weights are those of the last call
   * @return whether a row has a span other than 0; if not, nothing was prepared
   */
  boolean fit(float[] weights, float[] numbers, boolean known) {
    fitted = fitted && known;
    active = numbers.length;
    while (active > 0 && numbers[active - 1] == 0) {
      active--;
    }
    boolean again = !fitted || points == rows;
    if (active > 0 && again && (choices.isEmpty() || fitted || !fit(weights))) {
      points = ofRows();
      for (int row = 0; row < padded(active); row++) {
        points.setFeatures(row, row < active ? numbers[row] : 0);
      }
      evaluate(weights, padded(active));
    }
    fitted = fitted || active > 0;
    return active > 0;
  }

  /** The number of rows up to the last whose number is not 0. */
  int active() {
    return active;
  }

  /** Whether the polynomial can be used for this shape and batch at all. */
  static boolean applies(MlpShape shape, int batch) {
    return shape.timeInput() == TimeInput.EMBEDDING && batch >= 2 * FEWEST;
  }

  /** Computes the coefficients; returns false if no number of points is accurate enough. */
  boolean fit(float[] weights) {
    for (Points choice : choices) {
      points = choice;
      evaluate(weights, choice.count);
      kernels.multiply(choice.count, stride, choice.count, choice.toCoefficients, 0, choice.count, 1, choice.values, 0,
          stride, null, 0, 0, choice.coefficients, 0, stride);
      if (isExact()) {
        return true;
      }
    }
    return false;
  }

  private void evaluate(float[] weights, int n) {
    kernels.multiply(n, inner, MlpShape.TIME_FEATURES, points.features, 0, MlpShape.TIME_FEATURES, 1, weights,
        embed.weights(), inner, isSpan() ? null : weights, embed.biases(), 0, points.embedding, 0, inner);
    kernels.siluWithDerivative(points.embedding, points.derivative, 0, n * inner);
    kernels.multiply(n, stride, embed.inner(), points.embedding, 0, inner, 1, weights, embed.rows(), stride, null, 0, 0,
        points.values, 0, stride);
  }

  private boolean isExact() {
    int last = (points.count - 2) * stride;
    float tail = greatest(last, points.count * stride);
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
  void addTo(float[] out, float[] t, int from, int count) {
    if (points == rows) {
      for (int i = from * stride; i < Math.min(from + count, active) * stride; i++) {
        out[i] += points.values[i];
      }
      return;
    }
    for (int r = from; r < from + count; r++) {
      if (isSpan() && t[r] == 0) {
        clear(r);
        continue;
      }
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
    kernels.multiply(count, stride, points.count, basis, from, 1, batch, points.coefficients, 0, stride, out,
        from * stride, stride, out, from * stride, stride);
  }

  private void clear(int row) {
    for (int j = 0; j < points.count; j++) {
      basis[j * batch + row] = 0;
    }
  }

  /**
   * Writes the gradients of the layer of the embedding, and of those weights of the first layer whose input is the
   * embedding.
   *
   * @param delta the gradient with respect to the first layer's outputs, [batch][stride]
   */
  void backward(float[] weights, float[] delta, float[] gradient) {
    float[] work = points.coefficients;
    int n = points == rows ? padded(active) : points.count;
    if (points == rows) {
      System.arraycopy(delta, 0, points.delta, 0, active * stride);
      Arrays.fill(points.delta, active * stride, n * stride, 0f);
    } else {
      kernels.multiply(n, stride, active, basis, 0, batch, 1, delta, 0, stride, null, 0, 0, work, 0, stride);
      kernels.multiply(n, stride, n, points.toCoefficients, 0, 1, n, work, 0, stride, null, 0, 0, points.delta, 0,
          stride);
    }
    kernels.multiply(embed.inner(), stride, n, points.embedding, 0, 1, inner, points.delta, 0, stride, null, 0, 0,
        gradient, embed.rows(), stride);
    // Delta is transposed, so that the weights need not be: (W·deltaᵀ)ᵀ.
    turn(points.delta, n, stride, points.turned);
    kernels.multiply(embed.inner(), n, first.out(), weights, embed.rows(), stride, 1, points.turned, 0, n, null, 0, 0,
        work, 0, n);
    Arrays.fill(work, embed.inner() * n, inner * n, 0f);
    turn(work, inner, n, points.delta);
    kernels.scale(points.delta, 0, points.derivative, n * inner);
    kernels.multiply(MlpShape.TIME_FEATURES, inner, n, points.features, 0, 1, MlpShape.TIME_FEATURES, points.delta, 0,
        inner, null, 0, 0, gradient, embed.weights(), inner);
    if (isSpan()) {
      return;
    }
    Arrays.fill(gradient, embed.biases(), embed.biases() + inner, 0f);
    for (int k = 0; k < n; k++) {
      for (int j = 0; j < inner; j++) {
        gradient[embed.biases() + j] += points.delta[k * inner + j];
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
