package dev.millrace.runs.published;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.millrace.runs.published.FewStepsTraining.Cost;
import tools.jackson.databind.JsonNode;

/**
 * What was measured of one flow of the table of few steps.
 *
 * @param data its data
 * @param method its method
 * @param seed of its training and of the samples
 * @param at W2 or FD by number of steps
 * @param floor the same of true data
 * @param cost of its training
 * @param asked images with classes: how many samples are of the class that was asked for, with guidance
 */
record FewStepsCell(FewStepsData data, FewStepsMethod method, int seed, SortedMap<Integer, Double> at, double floor,
    Cost cost, Optional<Asked> asked) {
  private static final String AT = "at";
  private static final String FLOOR = "floor";
  private static final String STEPS = "trainingSteps";
  private static final String SECONDS = "trainingSeconds";
  private static final String PROCESSOR = "processorSeconds";
  private static final String ASKED = "asked";

  /**
   * How many samples are of the class that was asked for.
   *
   * @param guidance its weight
   * @param share from 0 to 1
   * @param steps of these samples
   */
  record Asked(double guidance, double share, int steps) {}

  static FewStepsCell of(FewStepsData data, FewStepsMethod method, int seed, JsonNode figures) {
    SortedMap<Integer, Double> at = new TreeMap<>();
    figures.path(AT).properties().forEach(each -> at.put(Integer.valueOf(each.getKey()), each.getValue().asDouble()));
    JsonNode asked = figures.path(ASKED);
    return new FewStepsCell(data, method, seed, at, figures.path(FLOOR).asDouble(),
        new Cost(figures.path(STEPS).asInt(), figures.path(SECONDS).asDouble(), figures.path(PROCESSOR).asBoolean()),
        asked.isObject()
            ? Optional.of(new Asked(asked.path("guidance").asDouble(), asked.path("share").asDouble(),
                asked.path("steps").asInt()))
            : Optional.empty());
  }

  Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    Map<String, Double> named = new LinkedHashMap<>();
    at.forEach((steps, value) -> named.put(Integer.toString(steps), value));
    figures.put(AT, named);
    figures.put(FLOOR, floor);
    figures.put(STEPS, cost.steps());
    figures.put(SECONDS, cost.seconds());
    figures.put(PROCESSOR, cost.processor());
    asked.ifPresent(
        found -> figures.put(ASKED, Map.of("guidance", found.guidance, "share", found.share, "steps", found.steps)));
    return figures;
  }
}
