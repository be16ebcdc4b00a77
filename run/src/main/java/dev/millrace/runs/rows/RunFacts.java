package dev.millrace.runs.rows;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a program must know of a run to ask it for rows.
 *
 * @param columns the columns of a row
 * @param classes the names of the classes; empty if there are none
 * @param count the usual number of rows
 * @param steps the usual number of steps
 * @param solver the usual solver: a method, or map for a flow map
 * @param endings the endings of the files that rows can be written to
 * @param schema the schema of a table; null for others
 */
public record RunFacts(List<RowColumn> columns, List<String> classes, int count, int steps, String solver,
    List<String> endings, @Nullable JsonNode schema) {
  /** The solver of a flow that goes by its flow map. */
  public static final String MAP = "map";

  /** Copies the lists. */
  public RunFacts {
    columns = List.copyOf(columns);
    classes = List.copyOf(classes);
    endings = List.copyOf(endings);
  }
}
