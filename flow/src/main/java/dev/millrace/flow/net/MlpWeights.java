package dev.millrace.flow.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.Sizes;
import dev.millrace.flow.io.FloatArray;

/**
 * The weights of a velocity MLP, with the names and in the layout that the same network has in PyTorch: for each linear
 * layer {@code NAME.weight} [out, in] and {@code NAME.bias} [out]; and, if it has classes, {@code class_embed.weight}
 * [classes + 1, hidden], the weight of an {@code nn.Embedding} that is added to the output of {@code net.0}. If it has
 * spans, {@code span_embed.0.weight} [64, 64] and {@code span_embed.2.weight} [hidden, 64] are linear layers without biases
 * with SiLU between them, from the features of the span less those of 0; their result is added there too. So are those of
 * {@code guidance_embed}.
 */
public final class MlpWeights {
  private static final String TABLE = "class_embed.weight";

  private MlpWeights() {
  }

  /**
   * {@return the tensors of a network, in the order of its layers}
   *
   * @param mlp the network
   */
  public static SequencedMap<String, FloatArray> tensors(VelocityMlp mlp) {
    float[] flat = mlp.weights();
    MlpLayout layout = new MlpLayout(mlp.shape());
    SequencedMap<String, FloatArray> tensors = new LinkedHashMap<>();
    for (MlpLayout.Layer layer : layout.layers()) {
      float[] weight = new float[Sizes.product(layer.out(), layer.in())];
      float[] bias = new float[layer.out()];
      for (int j = 0; j < layer.out(); j++) {
        for (int i = 0; i < layer.in(); i++) {
          weight[j * layer.in() + i] = flat[layer.weights() + i * layer.stride() + j];
        }
        bias[j] = flat[layer.biases() + j];
      }
      tensors.put(layer.name() + ".weight", FloatArray.of(weight, layer.out(), layer.in()));
      tensors.put(layer.name() + ".bias", FloatArray.of(bias, layer.out()));
    }
    if (layout.tableRows() > 0) {
      int hidden = mlp.shape().hidden();
      float[] table = new float[Sizes.product(layout.tableRows(), hidden)];
      for (int c = 0; c < layout.tableRows(); c++) {
        System.arraycopy(flat, layout.tableRow(c), table, c * hidden, hidden);
      }
      tensors.put(TABLE, FloatArray.of(table, layout.tableRows(), hidden));
    }
    for (Part part : parts(layout)) {
      float[] weight = new float[Sizes.product(part.out, part.in)];
      for (int i = 0; i < weight.length; i++) {
        weight[i] = flat[part.at(i)];
      }
      tensors.put(part.name, FloatArray.of(weight, part.out, part.in));
    }
    return tensors;
  }

  /**
   * {@return the shapes of the tensors of a network, by name, in the order of its layers}
   *
   * @param shape the network
   */
  public static SequencedMap<String, List<Integer>> shapes(MlpShape shape) {
    MlpLayout layout = new MlpLayout(shape);
    SequencedMap<String, List<Integer>> shapes = new LinkedHashMap<>();
    for (MlpLayout.Layer layer : layout.layers()) {
      shapes.put(layer.name() + ".weight", List.of(layer.out(), layer.in()));
      shapes.put(layer.name() + ".bias", List.of(layer.out()));
    }
    if (layout.tableRows() > 0) {
      shapes.put(TABLE, List.of(layout.tableRows(), shape.hidden()));
    }
    parts(layout).forEach(part -> shapes.put(part.name, List.of(part.out, part.in)));
    return shapes;
  }

  /** Whether a name is that of a tensor that no layer of {@code net} or {@code time_embed} has. */
  static boolean isEmbedding(String name) {
    return name.equals(TABLE) || MlpLayout.SPANS.stream().anyMatch(span -> name.startsWith(span + "."));
  }

  /** A linear layer without biases, [in][stride] in the flat array. */
  private record Part(String name, int in, int out, int stride, int start) {
    /** The index in the flat array of an entry of the tensor [out, in]. */
    int at(int i) {
      return start + i % in * stride + i / in;
    }
  }

  private static List<Part> parts(MlpLayout layout) {
    List<Part> parts = new ArrayList<>();
    MlpLayout.Layer first = layout.first();
    for (MlpLayout.Embedding span : layout.spans()) {
      parts.add(new Part(span.name() + ".0.weight", MlpShape.TIME_FEATURES, span.inner(), span.innerStride(),
          span.weights()));
      parts.add(new Part(span.name() + ".2.weight", span.inner(), first.out(), first.stride(), span.rows()));
    }
    return parts;
  }

  /**
   * {@return the time input of the network that the tensors belong to: an embedding if there are tensors named {@code
   * time_embed.0}}
   *
   * @param tensors the tensors, by name
   */
  public static TimeInput timeInput(SequencedMap<String, FloatArray> tensors) {
    return tensors.containsKey("time_embed.0.weight") ? TimeInput.EMBEDDING : TimeInput.CONCATENATED;
  }

