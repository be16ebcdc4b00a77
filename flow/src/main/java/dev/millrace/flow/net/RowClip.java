package dev.millrace.flow.net;

import java.util.List;

/**
 * Scales down the gradients of single rows without computing them (Goodfellow 2015; Lee and Kifer 2021): the gradient of
 * a layer's weights by one row is the product of the layer's input and the gradient of its output, so that its squared
 * norm, with that of the biases, is (|input|² + 1)·|delta|². Scaling the deltas of a row scales its gradient.
 */
final class RowClip {
  private final MlpLayout layout;
  private final MlpShape shape;
  private final int batch;
  private final double most;

  RowClip(MlpLayout layout, MlpShape shape, int batch, double most) {
    if (!(most > 0)) {
      throw new IllegalArgumentException("the greatest norm of a row's gradient = " + most + ", expected above 0");
    }
    this.layout = layout;
    this.shape = shape;
    this.batch = batch;
    this.most = most;
  }

  /** Scales the deltas of some rows; they are those of the mean over the batch. */
  void of(float[] x, float[][] inputs, float[][] deltas, int from, int rows) {
    for (int row = from; row < from + rows; row++) {
      double norm = batch * Math.sqrt(square(x, inputs, deltas, row));
      if (norm > most) {
        float factor = (float) (most / norm);
        for (int l = 0; l < deltas.length; l++) {
          int stride = layout.layers().get(l).stride();
          for (int j = row * stride; j < (row + 1) * stride; j++) {
            deltas[l][j] *= factor;
          }
        }
      }
    }
  }

  private double square(float[] x, float[][] inputs, float[][] deltas, int row) {
    List<MlpLayout.Layer> layers = layout.layers();
    double sum = 0;
    for (int l = 0; l < layers.size(); l++) {
      MlpLayout.Layer layer = layers.get(l);
      boolean first = l == layout.firstIndex();
      int width = inputs[l].length / batch;
      double in = 1 + squares(inputs[l], row * width, layer.in() - (first ? shape.inputs() : 0));
      if (first) {
        // The state, and the row of the table of classes, whose input is 1.
        in += squares(x, row * shape.inputs(), shape.inputs()) + (shape.classes() > 0 ? 1 : 0);
      }
      sum += in * squares(deltas[l], row * layer.stride(), layer.out());
    }
    return sum;
  }

  private static double squares(float[] values, int at, int count) {
    double sum = 0;
    for (int i = at; i < at + count; i++) {
      sum += (double) values[i] * values[i];
    }
    return sum;
  }
}
