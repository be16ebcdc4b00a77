package dev.millrace.flow.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.parallel.Workers;

/**
 * Mean squared error of a velocity MLP over a batch, and its gradient by backpropagation.
 *
 * <p>Two parallel sections. In the first, each task takes some rows forward and back, and leaves each layer's input and the
 * gradient of each layer's output. In the second, each task forms some rows of one weight gradient, a sum over the whole
 * batch. No number is the sum of what several tasks did, so the bits do not depend on the number of threads.
 */
public final class MlpGradient {
  /** Rows of the batch a task takes through the network: 64 KB of activations a layer at width 256. */
  private static final int ROWS = 32;
  /** Rows of a weight matrix a task forms the gradient of. */
  private static final int WEIGHT_ROWS = 32;

  /** Some rows of one layer's weight gradient; the first task of a layer forms the bias gradient too. */
  private record WeightTask(int layer, int from, int to) {}

  private final MlpShape shape;
  private final MlpLayout layout;
  private final Kernels kernels;
  private final Workers workers;
  private final int batch;
  private final float[] frequencies = VelocityMlp.frequencies();

  private final float[] gradient;
  /** Of layer l ≥ 1, see {@link #transpose}; nothing goes back through layer 0, which takes the time. */
  private final float[][] transposed;
  /** The input of layer l; that of the first layer is the time's part, its other part is the batch itself. */
  private final float[][] inputs;
  /** The gradient of the output of layer l before its activation; in the forward pass, the activation's derivative. */
  private final float[][] deltas;
  private final double[] rowLoss;
  private final List<WeightTask> weightTasks = new ArrayList<>();
  private final double[] squares;
  private final float[] ones;

  /**
   * Room for one batch.
   *
   * @param shape of the network
   * @param batch rows of every batch, at least 1
   * @param workers who computes
   */
  public MlpGradient(MlpShape shape, int batch, Workers workers) {
    this(shape, batch, workers, Kernels.best());
  }