  /**
   * Builds the network that the tensors belong to. Its dimension, width, depth and number of classes follow from their
   * shapes, and its time input is given by {@link #timeInput}.
   *
   * @param place the file, as messages name it
   * @param tensors the tensors by name; exactly those of a velocity MLP
   * @param timeScale factor by which t is multiplied
   * @param activation activation of the hidden layers
   * @return the network
   * @throws InvalidInputException naming the tensor that is missing, unknown, of another shape or not finite
   */
  public static VelocityMlp network(String place, SequencedMap<String, FloatArray> tensors, double timeScale,
      Activation activation) {
    return network(place, tensors, timeScale, activation, 0);
  }

  /**
   * As {@link #network(String, SequencedMap, double, Activation)}, for a network with further inputs.
   *
   * @param place the file, as messages name it
   * @param tensors the tensors by name; exactly those of a velocity MLP
   * @param timeScale factor by which t is multiplied
   * @param activation activation of the hidden layers
   * @param extra number of further inputs, which the tensors do not tell
   * @return the network
   */
  public static VelocityMlp network(String place, SequencedMap<String, FloatArray> tensors, double timeScale,
      Activation activation, int extra) {
    FloatArray first = require(place, tensors, "net.0.weight");
    TimeInput time = timeInput(tensors);
    int hidden = first.rows();
    int dim = first.rowLength() - extra - switch (time) {
      case EMBEDDING -> hidden;
      case CONCATENATED -> 1;
    };
    FloatArray table = tensors.get(TABLE);
    int tables = table == null ? 0 : 1;
    int spans = (int) MlpLayout.SPANS.stream().takeWhile(name -> tensors.containsKey(name + ".0.weight")).count();
    int layers = (tensors.size() - tables) / 2 - spans - switch (time) {
      case EMBEDDING -> 2;
      case CONCATENATED -> 1;
    };
    long elements = tensors.values().stream().mapToLong(tensor -> tensor.values().length).sum();
    // The last condition refuses a network with more weights than the tensors have, before memory is allocated for it.
    if (dim < 1 || hidden < 1 || layers < 1 || (layers - 1L) * hidden * hidden > elements) {
      throw new InvalidInputException(
          "%s: not a velocity MLP: %d tensors, net.0.weight is %s, the time is %s"
              .formatted(place, tensors.size(), first.shape(), time));
    }
    float[] ofClasses = table == null ? new float[0] : require(place, tensors, TABLE, table.rows(), hidden);
    int classes = Math.max(0, ofClasses.length / hidden - 1);
    if (table != null && classes == 0) {
      throw new InvalidInputException("%s: tensor '%s' has %d rows, expected one for each class and one more"
          .formatted(place, TABLE, table.rows()));
    }
    MlpShape shape = new MlpShape(dim, hidden, layers, timeScale, activation, time, classes, extra, spans);
    MlpLayout layout = new MlpLayout(shape);
    float[] flat = new float[layout.length()];
    for (MlpLayout.Layer layer : layout.layers()) {
      float[] weight = require(place, tensors, layer.name() + ".weight", layer.out(), layer.in());
      float[] bias = require(place, tensors, layer.name() + ".bias", layer.out());
      for (int j = 0; j < layer.out(); j++) {
        for (int i = 0; i < layer.in(); i++) {
          flat[layer.weights() + i * layer.stride() + j] = weight[j * layer.in() + i];
        }
        flat[layer.biases() + j] = bias[j];
      }
    }
    int expected = 2 * layout.layers().size() + tables + 2 * spans;
    if (tensors.size() != expected) {
      throw new InvalidInputException("%s: %d tensors, expected the %d of a velocity MLP with %d hidden layers"
          .formatted(place, tensors.size(), expected, layers));
    }
    for (int c = 0; c < layout.tableRows(); c++) {
      System.arraycopy(ofClasses, c * hidden, flat, layout.tableRow(c), hidden);
    }
    for (Part part : parts(layout)) {
      float[] weight = require(place, tensors, part.name, part.out, part.in);
      for (int i = 0; i < weight.length; i++) {
        flat[part.at(i)] = weight[i];
      }
    }
    return new VelocityMlp(shape, flat, Kernels.best());
  }

  private static FloatArray require(String place, SequencedMap<String, FloatArray> tensors, String name) {
    FloatArray tensor = tensors.get(name);
    if (tensor == null) {
      throw new InvalidInputException("%s: tensor '%s' is missing (not the weights of a velocity MLP?)"
          .formatted(place, name));
    }
    return tensor;
  }

  private static float[] require(String place, SequencedMap<String, FloatArray> tensors, String name, int... shape) {
    FloatArray tensor = require(place, tensors, name);
    var wanted = Arrays.stream(shape).boxed().toList();
    if (!tensor.shape().equals(wanted)) {
      throw new InvalidInputException("%s: tensor '%s' has shape %s, expected %s"
          .formatted(place, name, tensor.shape(), wanted));
    }
    for (float value : tensor.values()) {
      if (!Float.isFinite(value)) {
        throw new InvalidInputException("%s: tensor '%s' holds %s".formatted(place, name, value));
      }
    }
    return tensor.values();
  }
}
