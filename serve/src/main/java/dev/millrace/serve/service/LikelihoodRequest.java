package dev.millrace.serve.service;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.serve.http.Field;
import dev.millrace.serve.http.Problem;
import tools.jackson.databind.JsonNode;

/**
 * Points whose densities a client asks for.
 *
 * @param points the points
 * @param wanted the class whose density it is; any if empty
 */
record LikelihoodRequest(
    @Field(value = "the points, at least one, each an array of its numbers", least = -Float.MAX_VALUE,
        most = Float.MAX_VALUE) List<List<Double>> points,
    @JsonProperty("class") @Field("the class by name or number, or any") Optional<JsonNode> wanted) {
  /**
   * Copies the list.
   *
   * @throws Problem 422 if there is no point
   */
  LikelihoodRequest {
    points = List.copyOf(points);
    if (points.isEmpty()) {
      throw new Problem(422, "`points`: expected at least one point", "points");
    }
  }

  /** The numbers of all points, [count, dim]. */
  double[] numbers(int dim) {
    double[] rows = new double[Math.multiplyExact(points.size(), dim)];
    int at = 0;
    for (int row = 0; row < points.size(); row++) {
      if (points.get(row).size() != dim) {
        String field = "points[%d]".formatted(row);
        throw new Problem(400, "`%s`: has %d numbers, expected %d".formatted(field, points.get(row).size(), dim),
            field);
      }
      for (double number : points.get(row)) {
        rows[at++] = number;
      }
    }
    return rows;
  }
}
