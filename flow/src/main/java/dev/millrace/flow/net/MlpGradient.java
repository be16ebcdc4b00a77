package dev.millrace.flow.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.parallel.Workers;
import org.jspecify.annotations.Nullable;

/**
 * Computes the mean squared error of a velocity MLP over a batch and its gradient by backpropagation.
 *
 * <p>The computation has three parallel sections. The first computes what depends only on the weights: the {@link
 * TimePolynomial} and transposed weights. In the second, each task computes the forward and the backward pass for some
 * rows of the batch, and stores the input of each layer and the gradient of its output. In the third, each task
 * computes some rows of one weight gradient, which is a sum over the whole batch. No number is a sum over several
 * tasks, so the bits do not depend on the number of threads.
 */
public final class MlpGradient {
  private static final int LARGE_BATCH = 512;
  private static final int NOISE_ROWS = 16;
  private static final float[] NONE = {};

  /**
   * Some rows of one layer's weight gradient; the first task of a layer computes the bias gradient too. The layer after
   * the last one is the table of classes, whose gradient is one task, and those after it are the spans.
   */
  private record WeightTask(int layer, int from, int to) {}

  private final MlpShape shape;
  private final MlpLayout layout;
  private final Kernels kernels;
  private final Workers workers;
  private final int batch;
  /**
   * The number of rows of the batch, or of a weight gradient, that one task computes. It is larger if there are many
   * rows, because each task reads all weights, or the whole batch.
   */
  private final int taskRows;
  private final float[] frequencies = VelocityMlp.frequencies();
  private final @Nullable TimePolynomial time;
  private final List<TimePolynomial> spans = new ArrayList<>();
  /** The spans of each row, [span][row], as far as {@link #spanned} says so. */
  private final float[][] spanOf;
  /** Whether some row of this batch has a span other than 0. */
  private final boolean[] spanned;
  /** Whether what depends on the weights alone is that of the weights of the next call. */
  private boolean known;
  /**
   * Whether the contribution of the time to this batch is computed by {@link #time}; otherwise it is computed row by
   * row.
   */
  private boolean interpolated;

  private final float[] gradient;
  /**
   * The transposed weights of layer l ≥ 1, see {@link #transpose}. No gradient goes back through layer 0, whose input
   * is the time.
   */
  private final float[][] transposed;
  /**
   * The input of layer l. For the first layer this is only the part from the time; the other part is the batch itself.
   */
  private final float[][] inputs;
  /** The gradient of the output of layer l before its activation; in the forward pass, the activation's derivative. */
  private final float[][] deltas;
  /** The gradient of the activations, for each task over rows. */
  private final float[][] backs;
  private final double[] rowLoss;
  /** Scales down the gradients of single rows; null if they are not looked at. */
  private final @Nullable RowClip clip;
  private final List<WeightTask> weightTasks = new ArrayList<>();
  private final double[] squares;
  private final float[] ones;

  /**
   * Allocates the memory for one batch.
   *
   * @param shape shape of the network
   * @param batch number of rows in every batch, at least 1
   * @param workers the threads that compute
   */
  public MlpGradient(MlpShape shape, int batch, Workers workers) {
    this(shape, batch, workers, Kernels.best());
  }

  MlpGradient(MlpShape shape, int batch, Workers workers, Kernels kernels) {
    this(shape, batch, workers, kernels, null);
  }

