package dev.millrace.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

import dev.millrace.flow.io.FloatArray;

/**
 * The tensors of the tutorial's U-Net under other names. Its layers have different shapes, by which they are found.
 *
 * @param tensors the tensors by the tutorial's names
 * @param originals the names in the file, by the tutorial's
 */
record ForeignUNet(SequencedMap<String, FloatArray> tensors, Map<String, String> originals) {
  private static final String WEIGHT = ".weight";
  private static final String BIAS = ".bias";

  /** {@return the tensors by the tutorial's names; as they are, if their shapes are not those of that network, each once} */
  static ForeignUNet of(SequencedMap<String, FloatArray> tensors) {
    for (LessonUNet net : candidates(tensors)) {
      Map<String, String> originals = places(net, tensors);
      if (originals.size() == tensors.size()) {
        SequencedMap<String, FloatArray> named = new LinkedHashMap<>();
        originals.forEach((ours, theirs) -> {
          FloatArray tensor = tensors.get(theirs);
          if (tensor != null) {
            named.put(ours, tensor);
          }
        });
        return new ForeignUNet(named, originals);
      }
    }
    return new ForeignUNet(tensors, Map.of());
  }

  /** The networks with the width of the only matrix and the channels of some convolution. */
  private static List<LessonUNet> candidates(SequencedMap<String, FloatArray> tensors) {
    List<LessonUNet> candidates = new ArrayList<>();
    Set<Integer> channels = new LinkedHashSet<>();
    tensors.values().stream().filter(tensor -> tensor.shape().size() == 4)
        .forEach(tensor -> channels.add(tensor.shape().get(1)));
    tensors.values().stream().filter(tensor -> tensor.shape().size() == 2
        && tensor.rowLength() == LessonUNet.TIME_FEATURES && tensor.rows() > 0).map(FloatArray::rows).distinct()
        .forEach(hidden -> channels.stream().filter(count -> count > 0)
            .forEach(count -> candidates.add(new LessonUNet(count, 1, 1, hidden))));
    return candidates;
  }

  /** The name in the file of each tensor whose layer alone has its shapes. */
  private static Map<String, String> places(LessonUNet net, SequencedMap<String, FloatArray> tensors) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    net.layout().parameters().forEach(parameter -> shapes.put(parameter.name(), parameter.shape()));
    Map<String, String> originals = new LinkedHashMap<>();
    for (String ours : shapes.keySet().stream().filter(name -> name.endsWith(WEIGHT)).toList()) {
      String bias = without(ours) + BIAS;
      List<Integer> shape = shapes.getOrDefault(ours, List.of());
      List<Integer> ofBias = shapes.getOrDefault(bias, List.of());
      List<String> fitting = tensors.keySet().stream().filter(name -> name.endsWith(WEIGHT)
          && hasShape(tensors, name, shape) && hasShape(tensors, without(name) + BIAS, ofBias)).toList();
      if (fitting.size() == 1) {
        originals.put(ours, fitting.getFirst());
        originals.put(bias, without(fitting.getFirst()) + BIAS);
      }
    }
    return originals;
  }

  private static boolean hasShape(SequencedMap<String, FloatArray> tensors, String name, List<Integer> shape) {
    FloatArray tensor = tensors.get(name);
    return tensor != null && tensor.shape().equals(shape);
  }

  private static String without(String weight) {
    return weight.substring(0, weight.length() - WEIGHT.length());
  }
}
