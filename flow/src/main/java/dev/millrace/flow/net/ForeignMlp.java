package dev.millrace.flow.net;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.ForeignWeights;
import dev.millrace.flow.io.TensorCheck;

/**
 * The tensors of an MLP that another program has trained, under the names and in the order of columns of {@link
 * MlpWeights}. The layers are those of an {@code nn.Sequential} or a list, or modules that are numbered, such as
 * {@code fc1}, {@code fc2}: names that differ in their last number alone are a chain, in the order of the numbers. A
 * single layer of 64 inputs that stands beside the chain is that of the time embedding; one from the width of the chain
 * is its end, and one to that width its beginning.
 *
 * @param tensors the tensors, by the names of {@link MlpWeights}; those that have no place by their own names
 * @param originals the names in the file, by those of {@link MlpWeights}, where they differ
 */
public record ForeignMlp(SequencedMap<String, FloatArray> tensors, Map<String, String> originals) {
  private static final Pattern NUMBERED = Pattern.compile("(.*?)(\\d{1,9})([^0-9]*)");
  private static final Pattern OF_NET = Pattern.compile("net\\.(\\d{1,9})\\.weight");
  private static final String WEIGHT = ".weight";
  private static final String BIAS = ".bias";
  private static final String FIRST = "net.0.weight";

  /** Copies the map of names. */
  public ForeignMlp {
    originals = Map.copyOf(originals);
  }

  /**
   * Finds the places of all tensors.
   *
   * @param place the file, as messages name it
   * @param weights the tensors of the file
   * @param timeFirst whether the first layer takes the time before x, and not after it
   * @return the tensors under our names, all of which fit a velocity MLP
   * @throws InvalidInputException naming each tensor that is missing, unknown or of another shape
   */
  public static ForeignMlp of(String place, ForeignWeights weights, boolean timeFirst) {
    SequencedMap<String, FloatArray> tensors = weights.content().tensors();
    Map<String, String> types = weights.types();
    Map<String, String> originals = new LinkedHashMap<>();
    SequencedMap<String, FloatArray> named = tensors.containsKey(FIRST) || tensors.containsKey("time_embed.0.weight")
        ? new LinkedHashMap<>(tensors)
        : renamed(tensors, originals);
    FloatArray first = named.get(FIRST);
    int last = named.keySet().stream().map(OF_NET::matcher).filter(Matcher::matches)
        .mapToInt(found -> Integer.parseInt(found.group(1))).max().orElse(0);
    FloatArray output = named.get("net." + last + WEIGHT);
    if (first == null || output == null || last < 2 || first.shape().size() != 2 || output.shape().size() != 2) {
      throw new InvalidInputException(
          ("%s: no chain of linear layers as of an MLP: it holds %s; expected net.0.weight, "
              + "net.2.weight … of an nn.Sequential").formatted(place, TensorCheck.described(tensors, types)));
    }
    MlpShape shape = shape(place, named, first, output, last, originals);
    TensorCheck.requireAll(place,
        "an MLP of %d columns with %d hidden layers of width %d and the time %s".formatted(shape.dim(), shape.layers(),
            shape.hidden(), shape.timeInput() == TimeInput.EMBEDDING ? "embedded" : "as one more column"),
        MlpWeights.shapes(shape), named, name -> originals.getOrDefault(name, name), types);
    if (timeFirst) {
      named.put(FIRST, timeLast(first, first.rowLength() - shape.dim()));
    }
    return new ForeignMlp(named, originals);
  }

  /** The shape that the first and the last layer say, whatever the others are. */
  private static MlpShape shape(String place, SequencedMap<String, FloatArray> named, FloatArray first,
      FloatArray output, int last, Map<String, String> originals) {
    boolean embedded = named.containsKey("time_embed.0.weight");
    int hidden = first.rows();
    int dim = output.rows();
    int expected = dim + (embedded ? hidden : 1);
    if (first.rowLength() != expected) {
      throw new InvalidInputException(
          "%s: '%s' takes %d inputs and the last layer '%s' gives %d columns; expected %d: the columns and %s"
              .formatted(
                  place, originals.getOrDefault(FIRST, FIRST), first.rowLength(),
                  originals.getOrDefault("net." + last + WEIGHT, "net." + last + WEIGHT), dim, expected,
                  embedded ? "the embedding of the time, %d numbers".formatted(hidden) : "the time"));
    }
    FloatArray table = named.get("class_embed.weight");
    int classes = table == null || table.shape().isEmpty() ? 0 : Math.max(0, table.shape().getFirst() - 1);
    int spans = (int) MlpLayout.SPANS.stream().takeWhile(name -> named.containsKey(name + ".0.weight")).count();
    try {
      return new MlpShape(dim, hidden, last / 2, 1, Activation.SILU,
          embedded ? TimeInput.EMBEDDING : TimeInput.CONCATENATED, classes, 0, spans);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(place + ": " + e.getMessage(), e);
    }
  }

