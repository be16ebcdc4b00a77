package dev.millrace.tables.published;

import java.util.Map;

import dev.millrace.flow.random.Seed;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.measure.Closeness;
import dev.millrace.tables.measure.Coverage;
import dev.millrace.tables.measure.RowTransport;
import dev.millrace.tables.measure.Utility;
import tools.jackson.databind.JsonNode;

/**
 * What is measured of synthetic rows, as ForestDiffusion's authors do. These sets are small: no figure is an estimate
 * from a sample. The score of the training rows is within 0.013 of the published one on eight sets, and 0.054 below it on
 * sonar, whose classes a linear model separates in many ways.
 *
 * @param w1Test W1 to the test rows
 * @param w1Train W1 to the training rows
 * @param coverage the share of the test rows that have a synthetic row near them
 * @param closeness the share of the rows that are nearer to training rows than to as many test rows
 * @param score what models learn: macro-F1, or R² where the label is a number
 */
record ForestFigures(double w1Test, double w1Train, double coverage, double closeness, double score) {
  private static final Seed SEED = new Seed(1);

  /** All figures. */
  static ForestFigures measure(ForestSplit split, Table rows) {
    ForestFigures distances = distances(split, rows);
    return new ForestFigures(distances.w1Test, distances.w1Train, distances.coverage, distances.closeness,
        Utility.measure(rows, split.test(), rows.width() - 1, SEED, 1).score());
  }

  /** All but the score, which takes most of the time; it is NaN. */
  static ForestFigures distances(ForestSplit split, Table rows) {
    return new ForestFigures(RowTransport.measure(split.gower(), rows, split.test(), SEED, 1).value().mean(),
        RowTransport.measure(split.gower(), rows, split.train(), SEED, 1).value().mean(),
        Coverage.measure(split.gower(), split.test(), rows, SEED, 1),
        Closeness.measure(split.gower(), split.train(), split.test(), rows, SEED, 1).share().mean(), Double.NaN);
  }

  Map<String, Double> toMap() {
    return Map.of("w1-test", w1Test, "w1-train", w1Train, "coverage", coverage, "closeness", closeness, "score",
        score);
  }

  static ForestFigures of(JsonNode node) {
    return new ForestFigures(node.path("w1-test").asDouble(), node.path("w1-train").asDouble(),
        node.path("coverage").asDouble(), node.path("closeness").asDouble(), node.path("score").asDouble());
  }
}
