package dev.millrace.tables.model;

import java.util.List;

import dev.millrace.tables.data.Table;

/**
 * A table whose holes are filled.
 *
 * @param table the table
 * @param spread for each column and row how sure a filled value is: for numbers the standard deviation of what the
 *     value may be, in its unit; for levels the probability of the level. NaN where the value was given
 * @param nfe evaluations of the network for each row that had holes; 0 if none had
 */
public record Imputed(Table table, List<double[]> spread, int nfe) {
  /** Copies the list; the numbers are shared. */
  public Imputed {
    spread = List.copyOf(spread);
  }
}
