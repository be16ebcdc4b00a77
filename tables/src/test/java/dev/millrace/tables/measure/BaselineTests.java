package dev.millrace.tables.measure;

import java.util.List;

import dev.millrace.flow.random.Seed;
import dev.millrace.tables.Sets;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BaselineTests {
  private static final Seed SEED = new Seed(1);

  @ParameterizedTest
  @EnumSource
  void rowsDependOnTheSeedAloneAndHaveTheColumnsOfTheTable(Baseline baseline) {
    Table train = Sets.table("penguins");
    Table a = baseline.sample(train, 0, 501, SEED);
    assertEquals(501, a.rows());
    assertEquals(train.width(), a.width());
    assertEquals(1, Copies.measure(a, train, baseline.sample(train, 0, 501, SEED)).synthetic());
    assertTrue(MissingRates.measure(train, a).greatest() < 2);
    assertTrue(Shape.measure(train, a).error() < 6);
    Table one = baseline.sample(train.rows(new int[]{7}), null, 2, SEED);
    assertEquals(train.column(2).text(7), one.column(2).text(1));
  }

  /** The copula keeps correlations, independent columns lose them, and SMOTE comes close to the training rows. */
  @Test
  void eachHasItsOwnWeakness() {
    Sets.Split split = Sets.split("wine", 0);
    Table independent = Baseline.INDEPENDENT.sample(split.train(), 13, 142, SEED);
    Table copula = Baseline.COPULA.sample(split.train(), 13, 142, SEED);
    Table smote = Baseline.SMOTE.sample(split.train(), 13, 142, SEED);
    assertTrue(trend(split.train(), independent) > 2 * trend(split.train(), copula));
    Gower gower = Gower.of(split.train());
    assertTrue(Membership.measure(gower, split.train(), split.test(), smote, SEED, 1).auc() > 0.7);
    assertEquals(0.5, Membership.measure(gower, split.train(), split.test(), copula, SEED, 1).auc(), 0.1);
  }

  private static double trend(Table train, Table synthetic) {
    return Trend.measure(train, synthetic, Trend.Numeric.REAL_BINS, 1).error();
  }

  @Test
  void copulaOfNormalColumnsHasTheirCorrelation() {
    var random = SEED.generator(Seed.Purpose.DATA, 0, 0);
    double[] x = new double[2000];
    double[] y = new double[2000];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextGaussian();
      y[i] = -0.8 * x[i] + 0.6 * random.nextGaussian();
    }
    ValueForm form = new ValueForm.Decimal(6, false, '.');
    Table train = new Table(List.of(new Numbers("x", x, form), new Numbers("y", y, form)));
    Table drawn = Baseline.COPULA.sample(train, null, 5000, SEED);
    assertEquals(-0.8, Correlation.of((Numbers) drawn.column(0), (Numbers) drawn.column(1), Trend.Numeric.REAL_BINS),
        0.02);
  }

  @Test
  void smoteStaysBetweenNeighboursOfTheSameLabel() {
    Table train = new Table(List.of(
        new Numbers("x", new double[]{0, 10, 1, 11, 2, 12}, new ValueForm.Decimal(3, false, '.')),
        new Words("y", new int[]{0, 1, 0, 1, 0, 1}, List.of("low", "high"))));
    Table drawn = Baseline.SMOTE.sample(train, 1, 60, SEED);
    for (int row = 0; row < 60; row++) {
      double x = ((Numbers) drawn.column(0)).values()[row];
      assertTrue(drawn.column(1).text(row).equals("low") ? x >= 0 && x <= 2 : x >= 10 && x <= 12);
    }
  }

  @Test
  void rootOfAMatrixIsThatOfAKnownOne() {
    // Wikipedia, Cholesky decomposition.
    double[][] root = GaussianCopula.cholesky(new double[][]{{4, 12, -16}, {12, 37, -43}, {-16, -43, 98}});
    assertArrayEquals(new double[]{2, 0, 0}, root[0], 1e-12);
    assertArrayEquals(new double[]{6, 1, 0}, root[1], 1e-12);
    assertArrayEquals(new double[]{-8, 5, 3}, root[2], 1e-12);
  }
}
