package dev.millrace.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

import tools.jackson.databind.JsonNode;

/** Explains the figures of an evaluation, in one line each. */
final class Measures {
  /** A measure, the keys of {@code evaluation.json} that hold it, and its meaning. */
  private record Measure(String name, Predicate<String> isKey, String meaning) {}

  private static final List<Measure> ALL = List.of(
      new Measure("NFE", "nfe"::equals,
          "number of function evaluations: how often the network is asked for each sample. It is the cost of sampling."),
      new Measure("W2", key -> key.startsWith("w2"),
          "2-Wasserstein distance: how far samples would have to be moved, at the least, to become real data, as the root mean "
              + "square over all of them. It is in the units of the data, and 0 is best."),
      new Measure("FD", "fd"::equals,
          "Fréchet distance: how far the mean and the spread of samples are from those of real images, in what a classifier "
              + "sees in them. 0 is best."),
      new Measure("floor", key -> key.equals("floor") || key.equals("plainFloor"),
          "the same distance between two independent sets of real data. Chance alone explains this much, so no flow can be "
              + "expected to come below it."),
      new Measure("S", "s"::equals,
          "straightness: the mean square difference between the velocity on the way and that of the straight way. 0 is "
              + "straight, and one step is then as good as many."),
      new Measure("NPE", "npe"::equals,
          "normalised path energy: by which share the ways cost more than the cheapest transport from noise to data. 0 is "
              + "straight and cheapest."),
      new Measure("length ratio", "lengthRatio"::equals,
          "the distance from start to end over the length of the way between. 1 is straight."),
      new Measure("transport cost", "transportCost"::equals,
          "the mean square distance from start to end."),
      new Measure("round trip", "roundTrip"::equals,
          "the root mean square error of real data that are carried to noise and back. 0 is best."),
      new Measure("precision, density", key -> key.equals("precision") || key.equals("density"),
          "how many samples look like real images. 1 is what real images have."),
      new Measure("recall, coverage", key -> key.equals("recall") || key.equals("coverage"),
          "how many of the real images look like some sample. 1 is what all of them would be."));

  private Measures() {
  }

  /** The meanings of the measures that an evaluation contains. */
  static SequencedMap<String, String> in(JsonNode evaluation) {
    Set<String> keys = new TreeSet<>();
    addKeys(keys, evaluation);
    SequencedMap<String, String> meanings = new LinkedHashMap<>();
    for (Measure measure : ALL) {
      if (keys.stream().anyMatch(measure.isKey)) {
        meanings.put(measure.name, measure.meaning);
      }
    }
    return meanings;
  }

  private static void addKeys(Set<String> keys, JsonNode node) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      keys.add(entry.getKey());
      addKeys(keys, entry.getValue());
    }
    if (node.isArray()) {
      node.forEach(element -> addKeys(keys, element));
    }
  }
}
