package dev.millrace.tables.relations;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import dev.millrace.tables.data.Table;
import org.jspecify.annotations.Nullable;

/** Looks for formulas that give a column, in some rows. */
final class FormulaSearch {
  private static final int MOST_IN_SUM = 8;
  private static final int MOST_IN_PRODUCT = 4;
  /** Worse formulas are not looked at closely. */
  static final double MOST_RATIO = 0.1;
  /** Formulas of more columns must be nearer. */
  private static final int MANY = 4;
  private static final double MOST_RATIO_OF_MANY = 0.05;
  /** Columns of which all others together leave so much of the standard deviation have no formula. */
  private static final double MOST_LEFT = 0.4;
  /** One more column must make the error smaller by this factor. */
  private static final double WORTH = 0.75;
  private static final double OUTLIER = 5;
  private static final double MOST_ROUNDED = 1.02;
  private static final double MOST_ROUNDED_POWERS = 1.1;
  private static final int MOST_DIGITS = 8;
  private static final double SHARE = 0.9;
  private static final int MOST_WITH_ODD_POWERS = 3;
  private static final double SIXTHS = 6;

  private final Sampled sample;
  private final FormulaTerms sums;
  private final FormulaTerms products;

  /** A formula, its error, and the scale of its column: both the 90 % quantile of differences. */
  record Found(Formula formula, double error, double scale) {
    double ratio() {
      return error / scale;
    }
  }

  FormulaSearch(Table table) {
    sample = Sampled.of(table);
    sums = FormulaTerms.sums(sample);
    products = FormulaTerms.products(sample);
  }

  /** The columns for which there may be a formula. */
  int[] targets() {
    return sample.of();
  }

  /** The best formula of a column from allowed ones; null if there is none that is near. */
  @Nullable
  Found of(int column, boolean[] allowed) {
    double[] values = sample.values()[column];
    double scale = error(values, median(values));
    if (!(scale > 0)) {
      return null;
    }
    double most = MOST_RATIO * scale;
    List<Formula> formulas = new ArrayList<>();
    int target = IntStream.range(0, sample.of().length).filter(i -> sample.of()[i] == column).findFirst().orElseThrow();
    for (FormulaTerms features : List.of(sums, products)) {
      if (features.products()[target][target] > 0) {
        List<Integer> some = IntStream.range(0, features.bases().size())
            .filter(j -> features.isAllowed(j, allowed)).boxed().toList();
        // As many features fit a part of the rows by chance.
        double chance = Math.max(0, 1 - (some.size() + 1.0) / sample.rows());
        if (LeastSquares.shareLeft(features.products(), target, some) > chance * MOST_LEFT * MOST_LEFT) {
          continue;
        }
        for (Subsets.Subset subset : new Subsets(features.products(), target, some)
            .best(features.logarithms() ? MOST_IN_PRODUCT : MOST_IN_SUM)) {
          int[] chosen = subset.features().stream().mapToInt(Integer::intValue).sorted().toArray();
          Formula formula = features.logarithms()
              ? product(column, target, chosen, most)
              : sum(column, target, chosen, most);
          if (formula != null) {
            formulas.add(formula);
          }
        }
      }
    }
    Found best = null;
    formulas.sort(Comparator.comparingInt(f -> f.inputs().length));
    for (Formula formula : formulas) {
      Found found = new Found(formula, error(column, formula), scale);
      double worth = best != null && found.formula.inputs().length > best.formula.inputs().length ? WORTH : 1;
      if (formula.inputs().length > MANY && found.ratio() > MOST_RATIO_OF_MANY) {
        continue;
      }
      if (best == null || found.error < worth * best.error - 1e-12 * scale) {
        best = found;
      }
    }
    return best;
  }

  private double error(int column, Formula formula) {
    double[] left = new double[sample.rows()];
    Arrays.setAll(left, row -> sample.values()[column][row] - formula.value(sample.values(), row));
    return error(left, 0);
  }

  private static double error(double[] values, double centre) {
    double[] sizes = Arrays.stream(values).map(v -> Math.abs(v - centre)).sorted().toArray();
    return sizes[(int) (SHARE * (sizes.length - 1))];
  }

  private static double median(double[] values) {
    return Arrays.stream(values).sorted().toArray()[values.length / 2];
  }

