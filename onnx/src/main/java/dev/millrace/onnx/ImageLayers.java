package dev.millrace.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;

import dev.millrace.flow.io.FloatArray;
import dev.millrace.torch.ImageNet;

/** The layers of image networks as nodes, with the weights of one network. Images are [n, channels, height, width]. */
final class ImageLayers {
  private static final float NORM_EPSILON = 1e-5f;
  private static final int GROUP_NORMALIZATION_OPSET = 21;

  private final Graph graph;
  private final SequencedMap<String, FloatArray> weights;
  private final int opset;

  ImageLayers(Graph graph, SequencedMap<String, FloatArray> weights, int opset) {
    this.graph = graph;
    this.weights = weights;
    this.opset = opset;
  }

  private FloatArray tensor(String name) {
    FloatArray tensor = weights.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no weight is named " + name);
    }
    return tensor;
  }

  /** A weight under its own name. */
  String weight(String name) {
    return graph.weight(name, tensor(name));
  }

  /** A weight in another shape, under its name and an addition. */
  private String weight(String name, String added, int... shape) {
    return graph.weight(name + added, FloatArray.of(tensor(name).values(), shape));
  }

  /** x·Wᵀ + b. */
  String linear(String name, String x) {
    return graph.node("Gemm", List.of(x, weight(name + ".weight"), weight(name + ".bias")),
        Attribute.of("transB", 1L));
  }

  /** x·Wᵀ. */
  String withoutBias(String name, String x) {
    return graph.node("Gemm", List.of(x, weight(name + ".weight")), Attribute.of("transB", 1L));
  }

  /** A convolution that keeps the size, or divides it by a stride. */
  String conv(String name, String x, int stride) {
    long kernel = tensor(name + ".weight").shape().getLast();
    long pad = kernel / 2;
    return graph.node("Conv", List.of(x, weight(name + ".weight"), weight(name + ".bias")),
        Attribute.of("kernel_shape", new long[]{kernel, kernel}), Attribute.of("pads", new long[]{pad, pad, pad, pad}),
        Attribute.of("strides", new long[]{stride, stride}));
  }

  /** A linear layer of the channels of each pixel: a convolution of 1 × 1. */
  String ofPixels(String name, String x) {
    FloatArray weight = tensor(name + ".weight");
    return graph.node("Conv",
        List.of(x, weight(name + ".weight", ".pixels", weight.rows(), weight.rowLength(), 1, 1),
            weight(name + ".bias")),
        Attribute.of("kernel_shape", new long[]{1, 1}));
  }

  /** A transposed convolution of kernel 4 and stride 2, which doubles height and width. */
  String doubling(String name, String x) {
    return graph.node("ConvTranspose", List.of(x, weight(name + ".weight"), weight(name + ".bias")),
        Attribute.of("kernel_shape", new long[]{4, 4}), Attribute.of("pads", new long[]{1, 1, 1, 1}),
        Attribute.of("strides", new long[]{2, 2}));
  }

  /**
   * Group normalisation. The operator of that name takes a scale for each channel from opset 21 on; before, the instance
   * normalisation of the groups does the same.
   */
  String norm(String name, String x, int groups, int height, int width) {
    int channels = tensor(name + ".weight").rows();
    if (opset >= GROUP_NORMALIZATION_OPSET) {
      return graph.node("GroupNormalization", List.of(x, weight(name + ".weight"), weight(name + ".bias")),
          Attribute.of("num_groups", groups), Attribute.of("epsilon", NORM_EPSILON));
    }
    String rows = reshape(x, 0, groups, (long) channels / groups * height * width);
    float[] ones = new float[groups];
    Arrays.fill(ones, 1);
    String normal = graph.node("InstanceNormalization",
        List.of(rows, graph.weight("ones_" + groups, FloatArray.of(ones, groups)),
            graph.weight("zeros_" + groups, FloatArray.of(new float[groups], groups))),
        Attribute.of("epsilon", NORM_EPSILON));
    String images = reshape(normal, 0, channels, height, width);
    String scaled = graph.node("Mul", images, weight(name + ".weight", ".channels", channels, 1, 1));
    return graph.node("Add", scaled, weight(name + ".bias", ".channels", channels, 1, 1));
  }

  String silu(String x) {
    return TimeFeatures.silu(graph, x);
  }

  /** A tensor in another shape; 0 keeps an extent. */
  String reshape(String x, long... shape) {
    return graph.node("Reshape", x, graph.integers(shape));
  }

  String transposed(String x, long... order) {
    return graph.node("Transpose", List.of(x), Attribute.of("perm", order));
  }

  /** The channels of a followed by those of b. */
  String cat(String a, String b) {
    return graph.node("Concat", List.of(a, b), Attribute.of("axis", 1L));
  }

  /** Means of 2 × 2 pixels. */
  String halved(String x) {
    return graph.node("AveragePool", List.of(x), Attribute.of("kernel_shape", new long[]{2, 2}),
        Attribute.of("strides", new long[]{2, 2}));
  }

  /** Each pixel four times. */
  String doubled(String x) {
    return graph.node("Resize",
        List.of(x, "", graph.weight("twice", FloatArray.of(new float[]{1, 1, 2, 2}, 4))),
        Attribute.of("mode", "nearest"),
        Attribute.of("nearest_mode", "floor"), Attribute.of("coordinate_transformation_mode", "asymmetric"));
  }

  /** Squares of pixels as channels, in PyTorch's order, which is not that of SpaceToDepth. */
  String unshuffled(String x, int patch, int channels, int height, int width) {
    int rows = height / patch;
    int columns = width / patch;
    String parts = reshape(x, 0, channels, rows, patch, columns, patch);
    return reshape(transposed(parts, 0, 1, 3, 5, 2, 4), 0, (long) channels * patch * patch, rows, columns);
  }

  /** Channels as squares of pixels. */
  String shuffled(String x, int patch) {
    return graph.node("DepthToSpace", List.of(x), Attribute.of("blocksize", (long) patch), Attribute.of("mode", "CRD"));
  }

  /** Images with zeros at the right and the bottom, so that the network can halve them. */
  String padded(String x, ImageNet net) {
    long bottom = Math.floorMod(-net.height(), net.multiple());
    long right = Math.floorMod(-net.width(), net.multiple());
    return bottom == 0 && right == 0
        ? x
        : graph.node("Pad", x, graph.integers(0, 0, 0, 0, 0, 0, bottom, right));
  }

  /** The images within padded ones. */
  String cut(String x, ImageNet net) {
    boolean whole = Stream.of(net.height(), net.width()).allMatch(size -> size % net.multiple() == 0);
    return whole
        ? x
        : graph.node("Slice", x, graph.integers(0, 0), graph.integers(net.height(), net.width()),
            graph.integers(2, 3));
  }

  /** The height or width of an image within the network. */
  static int padded(int size, ImageNet net) {
    return Math.ceilDiv(size, net.multiple()) * net.multiple();
  }
}