  private MlpGradient(MlpShape shape, int batch, Workers workers, Kernels kernels, @Nullable RowClip clip) {
    this.clip = clip;
    if (batch < 1) {
      throw new IllegalArgumentException("batch = " + batch + ", expected at least 1");
    }
    this.shape = shape;
    this.layout = new MlpLayout(shape);
    this.kernels = kernels;
    this.workers = workers;
    this.batch = batch;
    this.taskRows = batch < LARGE_BATCH ? 32 : 64;
    if (clip != null && shape.spans() > 0) {
      throw new IllegalArgumentException("the gradients of single rows are not clipped in a network with spans");
    }
    for (MlpLayout.Embedding span : layout.spans()) {
      spans.add(new TimePolynomial(shape, span, batch, kernels));
    }
    spanOf = new float[shape.spans()][0];
    spanned = new boolean[shape.spans()];
    time = clip == null && TimePolynomial.applies(shape, batch) ? new TimePolynomial(shape, batch, kernels) : null;
    List<MlpLayout.Layer> layers = layout.layers();
    gradient = new float[layout.length()];
    transposed = new float[layers.size()][];
    inputs = new float[layers.size()][];
    deltas = new float[layers.size()][];
    for (int l = 0; l < layers.size(); l++) {
      inputs[l] = new float[Sizes.product(batch,
          l == 0 ? layers.get(0).in() - stateInputs(0) : layers.get(l - 1).stride())];
      deltas[l] = new float[Sizes.product(batch, layers.get(l).stride())];
      transposed[l] = new float[l == 0 ? 0 : Sizes.product(layers.get(l).out(), layers.get(l - 1).stride())];
      for (int from = 0; from < layers.get(l).in(); from += taskRows) {
        weightTasks.add(new WeightTask(l, from, Math.min(from + taskRows, layers.get(l).in())));
      }
    }
    if (shape.classes() > 0) {
      weightTasks.add(new WeightTask(layers.size(), 0, layout.tableRows()));
    }
    for (int span = 0; span < shape.spans(); span++) {
      weightTasks.add(span, new WeightTask(layers.size() + 1 + span, 0, 0));
    }
    backs = new float[Math.ceilDiv(batch, taskRows)][Math.min(batch, taskRows) * MlpLayout.padded(shape.hidden())];
    rowLoss = new double[batch];
    squares = new double[weightTasks.size()];
    ones = new float[batch];
    Arrays.fill(ones, 1f);
  }

  /**
   * Allocates the memory for one batch, of which the gradient of each row's loss is scaled down to a norm before their
   * mean is taken (Abadi et al. 2016).
   *
   * @param shape shape of the network
   * @param batch number of rows in every batch, at least 1
   * @param workers the threads that compute
   * @param most the greatest norm of a row's gradient, above 0
   * @return the same as any other, but for the clipping
   */
  public static MlpGradient clippingRows(MlpShape shape, int batch, Workers workers, double most) {
    return new MlpGradient(shape, batch, workers, Kernels.best(),
        new RowClip(new MlpLayout(shape), shape, batch, most));
  }

  /**
   * Computes the loss and its gradient, with all rows of any class if the network has classes.
   *
   * @param weights in the flat layout of {@link VelocityMlp}
   * @param x [batch, inputs]
   * @param t [batch]
   * @param target [batch, dim]
   * @return the loss
   */
  public double compute(float[] weights, float[] x, float[] t, float[] target) {
    return compute(weights, x, t, new int[0], target);
  }

  /**
   * Computes the loss, the mean over rows and columns of (v(x, t | class) − target)², and its gradient.
   *
   * @param weights in the flat layout of {@link VelocityMlp}
   * @param x [batch, inputs]
   * @param t [batch]
   * @param labels the class of each row, 0 to {@code classes}, which is the null class; or empty if all rows are of any
   *     class
   * @param target [batch, dim]
   * @return the loss
   * @throws IndexOutOfBoundsException if a label is out of range
   */
  public double compute(float[] weights, float[] x, float[] t, int[] labels, float[] target) {
    return compute(weights, x, t, labels, NONE, target, NONE);
  }

  /**
   * Computes the loss, the mean over rows and columns of w·(u(x, t, spans | class) − target)², and its gradient.
   *
   * @param weights in the flat layout of {@link VelocityMlp}
   * @param x [batch, inputs]
   * @param t [batch]
   * @param labels the class of each row; or empty if all rows are of any class
   * @param spanned the spans of each row, [batch, spans], 0 to 1; or empty if all are 0
   * @param target [batch, dim]
   * @param rowWeights w of each row, [batch]; or empty if all are 1
   * @return the loss
   * @throws IndexOutOfBoundsException if a label is out of range
   */
  public double compute(float[] weights, float[] x, float[] t, int[] labels, float[] spanned, float[] target,
      float[] rowWeights) {
    return compute(weights, x, t, labels, spanned, (from, rows) -> outputDelta(target, rowWeights, from, rows))
        / ((double) batch * shape.dim());
  }

