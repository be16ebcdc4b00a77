package dev.millrace.tables.measure;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.flow.random.Seed;
import dev.millrace.tables.Sets;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class QualityTests {
  private static final Seed SEED = new Seed(1);

  /** Against the definitions of SDMetrics, written with NumPy; penguins has missing numbers and words. */
  @Test
  void marginalsAndPairsAreThoseOfASecondImplementation() {
    Sets.Split split = Sets.split("penguins", 0);
    assertEquals(6.538943019511734, Shape.measure(split.train(), split.test()).error(), 1e-9);
    assertEquals(18.401296887476427,
        Trend.measure(split.train(), split.test(), Trend.Numeric.SDMETRICS, 2).error(), 1e-9);
    assertEquals(12.799993051179381,
        Trend.measure(split.train(), split.test(), Trend.Numeric.REAL_BINS, 1).error(), 1e-9);
  }

  @Test
  void anEqualTableHasNoErrorsAndAnotherOrderOfLevelsIsEqual() {
    Table table = Sets.table("penguins");
    Table turned = new Table(table.columns().stream().map(column -> column instanceof Words words
        ? new Words(words.name(),
            Arrays.stream(words.codes()).map(code -> code < 0 ? code : words.levels().size() - 1 - code).toArray(),
            words.levels().reversed())
        : column).toList());
    assertEquals(0, Shape.measure(table, turned).error(), 1e-9);
    assertEquals(0, Trend.measure(table, turned, Trend.Numeric.REAL_BINS, 1).error(), 1e-9);
    assertEquals(0, MissingRates.measure(table, turned).points(), 1e-9);
    assertEquals(1, Copies.measure(table, table, turned).synthetic());
  }

  /** V of a table of 2 × 2 is |ad − bc|/√((a + b)(c + d)(a + c)(b + d)). */
  @Test
  void dependenceOfWordsIsCramersV() {
    int[] a = new int[100];
    int[] b = new int[100];
    Arrays.fill(a, 60, 100, 1);
    Arrays.fill(b, 45, 60, 1);
    Arrays.fill(b, 70, 100, 1);
    Table table = new Table(List.of(new Words("a", a, List.of("u", "v")), new Words("b", b, List.of("u", "v"))));
    double v = (45 * 30 - 15 * 10) / Math.sqrt(60.0 * 40 * 55 * 45);
    assertEquals(v, Trend.measure(table, table, Trend.Numeric.REAL_BINS, 1).real()[0][1], 1e-12);
  }

  @Test
  void missingRatesDifferByPoints() {
    Table a = numbers(1, Double.NaN, 3, 4);
    Table b = numbers(1, 2, Double.NaN, Double.NaN);
    assertEquals(25, MissingRates.measure(a, b).points());
    assertEquals(0, Shape.measure(numbers(Double.NaN, 1), numbers(Double.NaN, Double.NaN)).similarity()[0]);
  }

  @Test
  void aClassifierTellsShuffledColumnsFromRealRowsButNotRealFromReal() {
    Sets.Split split = Sets.split("breast_cancer", 0);
    SplittableRandom random = new SplittableRandom(3);
    Table shuffled = new Table(split.train().columns().stream()
        .map(column -> column.rows(RowSample.first(column.size(), column.size(), random))).toList());
    double floor = ClassifierTest.measure(split.test(), split.train(), SEED, 2).auc();
    assertEquals(0.5, floor, 0.1);
    assertTrue(ClassifierTest.measure(split.test(), shuffled, SEED, 2).auc() > 0.95);
    assertEquals(floor, ClassifierTest.measure(split.test(), split.train(), SEED, 1).auc());
  }

  /** The mean of three kinds of models on real rows, beside those of ForestDiffusion, whose models have other seeds. */
  @ParameterizedTest
  @CsvSource({"iris,.9732", "wine,.9716", "concrete,.7977"})
  void modelsLearnFromRealRowsAsPublished(String name, double published) {
    Sets.Split split = Sets.split(name, 0);
    double score = Utility.measure(split.train(), split.test(), split.train().width() - 1, SEED, 2).score();
    assertEquals(published, score, 0.04);
  }

  @Test
  void aClassThatIsNotThereGivesNoScore() {
    Sets.Split split = Sets.split("iris", 0);
    Words species = (Words) split.train().column(4);
    Table lacking = split.train()
        .rows(IntStream.range(0, species.size()).filter(r -> species.codes()[r] > 0).toArray());
    assertEquals(0, Utility.measure(lacking, split.test(), 4, SEED, 1).score());
    assertTrue(Utility.measure(split.train(), split.test(), SEED, 2).boosting() > 0.4);
  }

  @Test
  void macroF1IsTheMeanOverClassesThatOccur() {
    // Class 0: 2 right of 3 found and 2 expected, 4/5; class 1: 1 right, 1 found, 2 expected, 2/3; class 2 does not occur.
    assertEquals((4 / 5.0 + 2 / 3.0) / 2, Utility.macroF1(new int[]{0, 0, 1, 1}, new int[]{0, 0, 1, 0}, 3), 1e-12);
  }

  @Test
  void areaUnderTheCurveIsTheShareOfOrderedPairs() {
    assertEquals((3 + 2.5 + 0.5) / 9, RankSum.auc(new double[]{9, 3, 1}, new double[]{3, 1, 2}), 1e-12);
  }

  @Test
  void copiesAreFoundByDistanceAndByComparison() {
    Sets.Split split = Sets.split("concrete", 0);
    Gower gower = Gower.of(split.train());
    Copies copies = Copies.measure(split.train(), split.test(), split.train());
    assertEquals(1, copies.synthetic());
    long repeated = IntStream.range(0, split.test().rows()).filter(r -> IntStream.range(0, split.train().rows())
        .anyMatch(t -> split.train().columns().stream().allMatch(column -> column.text(t)
            .equals(split.test().column(split.train().columns().indexOf(column)).text(r)))))
        .count();
    assertEquals(repeated / (double) split.test().rows(), copies.natural(), 1e-12);
    assertTrue(Membership.measure(gower, split.train(), split.test(), split.train(), SEED, 2).auc() > 0.95);
    assertEquals(0, NearPairs.of(gower, split.train(), split.train(), 3, SEED, 1).getLast().distance());
  }

  private static Table numbers(double... values) {
    return new Table(List.of(new Numbers("x", values, ValueForm.Decimal.INTEGER)));
  }
}