  private static FloatArray timeLast(FloatArray weight, int time) {
    int width = weight.rowLength();
    float[] moved = new float[weight.values().length];
    for (int row = 0; row < weight.rows(); row++) {
      System.arraycopy(weight.values(), row * width + time, moved, row * width, width - time);
      System.arraycopy(weight.values(), row * width, moved, row * width + width - time, time);
    }
    return FloatArray.of(moved, weight.rows(), width);
  }

  private static SequencedMap<String, FloatArray> renamed(SequencedMap<String, FloatArray> tensors,
      Map<String, String> originals) {
    List<List<String>> groups = groups(tensors);
    List<String> chain = groups.stream().max(Comparator.comparingInt(List::size)).map(ArrayList::new)
        .orElseGet(ArrayList::new);
    List<String> alone = groups.stream().filter(group -> group.size() == 1 && !chain.contains(group.getFirst()))
        .map(List::getFirst).toList();
    Map<String, String> names = new LinkedHashMap<>();
    if (!chain.isEmpty()) {
      int width = weight(tensors, chain.getLast()).rowLength();
      Optional<String> time = alone.stream().filter(module -> isLayer(tensors, module, MlpShape.TIME_FEATURES, width))
          .findFirst();
      time.ifPresent(module -> names.put(module, "time_embed.0"));
      alone.stream().filter(module -> time.filter(module::equals).isEmpty()).forEach(module -> {
        if (weight(tensors, module).rowLength() == weight(tensors, chain.getLast()).rows()) {
          chain.addLast(module);
        } else if (weight(tensors, module).rows() == weight(tensors, chain.getFirst()).rowLength()) {
          chain.addFirst(module);
        }
      });
    }
    for (int i = 0; i < chain.size(); i++) {
      names.put(chain.get(i), "net." + 2 * i);
    }
    SequencedMap<String, FloatArray> renamed = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> {
      String ours = names.get(module(name));
      String now = ours == null ? name : ours + name.substring(module(name).length());
      if (!now.equals(name)) {
        originals.put(now, name);
      }
      renamed.put(now, tensor);
    });
    return renamed;
  }

  /** Modules with a matrix of weights, together if their names differ in the last number alone, in its order. */
  private static List<List<String>> groups(SequencedMap<String, FloatArray> tensors) {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> {
      if (name.endsWith(WEIGHT) && tensor.shape().size() == 2 && !MlpWeights.isEmbedding(name)) {
        String module = module(name);
        Matcher numbered = NUMBERED.matcher(module);
        groups.computeIfAbsent(numbered.matches() ? numbered.group(1) + "#" + numbered.group(3) : module,
            _ -> new ArrayList<>()).add(module);
      }
    });
    groups.values().forEach(group -> group.sort(Comparator.comparingInt(ForeignMlp::number)));
    return List.copyOf(groups.values());
  }

  private static int number(String module) {
    Matcher numbered = NUMBERED.matcher(module);
    return numbered.matches() ? Integer.parseInt(numbered.group(2)) : 0;
  }

  /** The name of a tensor without its last part. */
  private static String module(String name) {
    return name.endsWith(WEIGHT)
        ? name.substring(0, name.length() - WEIGHT.length())
        : name.endsWith(BIAS) ? name.substring(0, name.length() - BIAS.length()) : name;
  }

  private static FloatArray weight(SequencedMap<String, FloatArray> tensors, String module) {
    FloatArray weight = tensors.get(module + WEIGHT);
    if (weight == null) {
      throw new IllegalArgumentException(module + " has no weight");
    }
    return weight;
  }

  private static boolean isLayer(SequencedMap<String, FloatArray> tensors, String module, int in, int out) {
    FloatArray weight = weight(tensors, module);
    return weight.rowLength() == in && weight.rows() == out;
  }
}
