package dev.millrace.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.ForeignWeights;
import dev.millrace.flow.io.Safetensors;
import dev.millrace.flow.io.TensorCheck;
import dev.millrace.flow.run.PathEntries;

/**
 * A trained image flow: everything that sampling needs, in one safetensors file. Reading and writing it need no native
 * library.
 *
 * @param net the network's shape
 * @param weights of the network, one parameter after another
 * @param path the schedule it was trained on, without σ, as {@link dev.millrace.flow.path.Schedule#spec()} writes it
 * @param sigmaMin the form of σ it was trained with, as {@link dev.millrace.flow.path.SigmaForm#spec()} writes it
 * @param classNames names of the classes, or empty
 */
public record ImageModel(ImageNet net, float[] weights, String path, String sigmaMin, List<String> classNames) {

  private static final String LESSON_TIME = "time_mlp.0.weight";

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the weights are not as many as the network's
   */
  public ImageModel {
    classNames = List.copyOf(classNames);
    if (weights.length != net.parameterCount()) {
      throw new IllegalArgumentException(
          "%d weights, the network has %d".formatted(weights.length, net.parameterCount()));
    }
  }

  /**
   * A flow that was trained without σ.
   *
   * @param net the network's shape
   * @param weights the weights
   * @param path the name of the path
   * @param classNames the names of the classes; empty if they have none
   */
  public ImageModel(ImageNet net, float[] weights, String path, List<String> classNames) {
    this(net, weights, path, PathEntries.NO_SIGMA, classNames);
  }

  /**
   * Writes the file completely or not at all.
   *
   * @param file the file
   * @throws IOException if writing fails
   */
  public void write(Path file) throws IOException {
    AtomicFile.write(file, toSafetensors()::write);
  }

  /**
   * {@return the weights under the names that the same network has in PyTorch, and the metadata from which the network
   * can be rebuilt}
   */
  public Safetensors toSafetensors() {
    Map<String, String> metadata = new HashMap<>(net.metadata());
    new PathEntries(path, sigmaMin).putInto(metadata);
    if (!classNames.isEmpty()) {
      metadata.put("class_names", String.join("\n", classNames));
    }
    return new Safetensors(tensors(Networks.layout(net), weights), metadata);
  }

  static SequencedMap<String, FloatArray> tensors(Layout layout, float[] weights) {
    SequencedMap<String, FloatArray> tensors = new LinkedHashMap<>();
    for (Parameter parameter : layout.parameters()) {
      int from = layout.offset(parameter.name());
      tensors.put(parameter.name(),
          new FloatArray(Arrays.copyOfRange(weights, from, from + parameter.count()), parameter.shape()));
    }
    return tensors;
  }

  /**
   * Reads a file written by Millrace, or a file of another program with the tensors of the tutorial's U-Net.
   *
   * @param file the file
   * @return the model
   * @throws InvalidInputException if it is damaged, of another architecture, or has other tensors than its network
   * @throws IOException if reading fails
   */
  public static ImageModel read(Path file) throws IOException {
    ForeignWeights weights = ForeignWeights.read(file);
    return of(file, weights, weights.content().metadata());
  }

