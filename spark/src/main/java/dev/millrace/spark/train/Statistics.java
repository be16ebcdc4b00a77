package dev.millrace.spark.train;

import java.io.Serial;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Standardizer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Means and standard deviations of columns, in one pass. Sums and sums of squares are pairs of doubles, of some 106 bits
 * (Dekker 1971), so that they do not depend on the order in which rows come from other machines.
 */
final class Statistics implements Serializable {
  @Serial
  private static final long serialVersionUID = 1;
  /** Sums of squares stay finite. */
  private static final double GREATEST = 1e140;
  private static final MathContext DIGITS = MathContext.DECIMAL128;

  private long count;
  private final double[] sum;
  private final double[] sumRest;
  private final double[] squares;
  private final double[] squaresRest;
  private final double[] least;
  private final double[] greatest;
  /** A sum over the rows, so that it does not depend on their order. */
  private long checksum;

  private Statistics(int dim) {
    sum = new double[dim];
    sumRest = new double[dim];
    squares = new double[dim];
    squaresRest = new double[dim];
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
      if (!(Math.abs(into[k]) <= GREATEST)) {
        throw new InvalidInputException(
            "column %s: %s, expected finite numbers only, up to %s".formatted(names.get(k), into[k], GREATEST));
      }
    }
  }

  private void add(double[] row) {
    count++;
    long hash = 0;
    for (int k = 0; k < row.length; k++) {
      double square = row[k] * row[k];
      add(sum, sumRest, k, row[k], 0);
      add(squares, squaresRest, k, square, Math.fma(row[k], row[k], -square));
      least[k] = Math.min(least[k], row[k]);
      greatest[k] = Math.max(greatest[k], row[k]);
      hash = mixed(hash ^ Double.doubleToLongBits(row[k] + 0.0));
    }
    checksum += hash;
  }

  private void add(Statistics part) {
    for (int k = 0; k < sum.length; k++) {
      add(sum, sumRest, k, part.sum[k], part.sumRest[k]);
      add(squares, squaresRest, k, part.squares[k], part.squaresRest[k]);
      least[k] = Math.min(least[k], part.least[k]);
      greatest[k] = Math.max(greatest[k], part.greatest[k]);
    }
    count += part.count;
    checksum += part.checksum;
  }

  /** Adds a pair of doubles to one. */
  private static void add(double[] to, double[] rest, int k, double value, double valueRest) {
    double total = to[k] + value;
    double share = total - to[k];
    double lost = (to[k] - (total - share)) + (value - share) + rest[k] + valueRest;
    to[k] = total + lost;
    rest[k] = lost - (to[k] - total);
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
    double[] mean = new double[sum.length];
    double[] std = new double[sum.length];
    BigDecimal rows = BigDecimal.valueOf(count);
    for (int k = 0; k < mean.length; k++) {
      BigDecimal all = new BigDecimal(sum[k]).add(new BigDecimal(sumRest[k]));
      BigDecimal ofSquares = new BigDecimal(squares[k]).add(new BigDecimal(squaresRest[k]));
      boolean varies = least[k] < greatest[k];
      mean[k] = varies ? all.divide(rows, DIGITS).doubleValue() : least[k];
      std[k] = varies
          ? Math.sqrt(ofSquares.multiply(rows).subtract(all.multiply(all)).divide(rows.multiply(rows), DIGITS)
              .max(BigDecimal.ZERO).doubleValue())
          : 0;
    }
    return new Standardizer(mean, std);
  }

  /** What identifies the rows, whatever their order. */
  String hash() {
    return "rows:%d:%016x".formatted(count, checksum);
  }
}
