package dev.millrace.serve.service;

import java.util.List;

/**
 * Rows in JSON.
 *
 * @param model the name of the model
 * @param checksum the hash of its weights
 * @param seed the seed of the rows
 * @param offset the number of the first row
 * @param count number of rows
 * @param nfe evaluations of the network for each row
 * @param rows the rows: objects, or arrays if the columns have no names
 * @param queuedMilliseconds how long its parts were in the queue
 * @param computedMilliseconds how long they were computed
 */
public record SampleAnswer(String model, String checksum, long seed, long offset, int count, int nfe,
    List<Object> rows, double queuedMilliseconds, double computedMilliseconds) {
  /** Copies the list. */
  public SampleAnswer {
    rows = List.copyOf(rows);
  }
}
