package dev.millrace.serve.service;

import java.util.List;
import java.util.Map;

import dev.millrace.runs.rows.RowColumn;
import tools.jackson.databind.JsonNode;

/**
 * All that a model says of itself.
 *
 * @param name its name
 * @param kind points, tables or images
 * @param unit what a sample is called
 * @param checksum the hash of its weights, such as "sha256:…"
 * @param parameters the number of its weights
 * @param columns the columns of a row
 * @param classes the names of its classes; empty if it has none
 * @param defaults what is done if a request does not say it
 * @param forms the media types of its samples
 * @param provenance where it comes from
 * @param schema the schema of a table; empty for others
 */
public record ModelDescription(String name, String kind, String unit, String checksum, long parameters,
    List<RowColumn> columns, List<String> classes, Defaults defaults, List<String> forms,
    Map<String, String> provenance, JsonNode schema) {
  /** Copies the lists and the map. */
  public ModelDescription {
    columns = List.copyOf(columns);
    classes = List.copyOf(classes);
    forms = List.copyOf(forms);
    provenance = Map.copyOf(provenance);
  }

  /**
   * What is done if a request does not say it.
   *
   * @param count number of rows
   * @param steps number of steps
   * @param solver the solver; map for a flow map
   */
  public record Defaults(int count, int steps, String solver) {}
}
