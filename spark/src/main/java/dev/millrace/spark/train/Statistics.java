package dev.millrace.spark.train;

import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Standardizer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Means and standard deviations of columns, in one pass in double precision: those of partitions are merged in the order of
 * the partitions (Chan, Golub and LeVeque 1983).
 */
final class Statistics implements Serializable {
  @Serial
  private static final long serialVersionUID = 1;

  private long count;
  private final double[] mean;
  private final double[] squares;
  private final double[] least;
  private final double[] greatest;
  /** A sum over the rows, so that it does not depend on their order. */
  private long checksum;

  private Statistics(int dim) {
    mean = new double[dim];
    squares = new double[dim];
    least = new double[dim];
    greatest = new double[dim];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    Arrays.fill(greatest, Double.NEGATIVE_INFINITY);
  }

  /**
   * Measures rows on the cluster.
   *
   * @param rows their columns are numbers
   * @return the statistics
   * @throws InvalidInputException if there is no row; the job fails if a number is missing or not finite
   */
  static Statistics of(Dataset<Row> rows) {
    List<String> names = List.of(rows.columns());
    List<Statistics> parts = rows.javaRDD().mapPartitions(part -> List.of(ofRows(part, names)).iterator()).collect();
    Statistics all = new Statistics(names.size());
    parts.forEach(all::add);
    if (all.count == 0) {
      throw new InvalidInputException("the rows to train on: there are none");
    }
    return all;
  }

  private static Statistics ofRows(Iterator<Row> rows, List<String> names) {
    Statistics statistics = new Statistics(names.size());
    double[] row = new double[names.size()];
    while (rows.hasNext()) {
      numbers(rows.next(), names, row);
      statistics.add(row);
    }
    return statistics;
  }

  /** Reads a row of numbers, which are finite. */
  static void numbers(Row row, List<String> names, double[] into) {
    for (int k = 0; k < into.length; k++) {
      if (row.isNullAt(k)) {
        throw new InvalidInputException("column %s: a value is missing; expected numbers only".formatted(names.get(k)));
      }
      into[k] = ((Number) row.get(k)).doubleValue();
      if (!Double.isFinite(into[k])) {
        throw new InvalidInputException("column %s: %s, expected finite numbers only".formatted(names.get(k), into[k]));
      }
    }
  }

  private void add(double[] row) {
    count++;
    long hash = 0;
    for (int k = 0; k < row.length; k++) {
      double off = row[k] - mean[k];
      mean[k] += off / count;
      squares[k] += off * (row[k] - mean[k]);
      least[k] = Math.min(least[k], row[k]);
      greatest[k] = Math.max(greatest[k], row[k]);
      hash = mixed(hash ^ Double.doubleToLongBits(row[k] + 0.0));
    }
    checksum += hash;
  }

  private void add(Statistics part) {
    if (part.count == 0) {
      return;
    }
    double all = (double) count + part.count;
    for (int k = 0; k < mean.length; k++) {
      double off = part.mean[k] - mean[k];
      mean[k] += off * (part.count / all);
      squares[k] += part.squares[k] + off * off * (count / all) * part.count;
      least[k] = Math.min(least[k], part.least[k]);
      greatest[k] = Math.max(greatest[k], part.greatest[k]);
    }
    count += part.count;
    checksum += part.checksum;
  }

  /** The finalizer of SplitMix64. */
  private static long mixed(long bits) {
    long z = bits + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  long count() {
    return count;
  }

  /** The map of the columns to mean 0 and standard deviation 1; constant columns stay exactly what they are. */
  Standardizer standardizer() {
    double[] centre = mean.clone();
    double[] deviation = new double[mean.length];
    for (int k = 0; k < deviation.length; k++) {
      boolean varies = least[k] < greatest[k];
      centre[k] = varies ? mean[k] : least[k];
      deviation[k] = varies ? Math.sqrt(squares[k] / count) : 0;
    }
    return new Standardizer(centre, deviation);
  }

  /** What identifies the rows, whatever their order. */
  String hash() {
    return "rows:%d:%016x".formatted(count, checksum);
  }
}
