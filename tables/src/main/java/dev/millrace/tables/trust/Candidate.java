package dev.millrace.tables.trust;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The figures of one set of rows.
 *
 * @param name such as "8 steps", "floor" or "SMOTE"
 * @param steps number of steps; 0 for rows that are not of the flow
 * @param scores the figures; one is lacking where it cannot be measured
 * @param w1Error the standard error of W1 to the test rows; NaN if all rows were compared
 * @param seconds to draw the rows
 */
public record Candidate(String name, int steps, Map<Measure, Double> scores, double w1Error, double seconds) {
  /** Copies the figures and leaves out those that are not finite. */
  public Candidate {
    Map<Measure, Double> kept = new EnumMap<>(Measure.class);
    scores.forEach((measure, value) -> {
      if (Double.isFinite(value)) {
        kept.put(measure, value);
      }
    });
    scores = kept;
  }

  /**
   * {@return a figure; NaN if it was not measured}
   *
   * @param measure which
   */
  public double get(Measure measure) {
    return scores.getOrDefault(measure, Double.NaN);
  }

  /** {@return the figures as they are written to a file} */
  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    if (steps > 0) {
      json.put("nfe", steps);
      json.put("steps", steps);
    } else {
      json.put("name", name);
    }
    scores.forEach((measure, value) -> json.put(measure.key(), value));
    if (Double.isFinite(w1Error)) {
      json.put("w1TestError", w1Error);
    }
    if (steps > 0) {
      json.put("seconds", seconds);
    }
    return json;
  }
}
