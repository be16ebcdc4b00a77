package dev.millrace.flow.net;

import java.util.ArrayList;
import java.util.List;

import dev.millrace.flow.Sizes;

/**
 * Where the weights of a velocity MLP lie in one flat array. A layer is its weights, input-major [in][padded out] (so that the
 * product reads them in order), then its biases [padded out]; columns beyond {@code out} are zero and stay zero. Hidden layers are
 * padded to whole vectors, the output, which is narrow, to four columns.
 *
 * <p>With a time embedding, layer 0 is that, 64 → hidden, and layer 1 takes [x, embedding]; with the time concatenated,
 * layer 0 takes [x, time]. The last has the width of the data.
 */
final class MlpLayout {
  /**
   * One linear layer.
   *
   * @param name the name it has in PyTorch
   * @param in inputs
   * @param out outputs
   * @param stride outputs, padded
   * @param weights where its weights start
   */
  record Layer(String name, int in, int out, int stride, int weights) {
    int biases() {
      return weights + in * stride;
    }

    int end() {
      return biases() + stride;
    }
  }

  private final List<Layer> layers;
  private final int firstIndex;

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
    append(built, "net.0", shape.dim() + timeColumns, shape.hidden(), Kernels.LANES);
    for (int i = 1; i < shape.layers(); i++) {
      append(built, "net." + 2 * i, shape.hidden(), shape.hidden(), Kernels.LANES);
    }
    append(built, "net." + 2 * shape.layers(), shape.hidden(), shape.dim(), Kernels.NARROW);
    layers = List.copyOf(built);
  }

  private static void append(List<Layer> layers, String name, int in, int out, int multiple) {
    int start = layers.isEmpty() ? 0 : layers.getLast().end();
    int stride = Sizes.product(Math.ceilDiv(out, multiple), multiple);
    Math.addExact(start, Sizes.product(in + 1L, stride));
    layers.add(new Layer(name, in, out, stride, start));
  }

  /** The stride of a hidden layer of so many columns. */
  static int padded(int columns) {
    return Math.ceilDiv(columns, Kernels.LANES) * Kernels.LANES;
  }

  List<Layer> layers() {
    return layers;
  }

  /** Which layer is {@link #first}: 1 behind a time embedding, else 0. */
  int firstIndex() {
    return firstIndex;
  }

  /** The layer that takes x. */
  Layer first() {
    return layers.get(firstIndex);
  }

  /** The hidden layers behind the first. */
  List<Layer> inner() {
    return layers.subList(firstIndex + 1, layers.size() - 1);
  }

  Layer output() {
    return layers.getLast();
  }

  /** Length of the flat array. */
  int length() {
    return layers.getLast().end();
  }

  /** Numbers without the padding. */
  int parameters() {
    return layers.stream().mapToInt(layer -> (layer.in + 1) * layer.out).sum();
  }
}
