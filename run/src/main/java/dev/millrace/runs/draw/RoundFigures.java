package dev.millrace.runs.draw;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;

/**
 * The figures of a flow that pictures show, from {@code evaluation.json}.
 *
 * @param straightness S; NaN if not known
 * @param rows figures by number of steps; empty if not known
 */
public record RoundFigures(double straightness, List<Row> rows) {
  /**
   * The quality for one number of steps.
   *
   * @param w2 mean over the draws
   * @param error its standard error; NaN if there is none
   */
  record Row(int nfe, int steps, double w2, double error) {}

  /** Copies the lists. */
  public RoundFigures {
    rows = List.copyOf(rows);
  }

  /** Reads the figures of an evaluation, or of one of its rounds. */
  static RoundFigures of(JsonNode json) {
    List<Row> rows = new ArrayList<>();
    for (JsonNode row : json.path("rows")) {
      JsonNode w2 = row.path("w2");
      if (row.path("nfe").asInt(0) > 0 && row.path("steps").asInt(0) > 0 && w2.path("mean").isNumber()) {
        rows.add(new Row(row.path("nfe").asInt(), row.path("steps").asInt(), w2.path("mean").asDouble(),
            w2.path("error").asDouble(Double.NaN)));
      }
    }
    return new RoundFigures(json.path("straightness").path("s").asDouble(json.path("s").asDouble(Double.NaN)), rows);
  }
}