  /**
   * As {@link #read}, of weights that are read. Those of the tutorial's U-Net may have other names, if the shapes of its
   * layers tell them apart.
   *
   * @param file the file, for messages
   * @param weights the weights
   * @param metadata what is known of them: of the tutorial's U-Net, {@code height} and {@code width} if they are not 28;
   *     of other networks all that {@link #toSafetensors} writes
   * @return the model
   * @throws InvalidInputException if the metadata lack something, or naming each tensor that has no place
   * @throws IOException if reading fails
   */
  public static ImageModel of(Path file, ForeignWeights weights, Map<String, String> metadata) throws IOException {
    String where = file.toString();
    boolean known = metadata.containsKey("architecture");
    SequencedMap<String, FloatArray> own = weights.content().tensors();
    ForeignUNet named = known || own.containsKey(LESSON_TIME)
        ? new ForeignUNet(own, Map.of())
        : ForeignUNet.of(own);
    if (!known && !named.tensors().containsKey(LESSON_TIME)) {
      throw new InvalidInputException(unknown(where, weights));
    }
    ImageNet net = known ? ImageNet.parse(where, metadata) : lesson(where, named.tensors(), metadata);
    Layout layout = Networks.layout(net);
    SequencedMap<String, List<Integer>> shapes = new LinkedHashMap<>();
    layout.parameters().forEach(parameter -> shapes.put(parameter.name(), parameter.shape()));
    TensorCheck.requireAll(where,
        "%s for images of %d × %d × %d".formatted(
            net instanceof LessonUNet lesson ? "the tutorial's U-Net of width " + lesson.hidden() : "a residual U-Net",
            net.channels(), net.height(), net.width()),
        shapes, named.tensors(),
        name -> named.originals().getOrDefault(name, name), weights.types());
    String names = metadata.getOrDefault("class_names", "");
    PathEntries path = PathEntries.of(file, metadata);
    return new ImageModel(net, weights(where, layout, named.tensors()), path.path(), path.sigmaMin(),
        names.isEmpty() ? List.of() : List.of(names.split("\n", -1)));
  }

  private static String unknown(String where, ForeignWeights weights) {
    SequencedMap<String, FloatArray> tensors = weights.content().tensors();
    return tensors.containsKey("time.0.weight") && tensors.containsKey("in.weight")
        ? where + ": has the tensors of the residual U-Net, but not its size and time scale; expected `like`, a run "
            + "whose network it has"
        : "%s: neither the tutorial's U-Net nor the residual one; it holds %s".formatted(where,
            TensorCheck.described(tensors, weights.types()));
  }

  /**
   * {@return whether a file is of an image network, by its architecture or because it has convolutions}
   *
   * @param file the file
   * @throws InvalidInputException if it is damaged
   * @throws IOException if reading fails
   */
  public static boolean isOne(Path file) throws IOException {
    Safetensors content = ForeignWeights.read(file).content();
    String architecture = content.metadata().get("architecture");
    return architecture == null
        ? content.tensors().values().stream().anyMatch(tensor -> tensor.shape().size() == 4)
        : architecture.equals(LessonUNet.ARCHITECTURE) || architecture.equals(ResidualUNet.ARCHITECTURE);
  }

  /**
   * Another program's file of the tutorial's U-Net does not contain the size of the images; that of MNIST is assumed.
   */
  private static ImageNet lesson(String where, SequencedMap<String, FloatArray> tensors, Map<String, String> metadata) {
    FloatArray first = tensors.get("enc1.weight");
    if (first == null || first.shape().size() != 4) {
      throw new InvalidInputException(where + ": tensor 'enc1.weight' of 4 dimensions is missing");
    }
    Map<String, String> size = new HashMap<>(Map.of("height", "28", "width", "28"));
    size.putAll(metadata);
    Metadata read = new Metadata(where, size);
    return read.build(
        () -> new LessonUNet(first.shape().get(1), read.integer("height"), read.integer("width"),
            first.shape().get(0)));
  }

  static float[] weights(String where, Layout layout, Map<String, FloatArray> tensors) {
    float[] weights = new float[layout.size()];
    for (Parameter parameter : layout.parameters()) {
      FloatArray tensor = tensors.get(parameter.name());
      if (tensor == null) {
        throw new InvalidInputException("%s: tensor '%s' is missing".formatted(where, parameter.name()));
      }
      if (!tensor.shape().equals(parameter.shape())) {
        throw new InvalidInputException("%s: tensor '%s' has shape %s, expected %s".formatted(where, parameter.name(),
            tensor.shape(), parameter.shape()));
      }
      System.arraycopy(tensor.values(), 0, weights, layout.offset(parameter.name()), parameter.count());
    }
    if (tensors.size() != layout.parameters().size()) {
      String extra = tensors.keySet().stream()
          .filter(name -> layout.parameters().stream().noneMatch(p -> p.name().equals(name))).findFirst().orElse("");
      throw new InvalidInputException("%s: tensor '%s' is not one of the network's".formatted(where, extra));
    }
    return weights;
  }
}
