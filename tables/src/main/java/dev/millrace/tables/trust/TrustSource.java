package dev.millrace.tables.trust;

import dev.millrace.flow.random.Seed;
import dev.millrace.tables.data.Table;

/** Where synthetic rows come from. */
@FunctionalInterface
public interface TrustSource {
  /**
   * Draws rows.
   *
   * @param steps number of steps, at least 1
   * @param count number of rows
   * @param seed seed of the rows
   * @return the rows, with the columns of the training rows
   */
  Table sample(int steps, int count, Seed seed);
}
