package dev.millrace.tables.relations;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.millrace.tables.data.ValueForm;

/**
 * What a formula may be made of: columns themselves, whose sums are formulas; or the logarithms of columns and of sums and
 * differences of two, whose sums are logarithms of products. The first are the columns themselves, in the order of the
 * sample.
 *
 * @param bases what each is
 * @param values their values minus the mean, [features][rows]
 * @param means what was taken off
 * @param products the scalar products, [features][features]
 * @param logarithms whether values are logarithms
 */
@SuppressWarnings("ArrayRecordComponent")
record FormulaTerms(List<Formula.Factor> bases, double[][] values, double[] means, double[][] products,
    boolean logarithms) {
  /** With more columns, sums and differences of two are too many. */
  private static final int MOST_OF_PAIRS = 20;
  /** A sum of numbers of very different size is nearly the greater one. */
  private static final double MOST_RATIO = 4;

  static FormulaTerms sums(Sampled sample) {
    List<Formula.Factor> bases = new ArrayList<>();
    for (int c : sample.of()) {
      bases.add(new Formula.Factor(c, -1, 1, 1));
    }
    return of(bases, sample, false);
  }

  static FormulaTerms products(Sampled sample) {
    List<Formula.Factor> bases = new ArrayList<>();
    List<Integer> plain = new ArrayList<>();
    for (int c : sample.of()) {
      // All columns have a place, so that the numbers of targets agree; those that are not positive are not used.
      bases.add(new Formula.Factor(c, -1, 1, 1));
      if (sample.forms()[c] instanceof ValueForm.Decimal && isPositive(sample.values()[c])) {
        plain.add(c);
      }
    }
    for (int a : sample.of().length <= MOST_OF_PAIRS ? plain : List.<Integer>of()) {
      for (int b : plain) {
        double ratio = median(sample.values()[a]) / median(sample.values()[b]);
        if (a != b && ratio < MOST_RATIO && ratio > 1 / MOST_RATIO) {
          if (a < b) {
            bases.add(new Formula.Factor(a, b, 1, 1));
          }
          Formula.Factor difference = new Formula.Factor(a, b, -1, 1);
          if (isPositive(values(difference, sample))) {
            bases.add(difference);
          }
        }
      }
    }
    return of(bases, sample, true);
  }

  private static boolean isPositive(double[] values) {
    return Arrays.stream(values).allMatch(v -> v > 0);
  }

  private static double median(double[] values) {
    return Arrays.stream(values).sorted().toArray()[values.length / 2];
  }

  private static double[] values(Formula.Factor base, Sampled sample) {
    double[] values = new double[sample.rows()];
    Arrays.setAll(values, row -> base.base(sample.values(), row));
    return values;
  }

  private static FormulaTerms of(List<Formula.Factor> bases, Sampled sample, boolean logarithms) {
    int count = bases.size();
    double[][] values = new double[count][];
    double[] means = new double[count];
    for (int j = 0; j < count; j++) {
      double[] of = values(bases.get(j), sample);
      boolean defined = !logarithms || isPositive(of);
      double[] feature = logarithms ? Arrays.stream(of).map(Math::log).toArray() : of;
      double mean = defined ? Arrays.stream(feature).average().orElse(0) : 0;
      means[j] = mean;
      values[j] = defined ? Arrays.stream(feature).map(v -> v - mean).toArray() : new double[feature.length];
    }
    double[][] products = new double[count][count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int row = 0; row < values[i].length; row++) {
          sum += values[i][row] * values[j][row];
        }
        products[i][j] = sum;
        products[j][i] = sum;
      }
    }
    return new FormulaTerms(bases, values, means, products, logarithms);
  }

  /** Whether a feature takes none but allowed columns, and is not the same in all rows. */
  boolean isAllowed(int feature, boolean[] allowed) {
    Formula.Factor base = bases.get(feature);
    return allowed[base.first()] && (base.second() < 0 || allowed[base.second()]) && products[feature][feature] > 0;
  }
}
