package dev.millrace.serve.service;

import java.util.List;

import tools.jackson.databind.JsonNode;

/**
 * Rows without holes.
 *
 * @param model the name of the model
 * @param checksum the hash of its weights
 * @param seed the seed
 * @param nfe evaluations of the network for each row that had holes; 0 if none had
 * @param rows the rows
 * @param queuedMilliseconds how long the request was in the queue
 * @param computedMilliseconds how long it was computed
 */
record ImputeAnswer(String model, String checksum, long seed, int nfe, List<JsonNode> rows, double queuedMilliseconds,
    double computedMilliseconds) {
  /** Copies the list. */
  ImputeAnswer {
    rows = List.copyOf(rows);
  }
}
