package dev.millrace.flow.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import dev.millrace.flow.Sizes;

/**
 * The positions of the weights of a velocity MLP in one flat array. A layer consists of its weights, input-major
 * [in][padded out] (so that the product reads them in order), followed by its biases [padded out]; columns beyond
 * {@code out} are zero and remain zero. Hidden layers are padded to whole vectors; the output, which is narrow, is
 * padded to a multiple of four columns.
 *
 * <p>With a time embedding, layer 0 is the layer of the embedding, 64 → hidden, and the input of layer 1 is [x,
 * extra, embedding]. With the time concatenated, the input of layer 0 is [x, extra, time]. The last layer has the width of the data.
 *
 * <p>If there are classes, the layers are followed by a table [classes + 1][padded hidden]: what each class, and last
 * the null class, adds to the outputs of the first layer before its activation.
 *
 * <p>If there are spans, their embeddings come last, so that the weights of the network without them are the first part
 * of the array.
 */
final class MlpLayout {
  /** The names of the embeddings of the spans in PyTorch. */
  static final List<String> SPANS = List.of("span_embed", "guidance_embed");

  /**
   * One linear layer.
   *
   * @param name the name of the layer in PyTorch
   * @param in number of inputs
   * @param out number of outputs
   * @param stride number of outputs with padding
   * @param weights index of its first weight
   */
  record Layer(String name, int in, int out, int stride, int weights) {
    int biases() {
      return weights + in * stride;
    }

    int end() {
      return biases() + stride;
    }
  }

  /**
   * The embedding of a number, features → inner → first layer, with an activation between them.
   *
   * @param name the name of its layers in PyTorch, without their numbers
   * @param weights index of the first weight of the inner layer, [features][inner with padding]
   * @param biases index of its biases; −1 if it has none
   * @param inner its width
   * @param rows index of the first of those weights that lead to the first layer, [inner][stride of the first layer]
   * @param end index after the last of them
   */
  record Embedding(String name, int weights, int biases, int inner, int rows, int end) {
    int innerStride() {
      return padded(inner);
    }
  }

  private final List<Layer> layers;
  private final List<Embedding> spans;
  private final int firstIndex;
  private final int tableRows;

  MlpLayout(MlpShape shape) {
    List<Layer> built = new ArrayList<>();
    int timeColumns = switch (shape.timeInput()) {
      case EMBEDDING -> {
        append(built, "time_embed.0", MlpShape.TIME_FEATURES, shape.hidden(), Kernels.LANES);
        yield shape.hidden();
      }
      case CONCATENATED -> 1;
    };
    firstIndex = built.size();
    append(built, "net.0", shape.inputs() + timeColumns, shape.hidden(), Kernels.LANES);
    for (int i = 1; i < shape.layers(); i++) {
      append(built, "net." + 2 * i, shape.hidden(), shape.hidden(), Kernels.LANES);
    }
    append(built, "net." + 2 * shape.layers(), shape.hidden(), shape.dim(), Kernels.NARROW);
    layers = List.copyOf(built);
    tableRows = shape.classes() == 0 ? 0 : shape.classes() + 1;
    int at = Math.addExact(table(), Sizes.product(tableRows, first().stride()));
    List<Embedding> embeddings = new ArrayList<>();
    for (int span = 0; span < shape.spans(); span++) {
      int rows = at + MlpShape.TIME_FEATURES * padded(MlpShape.SPAN_WIDTH);
      int end = Math.addExact(rows, Sizes.product(MlpShape.SPAN_WIDTH, first().stride()));
      embeddings.add(new Embedding(SPANS.get(span), at, -1, MlpShape.SPAN_WIDTH, rows, end));
      at = end;
    }
    spans = List.copyOf(embeddings);
  }

  private static void append(List<Layer> layers, String name, int in, int out, int multiple) {
    int start = layers.isEmpty() ? 0 : layers.getLast().end();
    int stride = Sizes.product(Math.ceilDiv(out, multiple), multiple);
    Math.addExact(start, Sizes.product(in + 1L, stride));
    layers.add(new Layer(name, in, out, stride, start));
  }

  /** The stride of a hidden layer with this number of columns. */
  static int padded(int columns) {
    return Math.ceilDiv(columns, Kernels.LANES) * Kernels.LANES;
  }

  List<Layer> layers() {
    return layers;
  }

  /** The index of the layer {@link #first}: 1 if there is a time embedding, otherwise 0. */
  int firstIndex() {
    return firstIndex;
  }

  /** The layer whose input contains x. */
  Layer first() {
    return layers.get(firstIndex);
  }

  /** The hidden layers after the first. */
  List<Layer> inner() {
    return layers.subList(firstIndex + 1, layers.size() - 1);
  }

  Layer output() {
    return layers.getLast();
  }

  /** The number of rows of the table of classes: one for each class and one for the null class, or 0. */
  int tableRows() {
    return tableRows;
  }

  /** The index of the table of classes, whose rows have the stride of the first layer. */
  int table() {
    return layers.getLast().end();
  }

  /**
   * The index of a class's row of the table.
   *
   * @throws IndexOutOfBoundsException if there is no such class
   */
  int tableRow(int label) {
    return table() + Objects.checkIndex(label, tableRows) * first().stride();
  }

  /** The index after the table: the length of the flat array of the network without spans. */
  int tableEnd() {
    return table() + tableRows * first().stride();
  }

  /** The embeddings of the spans. */
  List<Embedding> spans() {
    return spans;
  }

  /** The embedding of the time, if there is one. */
  Embedding time() {
    Layer layer = layers.getFirst();
    int rows = first().weights() + (first().in() - layer.out()) * first().stride();
    return new Embedding("time_embed", layer.weights(), layer.biases(), layer.out(), rows, first().biases());
  }

  /** The length of the flat array. */
  int length() {
    return spans.isEmpty() ? tableEnd() : spans.getLast().end();
  }

  /** Weights that stand together, without padding. */
  record Block(int at, int count) {}

  /** All weights: the rows and the biases of each layer, the rows of the table of classes, and those of the spans. */
  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    for (Layer layer : layers) {
      for (int row = 0; row <= layer.in; row++) {
        blocks.add(new Block(layer.weights + row * layer.stride, layer.out));
      }
    }
    for (int row = 0; row < tableRows; row++) {
      blocks.add(new Block(tableRow(row), first().out()));
    }
    for (Embedding span : spans) {
      for (int row = 0; row < MlpShape.TIME_FEATURES; row++) {
        blocks.add(new Block(span.weights + row * span.innerStride(), span.inner));
      }
      for (int row = 0; row < span.inner; row++) {
        blocks.add(new Block(span.rows + row * first().stride(), first().out()));
      }
    }
    return blocks;
  }

  /** The number of parameters, without the padding. */
  int parameters() {
    return layers.stream().mapToInt(layer -> (layer.in + 1) * layer.out).sum() + tableRows * first().out()
        + spans.stream().mapToInt(span -> (MlpShape.TIME_FEATURES + first().out()) * span.inner).sum();
  }
}