  /** The loss of one row of the network's output. */
  @FunctionalInterface
  public interface RowLoss {
    /**
     * Computes the loss of a row and its gradient. Several threads call it at once.
     *
     * @param row number of the row in the batch
     * @param output the outputs; those of the row begin at {@code at}
     * @param at where the row begins
     * @param gradient receives the derivatives of the row's loss by its outputs, [dim]
     * @return the loss of the row
     */
    double at(int row, float[] output, int at, float[] gradient);
  }

  /**
   * Computes any loss, the mean over the rows, and its gradient.
   *
   * @param weights in the flat layout of {@link VelocityMlp}
   * @param x [batch, inputs]
   * @param t [batch]
   * @param labels the class of each row, 0 to {@code classes}, which is the null class; or empty if all rows are of any
   *     class
   * @param loss the loss of one row
   * @return the loss
   * @throws IndexOutOfBoundsException if a label is out of range
   */
  public double compute(float[] weights, float[] x, float[] t, int[] labels, RowLoss loss) {
    return compute(weights, x, t, labels, NONE, loss);
  }

  /**
   * As {@link #compute(float[], float[], float[], int[], RowLoss)}, for rows with spans.
   *
   * @param weights in the flat layout of {@link VelocityMlp}
   * @param x [batch, inputs]
   * @param t [batch]
   * @param labels the class of each row; or empty if all rows are of any class
   * @param spanned the spans of each row, [batch, spans], 0 to 1; or empty if all are 0
   * @param loss the loss of one row
   * @return the loss
   */
  public double compute(float[] weights, float[] x, float[] t, int[] labels, float[] spanned, RowLoss loss) {
    return compute(weights, x, t, labels, spanned, (from, rows) -> outputDelta(loss, from, rows)) / batch;
  }

  /** Replaces the network's output by the gradient of a loss with respect to it, and stores the loss of each row. */
  private interface OutputDelta {
    void of(int from, int rows);
  }

  /** Returns the sum of the losses of the rows. */
  private double compute(float[] weights, float[] x, float[] t, int[] labels, float[] spanned, OutputDelta output) {
    setSpans(spanned, batch);
    workers.forEach(layout.layers().size() + spans.size(), task -> prepare(weights, task, true));
    known = false;
    workers.forEach(Math.ceilDiv(batch, taskRows), task -> {
      int from = task * taskRows;
      int rows = Math.min(taskRows, batch - from);
      forward(weights, x, t, labels, from, rows, true);
      output.of(from, rows);
      backward(from, rows);
      if (clip != null) {
        clip.of(x, inputs, deltas, from, rows);
      }
    });
    workers.forEach(weightTasks.size(),
        task -> squares[task] = weightGradient(weights, x, labels, weightTasks.get(task)));
    double sum = 0;
    for (double loss : rowLoss) {
      sum += loss;
    }
    return sum;
  }

  /**
   * Writes v(x, t | class) for rows that each have a time of their own.
   *
   * @param weights in the flat layout of {@link VelocityMlp}
   * @param x [count, inputs], at most as many rows as a batch has
   * @param t [count]
   * @param labels the class of each row, or empty if all rows are of any class
   * @param out receives the velocities, [count, dim]
   */
  public void evaluate(float[] weights, float[] x, float[] t, int[] labels, float[] out) {
    evaluate(weights, x, t, labels, NONE, out);
  }

  /**
   * Writes u(x, t, spans | class) for rows that each have a time and spans of their own.
   *
   * @param weights in the flat layout of {@link VelocityMlp}
   * @param x [count, inputs], at most as many rows as a batch has
   * @param t [count]
   * @param labels the class of each row, or empty if all rows are of any class
   * @param spanned the spans of each row, [count, spans], 0 to 1; or empty if all are 0
   * @param out receives the velocities, [count, dim]
   */
  public void evaluate(float[] weights, float[] x, float[] t, int[] labels, float[] spanned, float[] out) {
    int stride = layout.output().stride();
    setSpans(spanned, t.length);
    workers.forEach(layout.layers().size() + spans.size(), task -> prepare(weights, task, false));
    known = false;
    workers.forEach(Math.ceilDiv(t.length, taskRows), task -> {
      int from = task * taskRows;
      int rows = Math.min(taskRows, t.length - from);
      forward(weights, x, t, labels, from, rows, false);
      for (int r = from; r < from + rows; r++) {
        System.arraycopy(deltas[deltas.length - 1], r * stride, out, r * shape.dim(), shape.dim());
      }
    });
  }