  MlpGradient(MlpShape shape, int batch, Workers workers, Kernels kernels) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch = " + batch + ", expected at least 1");
    }
    this.shape = shape;
    this.layout = new MlpLayout(shape);
    this.kernels = kernels;
    this.workers = workers;
    this.batch = batch;
    List<MlpLayout.Layer> layers = layout.layers();
    gradient = new float[layout.length()];
    transposed = new float[layers.size()][];
    inputs = new float[layers.size()][];
    deltas = new float[layers.size()][];
    for (int l = 0; l < layers.size(); l++) {
      inputs[l] = new float[batch * (l == 0 ? layers.get(0).in() - stateInputs(0) : layers.get(l - 1).stride())];
      deltas[l] = new float[batch * layers.get(l).stride()];
      transposed[l] = new float[l == 0 ? 0 : layers.get(l).out() * layers.get(l - 1).stride()];
      for (int from = 0; from < layers.get(l).in(); from += WEIGHT_ROWS) {
        weightTasks.add(new WeightTask(l, from, Math.min(from + WEIGHT_ROWS, layers.get(l).in())));
      }
    }
    rowLoss = new double[batch];
    squares = new double[weightTasks.size()];
    ones = new float[batch];
    Arrays.fill(ones, 1f);
  }

  /**
   * Computes the loss, the mean over rows and columns of (v(x, t) − target)², and its gradient.
   *
   * @param weights as laid out by {@link VelocityMlp}
   * @param x [batch, dim]
   * @param t [batch]
   * @param target [batch, dim]
   * @return the loss
   */
  public double compute(float[] weights, float[] x, float[] t, float[] target) {
    workers.forEach(layout.layers().size() - 1, l -> transpose(weights, l + 1));
    workers.forEach(Math.ceilDiv(batch, ROWS), task -> {
      int from = task * ROWS;
      int rows = Math.min(ROWS, batch - from);
      forward(weights, x, t, from, rows);
      outputDelta(target, from, rows);
      backward(from, rows);
    });
    workers.forEach(weightTasks.size(), task -> squares[task] = weightGradient(x, weightTasks.get(task)));
    double sum = 0;
    for (double loss : rowLoss) {
      sum += loss;
    }
    return sum / ((double) batch * shape.dim());
  }

  /** The gradient that {@link #compute} left, in the layout of the weights; padding is zero. */
  public float[] gradient() {
    return gradient;
  }

  /** The Euclidean norm of the gradient. */
  public double norm() {
    double sum = 0;
    for (double square : squares) {
      sum += square;
    }
    return Math.sqrt(sum);
  }

  /** Inputs of layer l that are the state itself, through which no gradient goes back. */
  private int stateInputs(int l) {
    return l == layout.firstIndex() ? shape.dim() : 0;
  }

  /** Output-major copies of the weights, [out][stride of the layer before], which carry gradients back. */
  private void transpose(float[] weights, int l) {
    MlpLayout.Layer layer = layout.layers().get(l);
    int first = layer.weights() + stateInputs(l) * layer.stride();
    int in = layer.in() - stateInputs(l);
    int stride = layout.layers().get(l - 1).stride();
    float[] to = transposed[l];
    // Block by block, so that the lines written stay in the first-level cache.
    for (int i0 = 0; i0 < in; i0 += Kernels.LANES) {
      for (int j = 0; j < layer.out(); j++) {
        for (int i = i0; i < Math.min(i0 + Kernels.LANES, in); i++) {
          to[j * stride + i] = weights[first + i * layer.stride() + j];
        }
      }
    }
  }

  private void forward(float[] weights, float[] x, float[] t, int from, int rows) {
    List<MlpLayout.Layer> layers = layout.layers();
    float scale = (float) shape.timeScale();
    for (int r = from; r < from + rows; r++) {
      switch (shape.timeInput()) {
        case EMBEDDING -> kernels.timeFeatures(t[r] * scale, frequencies, inputs[0], r * MlpShape.TIME_FEATURES);
        case CONCATENATED -> inputs[0][r] = t[r] * scale;
      }
    }
    for (int l = 0; l < layers.size(); l++) {
      MlpLayout.Layer layer = layers.get(l);
      int stride = layer.stride();
      boolean last = l == layers.size() - 1;
      float[] out = last ? deltas[l] : inputs[l + 1];
      float[] start = weights;
      int startAt = layer.biases();
      int startRow = 0;
      if (l == layout.firstIndex()) {
        kernels.multiply(rows, stride, shape.dim(), x, from * shape.dim(), shape.dim(), 1, weights, layer.weights(),
            stride, start, startAt, startRow, out, from * stride, stride);
        start = out;
        startAt = from * stride;
        startRow = stride;
      }
      int width = inputs[l].length / batch;
      int skipped = stateInputs(l);
      kernels.multiply(rows, stride, layer.in() - skipped, inputs[l], from * width, width, 1, weights,
          layer.weights() + skipped * stride, stride, start, startAt, startRow, out, from * stride, stride);
      if (!last) {
        Activation activation = l < layout.firstIndex() ? Activation.SILU : shape.activation();
        kernels.activateWithDerivative(activation, out, deltas[l], from * stride, rows * stride);
      }
    }
  }

  /** Replaces the network's output by the gradient of the loss with respect to it, and notes the loss of each row. */
  private void outputDelta(float[] target, int from, int rows) {
    float[] out = deltas[deltas.length - 1];
    int stride = layout.output().stride();
    int dim = shape.dim();
    float factor = (float) (2 / ((double) batch * dim));
    for (int r = from; r < from + rows; r++) {
      double loss = 0;
      for (int j = 0; j < dim; j++) {
        float error = out[r * stride + j] - target[r * dim + j];
        loss += (double) error * error;
        out[r * stride + j] = factor * error;
      }
      rowLoss[r] = loss;
    }
  }

  private void backward(int from, int rows) {
    List<MlpLayout.Layer> layers = layout.layers();
    float[] back = new float[rows * MlpLayout.padded(shape.hidden())];
    for (int l = layers.size() - 1; l > 0; l--) {
      MlpLayout.Layer layer = layers.get(l);
      int width = layers.get(l - 1).stride();
      kernels.multiply(rows, width, layer.out(), deltas[l], from * layer.stride(), layer.stride(), 1, transposed[l], 0,
          width, null, 0, 0, back, 0, width);
      kernels.scale(deltas[l - 1], from * width, back, rows * width);
    }
  }

  /** Forms rows of a weight gradient, inputᵀ·delta, and returns the sum of their squares. */
  private double weightGradient(float[] x, WeightTask task) {
    int l = task.layer;
    MlpLayout.Layer layer = layout.layers().get(l);
    int stride = layer.stride();
    int state = stateInputs(l);
    int width = inputs[l].length / batch;
    if (task.from < state) {
      int to = Math.min(task.to, state);
      kernels.multiply(to - task.from, stride, batch, x, task.from, 1, state, deltas[l], 0, stride, null, 0, 0,
          gradient,
          layer.weights() + task.from * stride, stride);
    }
    if (task.to > state) {
      int from = Math.max(task.from, state);
      kernels.multiply(task.to - from, stride, batch, inputs[l], from - state, 1, width, deltas[l], 0, stride, null, 0,
          0,
          gradient, layer.weights() + from * stride, stride);
    }
    double sum = squares(layer.weights() + task.from * stride, layer.weights() + task.to * stride);
    if (task.from == 0) {
      kernels.multiply(1, stride, batch, ones, 0, 0, 1, deltas[l], 0, stride, null, 0, 0, gradient, layer.biases(),
          stride);
      sum += squares(layer.biases(), layer.end());
    }
    return sum;
  }

  /** Four sums side by side, because one alone would wait for each addition. */
  private double squares(int from, int to) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    for (int i = from; i < to; i += 4) {
      a += (double) gradient[i] * gradient[i];
      b += (double) gradient[i + 1] * gradient[i + 1];
      c += (double) gradient[i + 2] * gradient[i + 2];
      d += (double) gradient[i + 3] * gradient[i + 3];
    }
    return (a + b) + (c + d);
  }
}
