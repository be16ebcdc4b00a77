package dev.millrace.flow.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

import dev.millrace.flow.InvalidInputException;

/** Compares all tensors of a file with those of a network, so that one message names every one that does not fit. */
public final class TensorCheck {
  private static final int MOST_NAMED = 24;

  private TensorCheck() {
  }

  /**
   * Requires that a file has exactly the tensors of a network.
   *
   * @param place the file, as messages name it
   * @param network the network, in words
   * @param expected the shapes of the network's tensors, by name
   * @param found the tensors of the file, by the network's names; those that have no place by their own
   * @param original the name in the file of a tensor that is found
   * @param types the types in the file, by the names in the file
   * @throws InvalidInputException naming each tensor that has another shape, is unknown or missing
   */
  public static void requireAll(String place, String network, SequencedMap<String, List<Integer>> expected,
      SequencedMap<String, FloatArray> found, UnaryOperator<String> original, Map<String, String> types) {
    List<String> wrong = new ArrayList<>();
    found.forEach((name, tensor) -> {
      List<Integer> shape = expected.get(name);
      if (!tensor.shape().equals(shape)) {
        wrong.add("%s, %s".formatted(described(original.apply(name), tensor, types), shape == null
            ? "no such tensor in this network"
            : "expected " + shape + (original.apply(name).equals(name) ? "" : " as " + InputFile.quote(name))));
      }
    });
    expected.forEach((name, shape) -> {
      if (!found.containsKey(name)) {
        wrong.add("%s %s is missing".formatted(InputFile.quote(name), shape));
      }
    });
    if (!wrong.isEmpty()) {
      throw new InvalidInputException("%s: not the weights of %s: %s".formatted(place, network, listed(wrong)));
    }
  }

  /**
   * {@return the tensors of a file in words}
   *
   * @param tensors the tensors, by name
   * @param types the types in the file, by name
   */
  public static String described(SequencedMap<String, FloatArray> tensors, Map<String, String> types) {
    return listed(tensors.entrySet().stream().map(each -> described(each.getKey(), each.getValue(), types)).toList());
  }

  private static String described(String name, FloatArray tensor, Map<String, String> types) {
    return "%s %s %s".formatted(InputFile.quote(name), tensor.shape(), types.getOrDefault(name, "F32"));
  }

  private static String listed(List<String> words) {
    return String.join("; ", words.subList(0, Math.min(MOST_NAMED, words.size())))
        + (words.size() > MOST_NAMED ? "; and %d more".formatted(words.size() - MOST_NAMED) : "");
  }
}