  /**
   * Says that the weights of the next call are those of the last one, so that what depends on them alone need not be
   * computed again.
   */
  public void keepWeights() {
    known = true;
  }

  private void setSpans(float[] all, int count) {
    int columns = spans.size();
    if (all.length > 0 && all.length != count * columns) {
      throw new IllegalArgumentException("%d spans ≠ %d rows of %d".formatted(all.length, count, columns));
    }
    for (int span = 0; span < columns; span++) {
      float[] of = spanOf[span].length == count ? spanOf[span] : new float[count];
      for (int row = 0; row < count; row++) {
        of[row] = all.length == 0 ? 0 : all[row * columns + span];
      }
      spanOf[span] = of;
    }
  }

  /** {@return the gradient that {@link #compute} computed last, in the layout of the weights; the padding is zero} */
  public float[] gradient() {
    return gradient;
  }

  /**
   * Adds Gaussian noise to the gradient of every weight. The norm that {@link #norm} returns stays that without noise.
   *
   * @param deviation its standard deviation
   * @param random a generator for each row of a layer's weights, and its biases, from 0
   * @param with the threads that add it
   */
  public void addNoise(double deviation, IntFunction<? extends RandomGenerator> random, Workers with) {
    List<MlpLayout.Block> blocks = layout.blocks();
    with.forEach(Math.ceilDiv(blocks.size(), NOISE_ROWS), task -> {
      for (int row = task * NOISE_ROWS; row < Math.min(blocks.size(), (task + 1) * NOISE_ROWS); row++) {
        RandomGenerator of = random.apply(row);
        MlpLayout.Block block = blocks.get(row);
        for (int j = block.at(); j < block.at() + block.count(); j++) {
          gradient[j] += (float) (deviation * of.nextGaussian());
        }
      }
    });
  }

  /** {@return the Euclidean norm of the gradient} */
  public double norm() {
    double sum = 0;
    for (double square : squares) {
      sum += square;
    }
    return Math.sqrt(sum);
  }

  /** The number of inputs of layer l that are the state itself, to which no gradient is propagated. */
  private int stateInputs(int l) {
    return l == layout.firstIndex() ? shape.inputs() : 0;
  }

  /** Computes a polynomial or, for a backward pass, the transpose of one layer. */
  private void prepare(float[] weights, int task, boolean backward) {
    int layers = layout.layers().size();
    if (task >= layers) {
      int span = task - layers;
      spanned[span] = spans.get(span).fit(weights, spanOf[span], known);
    } else if (task > 0 && (time == null || task > layout.firstIndex())) {
      if (backward) {
        transpose(weights, task);
      }
    } else if (task == 0 && time != null) {
      interpolated = known ? interpolated : time.fit(weights);
      if (!interpolated && backward) {
        transpose(weights, layout.firstIndex());
      }
    }
  }

  /** Copies the weights in output-major order, [out][stride of the previous layer], for the backward pass. */
  private void transpose(float[] weights, int l) {
    MlpLayout.Layer layer = layout.layers().get(l);
    int first = layer.weights() + stateInputs(l) * layer.stride();
    int in = layer.in() - stateInputs(l);
    int stride = layout.layers().get(l - 1).stride();
    float[] to = transposed[l];
    int row = layer.stride();
    // Four rows at a time, so that the cache lines being written remain in the first-level cache.
    int i = 0;
    for (; i + 4 <= in; i += 4) {
      int at = first + i * row;
      for (int j = 0; j < layer.out(); j++) {
        to[j * stride + i] = weights[at + j];
        to[j * stride + i + 1] = weights[at + row + j];
        to[j * stride + i + 2] = weights[at + 2 * row + j];
        to[j * stride + i + 3] = weights[at + 3 * row + j];
      }
    }
    for (; i < in; i++) {
      for (int j = 0; j < layer.out(); j++) {
        to[j * stride + i] = weights[first + i * row + j];
      }
    }
  }

