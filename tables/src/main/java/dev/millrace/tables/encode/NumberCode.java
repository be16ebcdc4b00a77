package dev.millrace.tables.encode;

import java.util.Arrays;
import java.util.random.RandomGenerator;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.ValueForm;
import org.jspecify.annotations.Nullable;

/**
 * A number as the normal quantile of its rank: z = Φ⁻¹(p), where p is drawn evenly between the share of the rows below
 * the value and that of the rows up to it. So z is a standard normal number whatever the distribution of the column.
 * The way back is linear between values; a value that occurs twice or more is flat over its share. Values that many
 * rows have (atoms), and missing values, are levels of a one-hot that follows z; its first level stands for the other
 * values. A row at another level has z = 0.
 */
public final class NumberCode implements ColumnCode {
  private final String name;
  private final ValueForm form;
  private final Bins bins;
  private final double[] atoms;
  private final boolean hasMissing;
  /** The shares between which each bin lies, [bins + 1]. */
  private final double[] shares;
  private final double limit;
  private final double[] knotShares;
  private final double[] knotValues;

  /**
   * An encoding.
   *
   * @param name the name of the column
   * @param form how values are written
   * @param bins the distribution of the regular values; at least one
   * @param atoms values that are levels, ascending
   * @param hasMissing whether missing values occur
   */
  NumberCode(String name, ValueForm form, Bins bins, double[] atoms, boolean hasMissing) {
    if (bins.size() == 0 || bins.size() + atoms.length + 1 >= MOST_CODES) {
      throw new InvalidInputException(
          "column %s has %d ranges of numbers and %d atoms, expected 1 to %d in all".formatted(name, bins.size(),
              atoms.length, MOST_CODES - 2));
    }
    this.name = name;
    this.form = form;
    this.bins = bins;
    this.atoms = atoms;
    this.hasMissing = hasMissing;
    double n = bins.total();
    limit = Normal.quantile(1 - 1 / (4 * n));
    shares = new double[bins.size() + 1];
    knotShares = new double[2 * bins.size()];
    knotValues = new double[2 * bins.size()];
    long below = 0;
    for (int j = 0; j < bins.size(); j++) {
      int count = bins.counts()[j];
      // One row is a knot in the middle of its rank; equal rows are flat; a range's ends are the ranks of its ends.
      double margin = count == 1 || bins.low()[j] != bins.high()[j] ? 0.5 : 0;
      knotShares[2 * j] = (below + margin) / n;
      knotValues[2 * j] = bins.low()[j];
      below += count;
      knotShares[2 * j + 1] = (below - margin) / n;
      knotValues[2 * j + 1] = bins.high()[j];
      shares[j + 1] = below / n;
    }
  }

  @Override
  public String name() {
    return name;
  }

  /** {@return how values are written} */
  public ValueForm form() {
    return form;
  }

  /** The distribution of the regular values. */
  Bins bins() {
    return bins;
  }

  /** {@return the values that are levels, ascending} */
  public double[] atoms() {
    return atoms.clone();
  }

  /** {@return whether missing values occur} */
  public boolean hasMissing() {
    return hasMissing;
  }

  /** {@return the shares Φ(z) between which {@link #value} is linear, ascending, [knots], at least 2} */
  public double[] knotShares() {
    return knotShares.clone();
  }

  /** {@return the values at these shares, ascending, [knots]} */
  public double[] knotValues() {
    return knotValues.clone();
  }

  private int extraLevels() {
    return atoms.length + (hasMissing ? 1 : 0);
  }

  @Override
  public int width() {
    return extraLevels() == 0 ? 1 : 2 + extraLevels();
  }

  @Override
  public boolean hasNumber() {
    return true;
  }

  @Override
  public int codes() {
    return bins.size() + extraLevels();
  }

  @Override
  public int missingCode() {
    return hasMissing ? codes() - 1 : -1;
  }

  @Override
  public void code(Column column, int from, int to, char[] out, int at, int stride) {
    if (!(column instanceof Numbers numbers)) {
      throw new IllegalArgumentException("column " + name + " has words, expected numbers");
    }
    char missing = hasMissing ? (char) (codes() - 1) : UNKNOWN;
    for (int row = from, i = at; row < to; row++, i += stride) {
      // Not −0.
      double value = numbers.values()[row] + 0.0;
      if (Double.isNaN(value)) {
        out[i] = missing;
      } else {
        int atom = atoms.length == 0 ? -1 : Arrays.binarySearch(atoms, value);
        out[i] = (char) (atom >= 0 ? bins.size() + atom : bins.find(value));
      }
    }
  }

  @Override
  public void put(char code, RandomGenerator random, float[] x, int at) {
    int levels = width() - 1;
    if (levels > 0) {
      Arrays.fill(x, at + 1, at + 1 + levels, 0f);
      x[at + 1 + Math.max(0, code - bins.size() + 1)] = 1;
    }
    x[at] = code < bins.size() ? quantile(code, random.nextDouble()) : 0;
  }

  /** z at a place in a bin, from 0 to 1. */
  private float quantile(int bin, double place) {
    double p = shares[bin] + place * (shares[bin + 1] - shares[bin]);
    return (float) (p <= 0 ? -limit : Math.clamp(Normal.quantile(p), -limit, limit));
  }

  /**
   * {@return the value whose normal quantile is z, rounded as values are written}
   *
   * @param z any number
   */
  public double value(double z) {
    double p = Normal.share(z);
    int at = Arrays.binarySearch(knotShares, p);
    int after = at >= 0 ? at : -at - 1;
    if (after == 0 || Double.isNaN(z)) {
      return knotValues[0];
    }
    if (after == knotShares.length) {
      return knotValues[after - 1];
    }
    double low = knotValues[after - 1];
    double high = knotValues[after];
    double width = knotShares[after] - knotShares[after - 1];
    if (low == high || !(width > 0)) {
      return high;
    }
    double between = (p - knotShares[after - 1]) / width;
    return Math.clamp(form.round(low + between * (high - low)), low, high);
  }

  @Override
  public Decoded decoded(int rows) {
    double[] values = new double[rows];
    return new Decoded() {
      @Override
      public void take(int row, float[] x, int at, @Nullable RandomGenerator random, boolean missing) {
        int level = extraLevels() == 0
            ? 0
            : Choice.of(x, at + 1, 1 + extraLevels(), missing || !hasMissing ? -1 : extraLevels(), random);
        values[row] = level == 0 ? value(x[at]) : level <= atoms.length ? atoms[level - 1] : Double.NaN;
      }

      @Override
      public Column column() {
        return new Numbers(name, values, form);
      }
    };
  }

  /** Equal encodings encode alike. */
  @Override
  public boolean equals(Object other) {
    return other instanceof NumberCode code && name.equals(code.name) && form.equals(code.form)
        && bins.equals(code.bins) && Arrays.equals(atoms, code.atoms) && hasMissing == code.hasMissing;
  }

  @Override
  public int hashCode() {
    return name.hashCode() * 31 + bins.hashCode();
  }

  @Override
  public String toString() {
    return "%s: %s, %d atoms%s".formatted(name, bins, atoms.length, hasMissing ? " and missing" : "");
  }
}
