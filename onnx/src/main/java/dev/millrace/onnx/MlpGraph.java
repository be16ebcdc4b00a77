package dev.millrace.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.MlpWeights;
import dev.millrace.flow.net.VelocityMlp;

/**
 * The nodes of {@link VelocityMlp}. The first layer is split into its columns for x and for the time, so that what depends on
 * the time alone is computed for one row.
 */
final class MlpGraph implements FieldGraph {
  private static final Attribute TRANSPOSED = Attribute.of("transB", 1L);
  private static final List<String> SPANS = List.of("span_embed", "guidance_embed");
  private static final float SELU_ALPHA = (float) 1.6732632423543772;
  private static final float LEAK = 0.01f;
  private static final float CUBE = 0.044715f;
  private static final float SELU_GAMMA = (float) 1.0507009873554805;

  private final MlpShape shape;
  private final SequencedMap<String, FloatArray> weights;
  private final FloatArray ofX;
  private final FloatArray ofTime;
  private final FloatArray bias;

  MlpGraph(VelocityMlp mlp) {
    this(mlp, new float[0]);
  }

  /** A network whose further inputs are the same in all rows. */
  MlpGraph(VelocityMlp mlp, float[] extra) {
    shape = mlp.shape();
    weights = MlpWeights.tensors(mlp);
    FloatArray first = weight("net.0.weight");
    ofX = columns(first, 0, shape.dim());
    ofTime = columns(first, shape.inputs(), first.rowLength());
    float[] sum = weight("net.0.bias").values().clone();
    for (int row = 0; row < sum.length; row++) {
      for (int i = 0; i < extra.length; i++) {
        sum[row] += first.values()[row * first.rowLength() + shape.dim() + i] * extra[i];
      }
    }
    bias = FloatArray.of(sum, sum.length);
  }

  private static FloatArray columns(FloatArray matrix, int from, int to) {
    float[] part = new float[matrix.rows() * (to - from)];
    for (int row = 0; row < matrix.rows(); row++) {
      System.arraycopy(matrix.values(), row * matrix.rowLength() + from, part, row * (to - from), to - from);
    }
    return FloatArray.of(part, matrix.rows(), to - from);
  }

  private FloatArray weight(String name) {
    FloatArray tensor = weights.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no weight is named " + name);
    }
    return tensor;
  }

  @Override
  public int classes() {
    return shape.classes();
  }

  @Override
  public int spans() {
    return shape.spans();
  }

  @Override
  public List<Integer> shape() {
    return List.of(shape.dim());
  }

  @Override
  public String velocity(Graph graph, String x, String t, List<String> spans, Optional<String> labels) {
    String start = timeHalf(graph, t);
    for (int i = 0; i < spans.size(); i++) {
      start = graph.node("Add", start, span(graph, SPANS.get(i), spans.get(i)));
    }
    if (shape.classes() > 0) {
      String table = graph.weight("class_embed.weight", weight("class_embed.weight"));
      start = graph.node("Add", start,
          graph.node("Gather", table, labels.orElseGet(() -> graph.integers(shape.classes()))));
    }
    String h = graph.node("Gemm", List.of(x, graph.weight("net.0.weight.x", ofX), start), TRANSPOSED);
    for (int layer = 1; layer < shape.layers(); layer++) {
      h = linear(graph, "net." + 2 * layer, activated(graph, h));
    }
    return linear(graph, "net." + 2 * shape.layers(), activated(graph, h));
  }

  /** The part of the first layer that depends on the time, [1, hidden]. */
  private String timeHalf(Graph graph, String t) {
    String scaled = graph.node("Mul", t, graph.number((float) shape.timeScale()));
    String columns = switch (shape.timeInput()) {
      case EMBEDDING -> TimeFeatures.silu(graph, linear(graph, "time_embed.0", TimeFeatures.of(graph, scaled, 1)));
      case CONCATENATED -> graph.node("Reshape", scaled, graph.integers(1, 1));
    };
    return graph.node("Gemm",
        List.of(columns, graph.weight("net.0.weight.t", ofTime), graph.weight("net.0.bias", bias)),
        TRANSPOSED);
  }

  private String span(Graph graph, String name, String span) {
    String scaled = graph.node("Mul", span, graph.number((float) shape.timeScale()));
    return TimeFeatures.span(graph, scaled, 1, inner -> product(graph, name + ".0.weight", inner),
        inner -> product(graph, name + ".2.weight", inner));
  }

  private String product(Graph graph, String name, String x) {
    return graph.node("Gemm", List.of(x, graph.weight(name, weight(name))), TRANSPOSED);
  }

  private String linear(Graph graph, String name, String x) {
    List<String> from = new ArrayList<>(List.of(x));
    for (String part : List.of(name + ".weight", name + ".bias")) {
      from.add(graph.weight(part, weight(part)));
    }
    return graph.node("Gemm", from, TRANSPOSED);
  }

  private String activated(Graph graph, String x) {
    return switch (shape.activation()) {
      case SILU -> TimeFeatures.silu(graph, x);
      case SELU ->
        graph.node("Selu", List.of(x), Attribute.of("alpha", SELU_ALPHA), Attribute.of("gamma", SELU_GAMMA));
      case RELU -> graph.node("Relu", x);
      case LEAKY_RELU -> graph.node("LeakyRelu", List.of(x), Attribute.of("alpha", LEAK));
      case ELU -> graph.node("Elu", List.of(x), Attribute.of("alpha", 1f));
      case TANH -> graph.node("Tanh", x);
      case SOFTPLUS -> graph.node("Softplus", x);
      case GELU -> halfOf(graph, x, graph.node("Erf", graph.node("Mul", x, graph.number((float) Math.sqrt(0.5)))));
      case GELU_TANH -> {
        String square = graph.node("Mul", x, x);
        String bend = graph.node("Add", graph.node("Mul", square, graph.number(CUBE)), graph.number(1));
        String inner = graph.node("Mul", graph.node("Mul", x, graph.number((float) Math.sqrt(2 / Math.PI))), bend);
        yield halfOf(graph, x, graph.node("Tanh", inner));
      }
    };
  }

  /** x·(1 + y)/2; the operator Gelu came with opset 20. */
  private static String halfOf(Graph graph, String x, String y) {
    return graph.node("Mul", graph.node("Mul", x, graph.number(0.5f)), graph.node("Add", y, graph.number(1)));
  }
}
