package dev.millrace.images.evaluate;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.millrace.flow.measure.FrechetDistance;
import dev.millrace.flow.measure.PrecisionRecall;

/**
 * How similar some images are to the test images, in a classifier's features.
 *
 * @param count number of images
 * @param distance the Fréchet distance between Gaussians fitted to both
 * @param fidelity precision, recall, density and coverage, for equally many of both
 * @param asAsked fraction of the images whose predicted class is the one that was asked for, 0 to 1; NaN if none was
 */
public record ImageLikeness(int count, FrechetDistance distance, PrecisionRecall fidelity, double asAsked) {

  /** Whether there are too few different images for a covariance of full rank. */
  boolean isFlat() {
    return distance.rankA() < distance.rankB();
  }

  /** Adds the figures to a JSON object, by name. */
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
