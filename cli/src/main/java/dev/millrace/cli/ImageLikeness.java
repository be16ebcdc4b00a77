package dev.millrace.cli;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.millrace.flow.measure.FrechetDistance;
import dev.millrace.flow.measure.PrecisionRecall;

/**
 * How near some images are to the test images, in a classifier's features.
 *
 * @param count of the images
 * @param distance of Gaussians fitted to both
 * @param fidelity precision, recall, density and coverage, of as many of either
 * @param asAsked share of the images that the classifier takes for what they were asked to be, 0 to 1; NaN if nothing was asked
 */
record ImageLikeness(int count, FrechetDistance distance, PrecisionRecall fidelity, double asAsked) {

  /** Whether there are too few images, or too few that differ, for a covariance of full rank. */
  boolean isFlat() {
    return distance.rankA() < distance.rankB();
  }

  /** Puts the figures by name. */
  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("count", count);
    json.put("fd", distance.value());
    json.put("means", distance.means());
    json.put("spreads", distance.spreads());
    json.put("rank", distance.rankA());
    json.put("precision", fidelity.precision());
    json.put("recall", fidelity.recall());
    json.put("density", fidelity.density());
    json.put("coverage", fidelity.coverage());
    if (!Double.isNaN(asAsked)) {
      json.put("asAsked", asAsked);
    }
    return json;
  }
}