  /** The factors of a fit to the rows that it does not leave far off. */
  private double @Nullable [] fit(FormulaTerms features, int target, int[] chosen) {
    double[] factors = LeastSquares.solve(features.products(), target, chosen);
    if (factors == null) {
      return null;
    }
    double[] left = features.values()[target].clone();
    for (int k = 0; k < chosen.length; k++) {
      for (int row = 0; row < left.length; row++) {
        left[row] -= factors[k] * features.values()[chosen[k]][row];
      }
    }
    double most = OUTLIER * error(left, median(left));
    int[] rows = IntStream.range(0, left.length).filter(row -> Math.abs(left[row]) <= most).toArray();
    int n = chosen.length;
    double[][] of = new double[n + 1][rows.length];
    for (int k = 0; k <= n; k++) {
      double[] from = features.values()[k == n ? target : chosen[k]];
      double mean = Arrays.stream(rows).mapToDouble(row -> from[row]).average().orElse(0);
      of[k] = Arrays.stream(rows).mapToDouble(row -> from[row] - mean).toArray();
    }
    double[][] products = new double[n + 1][n + 1];
    for (int i = 0; i <= n; i++) {
      for (int j = 0; j <= n; j++) {
        for (int row = 0; row < rows.length; row++) {
          products[i][j] += of[i][row] * of[j][row];
        }
      }
    }
    return LeastSquares.solve(products, n, IntStream.range(0, n).toArray());
  }

  private @Nullable Formula sum(int column, int target, int[] chosen, double worst) {
    double[] factors = fit(sums, target, chosen);
    if (factors == null) {
      return null;
    }
    int[] inputs = Arrays.stream(chosen).map(j -> sums.bases().get(j).first()).toArray();
    Formula exact = withOffset(column, inputs, Arrays.stream(factors).map(f -> rounded(f, MOST_DIGITS)).toArray(),
        MOST_DIGITS);
    double error = error(column, exact);
    if (error > worst) {
      return null;
    }
    double most = MOST_ROUNDED * error + tiny(column);
    for (int digits = 1; digits <= MOST_DIGITS; digits++) {
      int d = digits;
      double[] rounded = Arrays.stream(factors).map(f -> rounded(f, d)).toArray();
      for (int offsetDigits : new int[]{0, digits, MOST_DIGITS}) {
        Formula formula = withOffset(column, inputs, rounded, offsetDigits);
        if (error(column, formula) <= most) {
          return formula;
        }
      }
    }
    return exact;
  }

  private double tiny(int column) {
    return 1e-9 * Math.max(1e-300, Arrays.stream(sample.values()[column]).map(Math::abs).max().orElse(0));
  }

  /** The formula with the offset that fits, rounded to some digits; 0 for none. */
  private Formula withOffset(int column, int[] inputs, double[] factors, int digits) {
    Formula.Sum without = new Formula.Sum(0, inputs, factors);
    if (digits == 0) {
      return without;
    }
    double[] left = new double[sample.rows()];
    Arrays.setAll(left, row -> sample.values()[column][row] - without.value(sample.values(), row));
    return new Formula.Sum(rounded(median(left), digits), inputs, factors);
  }

  private @Nullable Formula product(int column, int target, int[] chosen, double worst) {
    double[] powers = fit(products, target, chosen);
    if (powers == null) {
      return null;
    }
    double[] simple = Arrays.stream(powers).map(p -> Math.rint(SIXTHS * p) / SIXTHS).toArray();
    Formula exact = withFactor(column, chosen, Arrays.stream(powers).map(p -> rounded(p, MOST_DIGITS)).toArray(),
        MOST_DIGITS);
    double error = error(column, exact);
    if (error > worst) {
      return null;
    }
    if (Arrays.stream(simple).noneMatch(p -> p == 0)) {
      Formula whole = withFactor(column, chosen, simple, MOST_DIGITS);
      if (error(column, whole) <= MOST_ROUNDED_POWERS * error + tiny(column)) {
        double most = MOST_ROUNDED * error(column, whole) + tiny(column);
        for (int digits = 1; digits <= MOST_DIGITS; digits++) {
          Formula formula = withFactor(column, chosen, simple, digits);
          if (error(column, formula) <= most) {
            return formula;
          }
        }
        return whole;
      }
    }
    // A sum of columns to an odd power only imitates what it is not.
    boolean plain = Arrays.stream(chosen).allMatch(j -> products.bases().get(j).second() < 0);
    return plain && chosen.length <= MOST_WITH_ODD_POWERS ? exact : null;
  }

  private Formula withFactor(int column, int[] chosen, double[] powers, int digits) {
    List<Formula.Factor> factors = new ArrayList<>();
    for (int k = 0; k < chosen.length; k++) {
      Formula.Factor base = products.bases().get(chosen[k]);
      factors.add(new Formula.Factor(base.first(), base.second(), base.sign(), powers[k]));
    }
    Formula.Product without = new Formula.Product(1, factors);
    double[] ratio = new double[sample.rows()];
    Arrays.setAll(ratio, row -> sample.values()[column][row] / without.value(sample.values(), row));
    return new Formula.Product(rounded(median(ratio), digits), factors);
  }

  /** A number with at most so many decimal digits. */
  private static double rounded(double value, int digits) {
    return value == 0 || !Double.isFinite(value)
        ? value
        : new BigDecimal(value).round(new MathContext(digits)).doubleValue();
  }
}
