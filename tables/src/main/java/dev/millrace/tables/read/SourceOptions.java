package dev.millrace.tables.read;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Csv;
import org.jspecify.annotations.Nullable;

/**
 * How a table is read.
 *
 * @param query the rows to take from a database; null for the only table of a DuckDB file
 * @param badRows what happens to rows of a CSV file that cannot be read
 * @param header whether the first row of a CSV file has the names of the columns
 * @param encoding the encoding of a CSV file; null to find it out
 * @param maxLevels the most levels of a category; the rarest words beyond are grouped; at least 2
 * @param memory bytes that the columns in memory may take; DuckDB takes as many beside them at most, but at least half a
 *          gigabyte
 * @param threads number of threads; 0 for all processors
 * @param seed of the choice of rows where not all fit into memory
 */
public record SourceOptions(@Nullable String query, BadRows badRows, Csv.Header header, @Nullable String encoding,
    int maxLevels, long memory, int threads, long seed) {
  /** More levels make the network wide, while most of their words are too rare to be learnt. */
  public static final int MAX_LEVELS = 100;

  /**
   * Checks the ranges.
   *
   * @throws InvalidInputException naming the component out of range
   */
  public SourceOptions {
    if (maxLevels < 2) {
      throw new InvalidInputException("`max-levels` " + maxLevels + ", expected at least 2");
    }
    if (memory <= 0 || threads < 0) {
      throw new IllegalArgumentException("memory = %d, threads = %d".formatted(memory, threads));
    }
  }

  /** {@return bad rows fail, 100 levels, half of Java's memory, all processors} */
  public static SourceOptions defaults() {
    return new SourceOptions(null, BadRows.FAIL, Csv.Header.AUTO, null, MAX_LEVELS,
        Runtime.getRuntime().maxMemory() / 2, 0, 0);
  }

  /**
   * {@return the same with a query}
   *
   * @param newQuery the rows to take from a database; null for the only table of a DuckDB file
   */
  public SourceOptions withQuery(@Nullable String newQuery) {
    return new SourceOptions(newQuery, badRows, header, encoding, maxLevels, memory, threads, seed);
  }

  /**
   * {@return the same with another rule for bad rows}
   *
   * @param newBadRows the rule
   */
  public SourceOptions withBadRows(BadRows newBadRows) {
    return new SourceOptions(query, newBadRows, header, encoding, maxLevels, memory, threads, seed);
  }

  /**
   * {@return the same with another reading of the first row}
   *
   * @param newHeader whether it has names
   */
  public SourceOptions withHeader(Csv.Header newHeader) {
    return new SourceOptions(query, badRows, newHeader, encoding, maxLevels, memory, threads, seed);
  }

  /**
   * {@return the same with an encoding}
   *
   * @param newEncoding such as UTF-8 or windows-1252; null to find it out
   */
  public SourceOptions withEncoding(@Nullable String newEncoding) {
    return new SourceOptions(query, badRows, header, newEncoding, maxLevels, memory, threads, seed);
  }

  /**
   * {@return the same with another number of levels}
   *
   * @param newMaxLevels at least 2
   */
  public SourceOptions withMaxLevels(int newMaxLevels) {
    return new SourceOptions(query, badRows, header, encoding, newMaxLevels, memory, threads, seed);
  }

  /**
   * {@return the same with another limit}
   *
   * @param newMemory bytes
   */
  public SourceOptions withMemory(long newMemory) {
    return new SourceOptions(query, badRows, header, encoding, maxLevels, newMemory, threads, seed);
  }

  /**
   * {@return the same with another number of threads}
   *
   * @param newThreads 0 for all processors
   */
  public SourceOptions withThreads(int newThreads) {
    return new SourceOptions(query, badRows, header, encoding, maxLevels, memory, newThreads, seed);
  }

  /**
   * {@return the same with another seed}
   *
   * @param newSeed any number
   */
  public SourceOptions withSeed(long newSeed) {
    return new SourceOptions(query, badRows, header, encoding, maxLevels, memory, threads, newSeed);
  }
}
