package dev.millrace.tables.measure;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import dev.millrace.flow.random.Seed;
import dev.millrace.tables.Sets;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class RowDistanceTests {
  private static final Seed SEED = new Seed(1);
  private static final List<String> VOWELS = List.of("hid", "hId", "hEd", "hAd", "hYd", "had", "hOd", "hod", "hUd",
      "hud", "hed");

  /** W1 and coverage of the training rows as ForestDiffusion publishes them, means of three splits; coverage to three digits. */
  @ParameterizedTest
  @CsvSource({"iris,.2361,.9333,1", "wine,1.4403,.9444,1", "breast_cancer,1.8527,.9680,1", "glass,.6306,.9612,1",
      "ionosphere,4.4178,.9531,1", "congress,2.3998,.9310,.9933", "sonar,8.5280,.9841,1", "vowel,.6725,.9660,1",
      "concrete,.4851,.9612,.9717"})
  void trainingRowsAgainstTestRowsAreAsPublished(String name, double w1, double covered, double itself) {
    double distance = 0;
    double coverage = 0;
    double own = 0;
    for (int k = 0; k < 3; k++) {
      Sets.Split split = Sets.split(name, k);
      Table train = ordered(split.train());
      Table test = ordered(split.test());
      Gower gower = Gower.of(train, name.equals("vowel") ? Set.of(10) : Set.of());
      distance += RowTransport.measure(gower, train, test, SEED, 2).value().mean() / 3;
      coverage += Coverage.measure(gower, test, train, SEED, 2) / 3;
      own += Coverage.measure(gower, train, train, SEED, 2) / 3;
    }
    assertEquals(w1, distance, 8e-4 * w1);
    assertEquals(covered, coverage, 5e-4);
    assertEquals(itself, own, 5e-4);
  }

  /** Against the mean over all ten subsets of two of five training rows. */
  @Test
  void shareOfNearerRowsIsTheMeanOverAllSubsetsOfTheSizeOfTheHoldout() {
    double[] train = {0, 1, 2, 3.5, 10};
    double[] holdout = {2, 7};
    double[] synthetic = {0.5, 1, 3, 6, 9};
    double share = 0;
    for (double row : synthetic) {
      double held = Math.min(Math.abs(row - holdout[0]), Math.abs(row - holdout[1]));
      for (int a = 0; a < train.length; a++) {
        for (int b = 0; b < a; b++) {
          double own = Math.min(Math.abs(row - train[a]), Math.abs(row - train[b]));
          share += (own < held ? 1 : own == held ? 0.5 : 0) / (10 * synthetic.length);
        }
      }
    }
    Gower gower = Gower.of(numbers(train));
    Closeness found = Closeness.measure(gower, numbers(train), numbers(holdout), numbers(synthetic), SEED, 1);
    assertEquals(share, found.share().mean(), 1e-12);
    assertEquals(0.1, found.toHoldout(), 1e-12);
  }

  @Test
  void missingValuesAreALevelOfTheirOwn() {
    Table a = new Table(List.of(new Numbers("x", new double[]{0, 10, Double.NaN}, ValueForm.Decimal.INTEGER),
        new Words("w", new int[]{0, 1, Words.MISSING}, List.of("u", "v"))));
    Table b = new Table(List.of(new Numbers("x", new double[]{5, Double.NaN}, ValueForm.Decimal.INTEGER),
        new Words("w", new int[]{Words.MISSING, 0}, List.of("v", "z"))));
    assertArrayEquals(new double[]{1.5, 2, 1.5, 1, 1, 1}, Gower.of(a).distances(a, b));
    assertArrayEquals(new double[]{1.5, 1.5, 1, 2, 1, 1}, Gower.of(a).distances(b, a));
  }

  /** Of unequal sizes: as if each row stood there several times. */
  @Test
  void transportBetweenUnequalSizesIsThatOfRepeatedRows() {
    Sets.Split split = Sets.split("penguins", 0);
    Table a = split.train().rows(IntStream.range(0, 45).toArray());
    Table b = split.test().rows(IntStream.range(0, 30).toArray());
    Gower gower = Gower.of(split.train());
    double repeated = RowTransport.measure(gower, a.rows(IntStream.range(0, 90).map(i -> i / 2).toArray()),
        b.rows(IntStream.range(0, 90).map(i -> i / 3).toArray()), SEED, 1).value().mean();
    assertEquals(repeated, RowTransport.measure(gower, a, b, SEED, 1).value().mean(), 1e-12);
    assertEquals(repeated, RowTransport.measure(gower, b, a, SEED, 1).value().mean(), 1e-12);
  }

  private static Table numbers(double... values) {
    return new Table(List.of(new Numbers("x", values, new ValueForm.Decimal(1, false, '.'))));
  }

  private static Table ordered(Table table) {
    return new Table(table.columns().stream().map(RowDistanceTests::ordered).toList());
  }

  private static Column ordered(Column column) {
    return column instanceof Words words && Set.copyOf(words.levels()).equals(Set.copyOf(VOWELS))
        ? new Words(words.name(), IntStream.of(words.codes())
            .map(code -> VOWELS.indexOf(words.levels().get(code))).toArray(), VOWELS)
        : column;
  }
}