  /** @param backward whether a backward pass follows, which needs the derivatives of the activations */
  private void forward(float[] weights, float[] x, float[] t, int[] labels, int from, int rows, boolean backward) {
    List<MlpLayout.Layer> layers = layout.layers();
    if (!interpolated) {
      timeInputs(t, from, rows);
    }
    for (int l = lowest(); l < layers.size(); l++) {
      MlpLayout.Layer layer = layers.get(l);
      int stride = layer.stride();
      boolean last = l == layers.size() - 1;
      float[] out = last ? deltas[l] : inputs[l + 1];
      float[] start = weights;
      int startAt = layer.biases();
      int startRow = 0;
      if (l == layout.firstIndex()) {
        if (shape.classes() > 0) {
          startFromClasses(weights, labels, from, rows);
          start = out;
          startAt = from * stride;
          startRow = stride;
        }
        kernels.multiply(rows, stride, shape.inputs(), x, from * shape.inputs(), shape.inputs(), 1, weights,
            layer.weights(),
            stride, start, startAt, startRow, out, from * stride, stride);
        start = out;
        startAt = from * stride;
        startRow = stride;
      }
      if (interpolated && l == layout.firstIndex()) {
        Objects.requireNonNull(time).addTo(out, t, from, rows);
      } else {
        int width = inputs[l].length / batch;
        int skipped = stateInputs(l);
        kernels.multiply(rows, stride, layer.in() - skipped, inputs[l], from * width, width, 1, weights,
            layer.weights() + skipped * stride, stride, start, startAt, startRow, out, from * stride, stride);
      }
      if (l == layout.firstIndex()) {
        addSpans(out, from, rows);
      }
      if (!last) {
        Activation activation = l < layout.firstIndex() ? Activation.SILU : shape.activation();
        if (backward) {
          kernels.activateWithDerivative(activation, out, deltas[l], from * stride, rows * stride);
        } else {
          kernels.activate(activation, out, from * stride, rows * stride);
        }
      }
    }
  }

  private void addSpans(float[] out, int from, int rows) {
    for (int span = 0; span < spanned.length; span++) {
      if (spanned[span] && from < spans.get(span).active()) {
        spans.get(span).addTo(out, spanOf[span], from, rows);
      }
    }
  }

  /** Writes the sum of the first layer's bias and the row of the class, to which the products are added. */
  private void startFromClasses(float[] weights, int[] labels, int from, int rows) {
    MlpLayout.Layer first = layout.first();
    float[] out = inputs[layout.firstIndex() + 1];
    for (int r = from; r < from + rows; r++) {
      int row = layout.tableRow(label(labels, r));
      for (int j = 0; j < first.stride(); j++) {
        out[r * first.stride() + j] = weights[first.biases() + j] + weights[row + j];
      }
    }
  }

  private int label(int[] labels, int row) {
    return labels.length == 0 ? shape.classes() : labels[row];
  }

  /** Writes the input of layer 0: the features of the time, or the time itself. */
  private void timeInputs(float[] t, int from, int rows) {
    float scale = (float) shape.timeScale();
    for (int r = from; r < from + rows; r++) {
      switch (shape.timeInput()) {
        case EMBEDDING -> kernels.timeFeatures(t[r] * scale, frequencies, inputs[0], r * MlpShape.TIME_FEATURES);
        case CONCATENATED -> inputs[0][r] = t[r] * scale;
      }
    }
  }

  /** The index of the first layer that is computed for every row. */
  private int lowest() {
    return interpolated ? layout.firstIndex() : 0;
  }

  /** Replaces the network's output by the gradient of the loss with respect to it, and stores the loss of each row. */
  private void outputDelta(float[] target, float[] rowWeights, int from, int rows) {
    float[] out = deltas[deltas.length - 1];
    int stride = layout.output().stride();
    int dim = shape.dim();
    float ofMean = (float) (2 / ((double) batch * dim));
    for (int r = from; r < from + rows; r++) {
      float weight = rowWeights.length == 0 ? 1 : rowWeights[r];
      float factor = weight * ofMean;
      double loss = 0;
      for (int j = 0; j < dim; j++) {
        float error = out[r * stride + j] - target[r * dim + j];
        loss += (double) error * error;
        out[r * stride + j] = factor * error;
      }
      rowLoss[r] = weight * loss;
    }
  }

