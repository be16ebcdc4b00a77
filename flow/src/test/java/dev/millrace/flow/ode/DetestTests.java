package dev.millrace.flow.ode;

import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A tolerance bounds the error of a step; what the problem makes of it by t = 20 is seen in the textbook's errors too. */
class DetestTests {
  static Stream<Detest> all() {
    return Detest.all().stream();
  }

  private static Solution<double[]> solve(Detest problem, EmbeddedPair pair, double tolerance) {
    return new AdaptiveSolver(pair, tolerance, tolerance).between(0, Detest.END)
        .solve(problem.field(), StateSpace.DOUBLES, problem.start()).orThrow();
  }

  /** The largest error, in units of 1 + |y| as the tolerance is. */
  private static double error(Detest problem, double[] found) {
    double[] truth = problem.truth20();
    double largest = 0;
    for (int i = 0; i < truth.length; i++) {
      largest = Math.max(largest, Math.abs(found[i] - truth[i]) / (1 + Math.abs(truth[i])));
    }
    return largest;
  }

  @ParameterizedTest
  @MethodSource("all")
  void theGoldenValuesAreMetAtTheToleranceAsked(Detest problem) {
    // Orbits turn an error of phase into one that grows with time.
    double growth = problem.name().startsWith("D") ? 1000 : 50;
    for (EmbeddedPair pair : EmbeddedPair.ALL) {
      boolean fifth = pair.method().order() == 5;
      for (double tolerance : new double[]{1e-6, fifth ? 1e-9 : 1e-8}) {
        double error = error(problem, solve(problem, pair, tolerance).end());
        assertTrue(error <= (fifth ? growth : Math.max(300, growth)) * tolerance, pair.name() + " " + error);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void theGoldenValuesAreMetNearTheLimitOfPrecision(Detest problem) {
    assertTrue(error(problem, solve(problem, EmbeddedPair.DOPRI5, 1e-11).end()) < 3e-9);
    assertTrue(error(problem, solve(problem, EmbeddedPair.TSIT5, 1e-11).end()) < 3e-9);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 1e-6, 1e-9})
  void evaluationsAndResultsAreThoseOfTheTextbook(double tolerance) {
    for (Detest problem : Detest.all()) {
      TextbookDopri5 book = new TextbookDopri5(problem.field(), tolerance);
      double[] expected = book.solve(problem.start(), 0, Detest.END);
      Solution<double[]> found = solve(problem, EmbeddedPair.DOPRI5, tolerance);
      assertEquals(book.evaluations(), found.nfe(), 0.05 * book.evaluations(), problem.name());
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], found.end()[i], tolerance * (1 + Math.abs(expected[i])), problem.name());
      }
      assertEquals(found.nfe(), 2 + 6 * (found.accepted() + found.rejected()));
    }
  }
}
