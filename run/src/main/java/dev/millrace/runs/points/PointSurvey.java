package dev.millrace.runs.points;

import java.io.Serial;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.random.ContentHash;
import dev.millrace.runs.shared.LabelColumn;
import dev.millrace.runs.shared.Survey;
import dev.millrace.runs.train.Provenance;
import org.jspecify.annotations.Nullable;

/**
 * Means and standard deviations of columns, in one pass. Sums and sums of squares are pairs of doubles, of some 106 bits
 * (Dekker 1971), so that they do not depend on the order in which rows come from other machines. If one column holds
 * classes, their labels are collected.
 */
public final class PointSurvey implements Survey<PointSurvey> {
  @Serial
  private static final long serialVersionUID = 1;
  /** Sums of squares stay finite. */
  private static final double GREATEST = 1e140;
  private static final MathContext DIGITS = MathContext.DECIMAL128;

  private final String[] names;
  private final int label;
  private final @Nullable LabelColumn column;
  private long count;
  private final double[] sum;
  private final double[] sumRest;
  private final double[] squares;
  private final double[] squaresRest;
  private final double[] least;
  private final double[] greatest;
  /** Of the numbers of one row. */
  private final double[] numbers;
  private final TreeSet<String> labels = new TreeSet<>();
  /** A sum over the rows, so that it does not depend on their order. */
  private long checksum;

  /**
   * A survey that has seen no row.
   *
   * @param names the columns
   * @param label the number of the column of classes; −1 for none
   */
  PointSurvey(List<String> names, int label) {
    this.names = names.toArray(String[]::new);
    this.label = label;
    column = label < 0 ? null : new LabelColumn(label, names.get(label));
    int dim = names.size() - (label < 0 ? 0 : 1);
    sum = new double[dim];
    sumRest = new double[dim];
    squares = new double[dim];
    squaresRest = new double[dim];
    least = new double[dim];
    greatest = new double[dim];
    numbers = new double[dim];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    Arrays.fill(greatest, Double.NEGATIVE_INFINITY);
  }

  /** Reads the numbers of a row, which are finite; those of the column of classes are left out. */
  static void numbers(@Nullable Object[] row, String[] names, int label, double[] into) {
    for (int k = 0, to = 0; k < names.length; k++) {
      if (k == label) {
        continue;
      }
      if (!(row[k] instanceof Number number)) {
        throw new InvalidInputException("column %s: a value is missing; expected numbers only".formatted(names[k]));
      }
      into[to] = number.doubleValue();
      if (!(Math.abs(into[to]) <= GREATEST)) {
        throw new InvalidInputException(
            "column %s: %s, expected finite numbers only, up to %s".formatted(names[k], into[to], GREATEST));
      }
      to++;
    }
  }

  @Override
  public void add(@Nullable Object[] row, long times) {
    numbers(row, names, label, numbers);
    long hash = 0;
    for (double number : numbers) {
      hash = ContentHash.of(hash ^ Double.doubleToLongBits(number + 0.0));
    }
    if (column != null) {
      String text = column.text(row);
      hash = ContentHash.of(text, hash);
      labels.add(text);
      column.requireFew(labels);
    }
    checksum += times * hash;
    count += times;
    for (long time = 0; time < times; time++) {
      add(numbers);
    }
  }

  private void add(double[] row) {
    for (int k = 0; k < row.length; k++) {
      double square = row[k] * row[k];
      add(sum, sumRest, k, row[k], 0);
      add(squares, squaresRest, k, square, Math.fma(row[k], row[k], -square));
      least[k] = Math.min(least[k], row[k]);
      greatest[k] = Math.max(greatest[k], row[k]);
    }
  }

  @Override
  public void addAll(PointSurvey part) {
    for (int k = 0; k < sum.length; k++) {
      add(sum, sumRest, k, part.sum[k], part.sumRest[k]);
      add(squares, squaresRest, k, part.squares[k], part.squaresRest[k]);
      least[k] = Math.min(least[k], part.least[k]);
      greatest[k] = Math.max(greatest[k], part.greatest[k]);
    }
    count += part.count;
    checksum += part.checksum;
    labels.addAll(part.labels);
    if (column != null) {
      column.requireFew(labels);
    }
  }

  /** Adds a pair of doubles to one. */
  private static void add(double[] to, double[] rest, int k, double value, double valueRest) {
    double total = to[k] + value;
    double share = total - to[k];
    double lost = (to[k] - (total - share)) + (value - share) + rest[k] + valueRest;
    to[k] = total + lost;
    rest[k] = lost - (to[k] - total);
  }

  @Override
  public long rows() {
    return count;
  }

  /** {@return the labels that occur, in order; none without classes} */
  public List<String> labels() {
    return List.copyOf(labels);
  }

  /** {@return the map of the columns to mean 0 and standard deviation 1; constant columns stay exactly what they are} */
  public Standardizer standardizer() {
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

  /** {@return what identifies the rows, whatever their order} */
  public String hash() {
    return Provenance.rowsHash(count, checksum);
  }
}
