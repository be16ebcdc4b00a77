package dev.millrace.cli;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;

/**
 * What pictures show of a flow's figures, as {@code evaluation.json} has them.
 *
 * @param straightness S; NaN where it is not known
 * @param rows by number of steps, none where they are not known
 */
record RoundFigures(double straightness, List<Row> rows) {
  /**
   * The quality of one number of steps.
   *
   * @param w2 mean over the draws
   * @param error its standard error; NaN for none
   */
  record Row(int nfe, int steps, double w2, double error) {}

  RoundFigures {
    rows = List.copyOf(rows);
  }

  /** Of an evaluation, or of one of its rounds. */
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