  private void outputDelta(RowLoss loss, int from, int rows) {
    float[] out = deltas[deltas.length - 1];
    int stride = layout.output().stride();
    float[] derivative = new float[shape.dim()];
    for (int r = from; r < from + rows; r++) {
      rowLoss[r] = loss.at(r, out, r * stride, derivative);
      for (int j = 0; j < shape.dim(); j++) {
        out[r * stride + j] = derivative[j] / batch;
      }
    }
  }

  private void backward(int from, int rows) {
    List<MlpLayout.Layer> layers = layout.layers();
    float[] back = backs[from / taskRows];
    for (int l = layers.size() - 1; l > lowest(); l--) {
      MlpLayout.Layer layer = layers.get(l);
      int width = layers.get(l - 1).stride();
      kernels.multiply(rows, width, layer.out(), deltas[l], from * layer.stride(), layer.stride(), 1, transposed[l], 0,
          width, null, 0, 0, back, 0, width);
      kernels.scale(deltas[l - 1], from * width, back, rows * width);
    }
  }

  /** Computes rows of a weight gradient, inputᵀ·delta, and returns the sum of their squares. */
  private double weightGradient(float[] weights, float[] x, int[] labels, WeightTask task) {
    int l = task.layer;
    if (l == layout.layers().size()) {
      return tableGradient(labels);
    }
    if (l > layout.layers().size()) {
      return spanGradient(weights, l - layout.layers().size() - 1);
    }
    MlpLayout.Layer layer = layout.layers().get(l);
    int stride = layer.stride();
    int first = layout.firstIndex();
    if (interpolated && l < first) {
      return task.from == 0 ? timeGradient(weights) : 0;
    }
    int state = stateInputs(l);
    int end = interpolated && l == first ? state : task.to;
    if (task.from < state) {
      int to = Math.min(end, state);
      kernels.multiply(to - task.from, stride, batch, x, task.from, 1, state, deltas[l], 0, stride, null, 0, 0,
          gradient, layer.weights() + task.from * stride, stride);
    }
    if (end > state) {
      int from = Math.max(task.from, state);
      int width = inputs[l].length / batch;
      kernels.multiply(end - from, stride, batch, inputs[l], from - state, 1, width, deltas[l], 0, stride, null, 0, 0,
          gradient, layer.weights() + from * stride, stride);
    }
    double sum = kernels.squares(gradient, layer.weights() + task.from * stride, layer.weights() + end * stride);
    if (task.from == 0) {
      kernels.multiply(1, stride, batch, ones, 0, 0, 1, deltas[l], 0, stride, null, 0, 0, gradient, layer.biases(),
          stride);
      sum += kernels.squares(gradient, layer.biases(), layer.end());
    }
    return sum;
  }

  /** Computes the gradient of the table of classes: for each class the sum over its rows in ascending order. */
  private double tableGradient(int[] labels) {
    int stride = layout.first().stride();
    float[] delta = deltas[layout.firstIndex()];
    Arrays.fill(gradient, layout.table(), layout.tableEnd(), 0f);
    for (int r = 0; r < batch; r++) {
      int row = layout.tableRow(label(labels, r));
      for (int j = 0; j < stride; j++) {
        gradient[row + j] += delta[r * stride + j];
      }
    }
    return kernels.squares(gradient, layout.table(), layout.tableEnd());
  }

  /** Computes the gradient of the embedding of a span, which is zero if all rows have a span of 0. */
  private double spanGradient(float[] weights, int span) {
    MlpLayout.Embedding of = layout.spans().get(span);
    if (!spanned[span]) {
      Arrays.fill(gradient, of.weights(), of.end(), 0f);
      return 0;
    }
    spans.get(span).backward(weights, deltas[layout.firstIndex()], gradient);
    return kernels.squares(gradient, of.weights(), of.end());
  }

  /** Computes the gradient of all weights whose input is only the time. */
  private double timeGradient(float[] weights) {
    MlpLayout.Layer first = layout.first();
    Objects.requireNonNull(time).backward(weights, deltas[layout.firstIndex()], gradient);
    return kernels.squares(gradient, 0, layout.layers().getFirst().end())
        + kernels.squares(gradient, first.weights() + shape.inputs() * first.stride(), first.biases());
  }
}
