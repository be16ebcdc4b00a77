package dev.millrace.runs.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

import tools.jackson.databind.JsonNode;

/** Explains the figures of an evaluation, in one line each. */
public final class Measures {
  /** A measure, the keys of {@code evaluation.json} that hold it, and its meaning. */
  private record Measure(String name, Predicate<String> isKey, String meaning) {}

  private static final List<Measure> ALL = List.of(
      new Measure("NFE", "nfe"::equals,
          "number of function evaluations: how often the network is evaluated per sample. It is the cost of sampling."),
      new Measure("W2", key -> key.startsWith("w2"),
          "2-Wasserstein distance: the least distance that samples have to be moved to become real data, as the root "
              + "mean square over all of them. It is in the units of the data unless the page says "
              + "otherwise, and 0 is best."),
      new Measure("FD", "fd"::equals,
          "Fréchet distance: how far the mean and the spread of samples are from those of real images, in the features "
              + "of a classifier. 0 is best. It is larger for fewer samples, so only figures of equally many can be "
              + "compared."),
      new Measure("as asked", "asAsked"::equals,
          "the share of samples in which the classifier sees the class that was asked for."),
      new Measure("floor", key -> key.equals("floor") || key.equals("plainFloor"),
          "the same distance between two independent sets of real data. This much is due to chance: on average, no "
              + "sampler is below it. For a mixture, such as the two moons, both sets have equal counts of each "
              + "component, such as each moon."),
      new Measure("S", "s"::equals,
          "straightness: the mean square difference between the velocity along a trajectory and that of a straight "
              + "line. 0 is straight, and one step is then as good as many."),
      new Measure("NPE", "npe"::equals,
          "normalised path energy: how much more the trajectories cost than the cheapest transport from noise to data, "
              + "as a fraction of it. 0 is straight and cheapest."),
      new Measure("W2², noise to data", "squaredW2SourceToData"::equals,
          "the cost of the cheapest transport between sets of noise and data, with which NPE compares."),
      new Measure("W2², due to chance", "squaredW2Bias"::equals,
          "how much larger that cost is between finite sets by chance. It is subtracted already."),
      new Measure("path energy", "pathEnergy"::equals,
          "the mean square velocity along the trajectories. It is the transport cost where they are straight, and more "
              + "elsewhere."),
      new Measure("length ratio", "lengthRatio"::equals,
          "the distance from start to end, divided by the length of the trajectory. 1 is straight."),
      new Measure("transport cost", "transportCost"::equals,
          "the mean square distance from start to end."),
      new Measure("round trip", "roundTrip"::equals,
          "the root mean square error of real data that are turned into noise and back. 0 is best."),
      new Measure("precision, density", key -> key.equals("precision") || key.equals("density"),
          "how many samples look like real images. Real images have 1."),
      new Measure("recall, coverage", key -> key.equals("recall") || key.equals("coverage"),
          "how many real images look like some sample. 1 is best."));

  private Measures() {
  }

  /**
   * {@return the meanings of the measures that an evaluation contains; none of a table, whose page explains its own}
   *
   * @param evaluation the content of the file
   */
  public static SequencedMap<String, String> in(JsonNode evaluation) {
    Set<String> keys = new TreeSet<>();
    if (evaluation.path("metric").asString("").equals("trust")) {
      return new LinkedHashMap<>();
    }
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
