package dev.millrace.flow.net;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.ode.DifferentiableConditionalField;
import dev.millrace.flow.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * The velocity MLP v(x, t) with fixed weights: the input [x, time], {@code layers} linear layers with an {@link
 * Activation}, and a linear layer to the width of the data. The time is either an embedding, which consists of the sines and cosines of
 * time_scale·t·exp(−ln(10000)·i/32), a linear layer to {@code hidden} and SiLU, or it is time_scale·t itself.
 *
 * <p>If the network has classes, a row of a table, that of the class, is added to the outputs of the first layer before
 * its activation. The last row belongs to the null class, whose index is the number of classes: the velocity of points
 * of any class.
 *
 * <p>If it has further inputs, they follow x in every row that it is given: rows are [count, dim + extra], velocities
 * [count, dim], and the direction of a derivative has as many columns as a row.
 *
 * <p>If it has spans, it is also an average velocity u(x, s, h): the embedding of h is added to that of s; see {@link
 * #average}. As a velocity field it is that of a step of length 0, u(x, t, 0).
 *
 * <p>As a velocity field, its states are points, row-major [count, dim], of any class. It may be used by
 * several threads at once.
 */
public final class VelocityMlp implements DifferentiableConditionalField<float[]> {
  /** The number of rows that are computed together, so that their activations remain in the second-level cache. */
  private static final int TILE = 64;
  /** The number of steps of the longest usual grids. If an adaptive solver uses more times, the cache is cleared. */
  private static final int CACHED_TIMES = 4096;
  private static final int[] NO_LABELS = {};

  private final MlpShape shape;
  private final MlpLayout layout;
  private final float[] weights;
  private final Kernels kernels;
  private final Queue<Scratch> idle = new ConcurrentLinkedQueue<>();
  /** Made when they are first needed. */
  private volatile @Nullable Factors factors;
  private final Map<Double, float[]> timeTerms = new ConcurrentHashMap<>();
  private final Map<Spans, float[]> spanTerms = new ConcurrentHashMap<>();

  /** The key of a sum of the parts of the first layer that depend only on the time and the spans. */
  private record Spans(double t, List<Double> spans) {}

  /** The weights of the layers after the time's, of the first layer only those of x. */
  private record Factors(Kernels.Factor first, List<Kernels.Factor> inner, Kernels.Factor output) {}

  /** Activations of one tile, and their tangents. */
  private final class Scratch {
    final float[] input = new float[Sizes.product(TILE, layout.first().stride())];
    final float[] output = new float[Sizes.product(TILE, layout.first().stride())];
    final float[] derivative = new float[Sizes.product(TILE, layout.first().stride())];
    final float[] tangentIn = new float[Sizes.product(TILE, layout.first().stride())];
    final float[] tangentOut = new float[Sizes.product(TILE, layout.first().stride())];
    final float[] result = new float[Sizes.product(TILE, layout.output().stride())];
    final float[] resultTangent = new float[Sizes.product(TILE, layout.output().stride())];
  }

  /** @param weights the flat array of {@link MlpLayout}, not copied; the caller must not change it afterwards */
  VelocityMlp(MlpShape shape, float[] weights, Kernels kernels) {
    this.shape = shape;
    this.layout = new MlpLayout(shape);
    this.weights = weights;
    this.kernels = kernels;
    if (weights.length != layout.length()) {
      throw new IllegalArgumentException("weights " + weights.length + " ≠ " + layout.length() + " for " + shape);
    }
  }

  /**
   * {@return a network with random weights: weights and biases are uniform in ±1/√in, as in PyTorch's linear layers,
   * and the table of classes is standard normal, as in its embeddings} The last layer of a span's embedding is zero.
   *
   * @param shape the network's shape
   * @param seed seed of the weights
   */
  public static VelocityMlp random(MlpShape shape, Seed seed) {
    MlpLayout layout = new MlpLayout(shape);
    float[] weights = new float[layout.length()];
    for (int l = 0; l < layout.layers().size(); l++) {
      var random = seed.generator(Seed.Purpose.WEIGHTS, 0, l);
      MlpLayout.Layer layer = layout.layers().get(l);
      double bound = 1 / Math.sqrt(layer.in());
      // The biases are stored after the weights as one more row.
      for (int i = 0; i <= layer.in(); i++) {
        for (int j = 0; j < layer.out(); j++) {
          weights[layer.weights() + i * layer.stride() + j] = (float) random.nextDouble(-bound, bound);
        }
      }
    }
    var random = seed.generator(Seed.Purpose.WEIGHTS, 0, layout.layers().size());
    for (int c = 0; c < layout.tableRows(); c++) {
      for (int j = 0; j < shape.hidden(); j++) {
        weights[layout.tableRow(c) + j] = (float) random.nextGaussian();
      }
    }
    for (int span = 0; span < layout.spans().size(); span++) {
      startSpan(layout.spans().get(span), weights, seed.generator(Seed.Purpose.WEIGHTS, 1, span));
    }
    return new VelocityMlp(shape, weights, Kernels.best());
  }

  /** The last layer stays zero, so that a new span changes nothing. */
  private static void startSpan(MlpLayout.Embedding span, float[] weights, RandomGenerator random) {
    double bound = 1 / Math.sqrt(MlpShape.TIME_FEATURES);
    for (int i = 0; i < MlpShape.TIME_FEATURES; i++) {
      for (int j = 0; j < span.inner(); j++) {
        weights[span.weights() + i * span.innerStride() + j] = (float) random.nextDouble(-bound, bound);
      }
    }
  }

  /**
   * {@return the same network with more spans, which change nothing until they are trained: a plain flow becomes an
   * average velocity}
   *
   * @param spans their number, at least that of this network
   * @param seed seed of their weights
   * @throws IllegalArgumentException if this network has more spans
   */
  public VelocityMlp withSpans(int spans, Seed seed) {
    if (spans < shape.spans()) {
      throw new IllegalArgumentException("%d spans, the network has %d".formatted(spans, shape.spans()));
    }
    VelocityMlp grown = random(shape.withSpans(spans), seed);
    System.arraycopy(weights, 0, grown.weights, 0, weights.length);
    return grown;
  }

  /** {@return the same network without its spans: the velocity u(x, t, 0)} */
  public VelocityMlp diagonal() {
    MlpShape plain = shape.withSpans(0);
    return new VelocityMlp(plain, Arrays.copyOf(weights, plain.flatLength()), kernels);
  }

  /**
   * {@return a network from weights in the engine's own flat layout, as returned by {@link #toFlat}}
   *
   * @param shape the network's shape
   * @param weights the flat array; copied
   * @throws IllegalArgumentException if the length does not fit the shape
   */
  public static VelocityMlp ofFlat(MlpShape shape, float[] weights) {
    return new VelocityMlp(shape, weights.clone(), Kernels.best());
  }

  /**
   * {@return a copy of the weights in the engine's own flat layout: layer by layer, input-major, padded; for training}
   */
  public float[] toFlat() {
    return weights.clone();
  }

  /**
   * {@return the same function, bit for bit, computed by the scalar kernels} Use it for small computations in a virtual
   * machine that has just started: until HotSpot has compiled the vector kernels, which takes about a second, they are
   * a hundred times slower than the scalar ones.
   */
  public VelocityMlp plain() {
    return new VelocityMlp(shape, weights, new ScalarKernels());
  }

  /** {@return the shape of the network} */
  public MlpShape shape() {
    return shape;
  }

  @Override
  public int classes() {
    return shape.classes();
  }

  /** {@return the name of the kernels that compute it, for messages} */
  public String engine() {
    return kernels.description();
  }

  float[] weights() {
    return weights;
  }

  /** Frequencies of the time features: exp(−ln(10000)·i/32), i = 0 … 31. */
  static float[] frequencies() {
    float[] f = new float[Kernels.FREQUENCIES];
    for (int i = 0; i < f.length; i++) {
      f[i] = (float) Math.exp(-Math.log(10000) * i / Kernels.FREQUENCIES);
    }
    return f;
  }

  /**
   * Writes v(x, t), of any class if the network has classes.
   *
   * @param x [count, dim]
   * @param t the time, the same for all rows
   * @param out [count, dim]
   */
  @Override
  public void velocity(float[] x, double t, float[] out) {
    velocity(x, t, NO_LABELS, out);
  }

  /**
   * Writes v(x, t | class).
   *
   * @param x [count, dim]
   * @param t the time, the same for all rows
   * @param labels the class of each row, 0 to {@link #classes}, which is the null class; or empty if all rows are of any
   *     class
   * @param out [count, dim]
   * @throws IllegalArgumentException if there is not one label for each row, or one is out of range
   */
  @Override
  public void velocity(float[] x, double t, int[] labels, float[] out) {
    int rows = rows(x, out);
    requireLabels(labels, rows);
    if (timeTerms.size() >= CACHED_TIMES) {
      timeTerms.clear();
    }
    forward(x, rows, timeTerms.computeIfAbsent(t, this::timeTerm), labels, out);
  }

  /**
   * Writes the average velocity u(x, s, h | class) of the step from s to s + h: the step leads to x + h·u.
   *
   * @param x [count, dim]
   * @param s the time at which the step begins, the same for all rows
   * @param labels the class of each row, 0 to {@link #classes}, which is the null class; or empty if all rows are of any
   *     class
   * @param spans h and, if the network has two spans, the logarithm of the weight of guidance, each from 0 to 1
   * @param out [count, dim]
   * @throws IllegalArgumentException if there is not one label for each row, one is out of range, or the network has
   *     another number of spans
   */
  public void average(float[] x, double s, int[] labels, double[] spans, float[] out) {
    int rows = rows(x, out);
    requireLabels(labels, rows);
    if (spans.length != shape.spans()) {
      throw new IllegalArgumentException("%d spans, the network has %d".formatted(spans.length, shape.spans()));
    }
    if (spanTerms.size() >= CACHED_TIMES) {
      spanTerms.clear();
    }
    Spans key = new Spans(s, Arrays.stream(spans).boxed().toList());
    forward(x, rows, spanTerms.computeIfAbsent(key, this::spanTerm), labels, out);
  }

  private void forward(float[] x, int rows, float[] timeTerm, int[] labels, float[] out) {
    Scratch s = borrow();
    for (int r = 0; r < rows; r += TILE) {
      forward(s, x, r, Math.min(TILE, rows - r), timeTerm, labels);
      copyOut(s.result, out, r, Math.min(TILE, rows - r));
    }
    idle.add(s);
  }

  @Override
  public void velocities(float[] x, double t, int[] labels, float[] ofClass, float[] ofAny) {
    velocity(x, t, labels, ofClass);
    velocity(x, t, NO_LABELS, ofAny);
  }

  /**
   * Writes v(x, t), of any class if the network has classes, and its derivative along (dx, dt), the Jacobian-vector
   * product ∂v/∂x·dx + ∂v/∂t·dt, in one forward pass (forward-mode differentiation).
   *
   * @param x [count, dim]
   * @param t the time, the same for all rows
   * @param dx the direction in x, [count, dim]
   * @param dt the direction in t, the same for all rows
   * @param out receives v, [count, dim]
   * @param dout receives the product, [count, dim]
   */
  @Override
  public void jvp(float[] x, double t, float[] dx, double dt, float[] out, float[] dout) {
    jvp(x, t, NO_LABELS, dx, dt, out, dout);
  }

  /**
   * As {@link #jvp(float[], double, float[], double, float[], float[])}, of v(x, t | class).
   *
   * @param labels the class of each row, as {@link #velocity(float[], double, int[], float[])} takes them
   */
  @Override
  public void jvp(float[] x, double t, int[] labels, float[] dx, double dt, float[] out, float[] dout) {
    int rows = rows(x, out);
    requireLabels(labels, rows);
    if (dx.length != x.length || dout.length != out.length) {
      throw new IllegalArgumentException("directions " + dx.length + " and " + dout.length + " ≠ state " + x.length);
    }
    float[] timeTerm = timeTerm(t);
    float[] timeTangent = timeTangent(t, dt);
    Scratch s = borrow();
    for (int r = 0; r < rows; r += TILE) {
      int n = Math.min(TILE, rows - r);
      forwardWithTangent(s, x, dx, r, n, timeTerm, timeTangent, labels);
      copyOut(s.result, out, r, n);
      copyOut(s.resultTangent, dout, r, n);
    }
    idle.add(s);
  }

  private int rows(float[] x, float[] out) {
    if (x.length % shape.inputs() != 0 || x.length / shape.inputs() != out.length / shape.dim()
        || out.length % shape.dim() != 0) {
      throw new IllegalArgumentException(
          "state " + x.length + ", result " + out.length + ": expected equal multiples of " + shape.inputs()
              + " and " + shape.dim());
    }
    return x.length / shape.inputs();
  }

  private void requireLabels(int[] labels, int rows) {
    if (labels.length == 0) {
      return;
    }
    if (labels.length != rows) {
      throw new IllegalArgumentException(labels.length + " labels ≠ " + rows + " rows");
    }
    for (int r = 0; r < rows; r++) {
      if (labels[r] < 0 || labels[r] > classes() || classes() == 0) {
        throw new IllegalArgumentException(
            "row %d: class %d, the network has %d classes".formatted(r, labels[r], classes()));
      }
    }
  }

  private Scratch borrow() {
    Scratch s = idle.poll();
    return s != null ? s : new Scratch();
  }

  /** The part of the first layer that depends only on t: its bias plus the product with the time columns. */
  private float[] timeTerm(double t) {
    float scaled = (float) t * (float) shape.timeScale();
    float[] columns = switch (shape.timeInput()) {
      case EMBEDDING -> embedding(scaled);
      case CONCATENATED -> new float[]{scaled};
    };
    return timeHalf(columns, weights, layout.first().biases());
  }

  /** The part of the first layer that depends only on the time and the spans. */
  private float[] spanTerm(Spans at) {
    float[] term = timeTerm(at.t);
    float[] ofZero = new float[MlpShape.TIME_FEATURES];
    kernels.timeFeatures(0, frequencies(), ofZero, 0);
    for (int k = 0; k < layout.spans().size(); k++) {
      MlpLayout.Embedding span = layout.spans().get(k);
      float[] features = new float[MlpShape.TIME_FEATURES];
      kernels.timeFeatures((float) (double) at.spans.get(k) * (float) shape.timeScale(), frequencies(), features, 0);
      for (int i = 0; i < features.length; i++) {
        features[i] -= ofZero[i];
      }
      float[] inner = new float[span.innerStride()];
      kernels.multiply(1, inner.length, features.length, features, 0, 0, 1, weights, span.weights(), inner.length, null,
          0, 0, inner, 0, 0);
      kernels.silu(inner, 0, inner.length);
      kernels.multiply(1, term.length, span.inner(), inner, 0, 0, 1, weights, span.rows(), term.length, term.clone(), 0,
          0, term, 0, 0);
    }
    return term;
  }

  /** The derivative of {@link #timeTerm} along dt. */
  private float[] timeTangent(double t, double dt) {
    float scale = (float) shape.timeScale();
    float[] columns = switch (shape.timeInput()) {
      case EMBEDDING -> embeddingTangent((float) t * scale, (float) dt * scale);
      case CONCATENATED -> new float[]{(float) dt * scale};
    };
    return timeHalf(columns, null, 0);
  }

  private float[] embedding(float time) {
    MlpLayout.Layer layer = layout.layers().getFirst();
    float[] features = new float[MlpShape.TIME_FEATURES];
    kernels.timeFeatures(time, frequencies(), features, 0);
    float[] embedding = new float[layer.stride()];
    multiply(layer, features, weights, embedding);
    kernels.silu(embedding, 0, embedding.length);
    return embedding;
  }

  private float[] embeddingTangent(float time, float direction) {
    MlpLayout.Layer layer = layout.layers().getFirst();
    float[] frequencies = frequencies();
    float[] features = new float[MlpShape.TIME_FEATURES];
    kernels.timeFeatures(time, frequencies, features, 0);
    float[] tangents = new float[MlpShape.TIME_FEATURES];
    for (int i = 0; i < Kernels.FREQUENCIES; i++) {
      float speed = direction * frequencies[i];
      tangents[i] = speed * features[Kernels.FREQUENCIES + i];
      tangents[Kernels.FREQUENCIES + i] = -speed * features[i];
    }
    float[] embedding = new float[layer.stride()];
    multiply(layer, features, weights, embedding);
    float[] derivative = new float[embedding.length];
    kernels.siluWithDerivative(embedding, derivative, 0, embedding.length);
    float[] tangent = new float[embedding.length];
    multiply(layer, tangents, null, tangent);
    kernels.scale(tangent, 0, derivative, tangent.length);
    return tangent;
  }

  /** start + columns·W for those rows of the first layer's weights that belong to the time. */
  private float[] timeHalf(float[] columns, float @Nullable [] start, int startOffset) {
    MlpLayout.Layer first = layout.first();
    float[] term = new float[first.stride()];
    kernels.multiply(1, first.stride(), first.in() - shape.inputs(), columns, 0, 0, 1, weights,
        first.weights() + shape.inputs() * first.stride(), first.stride(), start, startOffset, 0, term, 0, 0);
    return term;
  }

  /** result = v for rows r … r + n of x. */
  private void forward(Scratch s, float[] x, int r, int n, float[] timeTerm, int[] labels) {
    MlpLayout.Layer first = layout.first();
    firstLayer(s, x, r, n, timeTerm, labels);
    kernels.activate(shape.activation(), s.input, 0, n * first.stride());
    float[] from = s.input;
    float[] to = s.output;
    Factors factors = factors();
    List<MlpLayout.Layer> inner = layout.inner();
    for (int l = 0; l < inner.size(); l++) {
      MlpLayout.Layer layer = inner.get(l);
      multiply(n, layer, factors.inner.get(l), from, weights, to);
      kernels.activate(shape.activation(), to, 0, n * layer.stride());
      float[] swap = from;
      from = to;
      to = swap;
    }
    multiply(n, layout.output(), factors.output, from, weights, s.result);
  }

  /** As {@link #forward}; also resultTangent = the derivative along dx and the direction in t. */
  private void forwardWithTangent(Scratch s, float[] x, float[] dx, int r, int n, float[] timeTerm,
      float[] timeTangent, int[] labels) {
    MlpLayout.Layer first = layout.first();
    float[] activation = s.input;
    float[] next = s.output;
    float[] tangent = s.tangentIn;
    float[] nextTangent = s.tangentOut;
    firstLayer(s, x, r, n, timeTerm, labels);
    stateHalf(dx, r, n, timeTangent, 0, tangent);
    differentiate(s, activation, tangent, n * first.stride());
    Factors factors = factors();
    List<MlpLayout.Layer> inner = layout.inner();
    for (int l = 0; l < inner.size(); l++) {
      MlpLayout.Layer layer = inner.get(l);
      multiply(n, layer, factors.inner.get(l), activation, weights, next);
      multiply(n, layer, factors.inner.get(l), tangent, null, nextTangent);
      differentiate(s, next, nextTangent, n * layer.stride());
      float[] swap = activation;
      activation = next;
      next = swap;
      swap = tangent;
      tangent = nextTangent;
      nextTangent = swap;
    }
    multiply(n, layout.output(), factors.output, activation, weights, s.result);
    multiply(n, layout.output(), factors.output, tangent, null, s.resultTangent);
  }

  private void differentiate(Scratch s, float[] activation, float[] tangent, int length) {
    kernels.activateWithDerivative(shape.activation(), activation, s.derivative, 0, length);
    kernels.scale(tangent, 0, s.derivative, length);
  }

  /** s.input = the outputs of the first layer before its activation. */
  private void firstLayer(Scratch s, float[] x, int r, int n, float[] timeTerm, int[] labels) {
    if (layout.tableRows() == 0) {
      stateHalf(x, r, n, timeTerm, 0, s.input);
      return;
    }
    int stride = layout.first().stride();
    float[] starts = s.input;
    for (int i = 0; i < n; i++) {
      int row = layout.tableRow(labels.length == 0 ? shape.classes() : labels[r + i]);
      add(timeTerm, weights, row, starts, i * stride, stride);
    }
    stateHalf(x, r, n, starts, stride, starts);
  }

  /** out = a + b, for some columns. */
  private static void add(float[] a, float[] b, int bFrom, float[] out, int outFrom, int columns) {
    for (int j = 0; j < columns; j++) {
      out[outFrom + j] = a[j] + b[bFrom + j];
    }
  }

  /**
   * out = terms + x·W for those rows of the first layer's weights that belong to x.
   *
   * @param termRow stride of the terms; 0 if all rows share one
   */
  private void stateHalf(float[] x, int r, int n, float[] terms, int termRow, float[] out) {
    factors().first.multiply(n, x, r * shape.inputs(), shape.inputs(), terms, 0, termRow, out, 0,
        layout.first().stride());
  }

  /** out = start + in·W for a whole layer of one row. */
  private void multiply(MlpLayout.Layer layer, float[] in, float @Nullable [] start, float[] out) {
    kernels.multiply(1, layer.stride(), layer.in(), in, 0, 0, 1, weights, layer.weights(), layer.stride(), start,
        layer.biases(), 0, out, 0, 0);
  }

  /** out = start + in·W for a whole layer, whose inputs have the stride of the previous layer. */
  private static void multiply(int n, MlpLayout.Layer layer, Kernels.Factor factor, float[] in,
      float @Nullable [] start, float[] out) {
    factor.multiply(n, in, 0, MlpLayout.padded(layer.in()), start, layer.biases(), 0, out, 0, layer.stride());
  }

  private Factors factors() {
    Factors known = factors;
    if (known == null) {
      known = new Factors(factor(layout.first(), shape.inputs()),
          layout.inner().stream().map(layer -> factor(layer, layer.in())).toList(),
          factor(layout.output(), layout.output().in()));
      factors = known;
    }
    return known;
  }

  /** The first rows of a layer's weights. */
  private Kernels.Factor factor(MlpLayout.Layer layer, int rows) {
    return kernels.factor(layer.stride(), rows, weights, layer.weights(), layer.stride());
  }

  private void copyOut(float[] result, float[] out, int r, int n) {
    int stride = layout.output().stride();
    for (int i = 0; i < n; i++) {
      System.arraycopy(result, i * stride, out, (r + i) * shape.dim(), shape.dim());
    }
  }
}
