package dev.millrace.flow.path;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PathPointTests {

  /** The definition of each prediction from the two ends, independent of any conversion. */
  private static double truth(Prediction prediction, PathPoint p, double x0, double x1) {
    return switch (prediction) {
      case VELOCITY -> p.dAlpha() * x1 + p.dSigma() * x0;
      case DATA -> x1;
      case NOISE -> x0;
      case SCORE -> -x0 / p.sigma();
    };
  }

  @ParameterizedTest
  @MethodSource("dev.millrace.flow.path.ScheduleTests#schedules")
  void allSixteenConversionsAgreeWithTheEnds(Schedule schedule) {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 200; i++) {
      PathPoint p = schedule.at(0.05 + 0.9 * random.nextDouble());
      double x0 = random.nextGaussian();
      double x1 = 3 * random.nextGaussian();
      double state = p.alpha() * x1 + p.sigma() * x0;
      for (Prediction from : Prediction.values()) {
        for (Prediction to : Prediction.values()) {
          Conversion c = p.convert(from, to);
          double value = truth(from, p, x0, x1);
          // Rounding is relative to the terms that are added, which may nearly cancel.
          double scale = Math.abs(c.onState() * state) + Math.abs(c.onValue() * value) + 1;
          assertEquals(truth(to, p, x0, x1), c.onState() * state + c.onValue() * value, 1e-12 * scale,
              schedule.spec() + " " + from + " to " + to);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, VELOCITY, DATA", "0, VELOCITY, NOISE", "0, VELOCITY, SCORE", "0, DATA, VELOCITY", "0, DATA, NOISE",
      "0, DATA, SCORE", "0, NOISE, SCORE", "0, SCORE, NOISE", "1, VELOCITY, DATA", "1, VELOCITY, NOISE",
      "1, NOISE, VELOCITY", "1, NOISE, DATA"})
  void theEndsOfTheLinearPathConvertWhereTheyCan(double t, Prediction from, Prediction to) {
    PathPoint p = new Schedule.Linear().at(t);
    double x0 = 0.4;
    double x1 = -2.5;
    double state = t == 0 ? x0 : x1;
    Conversion c = p.convert(from, to);
    assertEquals(truth(to, p, x0, x1), c.onState() * state + c.onValue() * truth(from, p, x0, x1), 1e-15);
  }

  @ParameterizedTest
  @CsvSource({"0, NOISE, DATA, alpha", "0, NOISE, VELOCITY, alpha", "0, SCORE, DATA, alpha",
      "0, SCORE, VELOCITY, alpha", "1, DATA, NOISE, sigma", "1, DATA, VELOCITY, sigma", "1, DATA, SCORE, score",
      "1, NOISE, SCORE, score", "1, VELOCITY, SCORE, score"})
  void singularConversionsSayWhatIsSingular(double t, Prediction from, Prediction to, String named) {
    PathPoint p = new Schedule.Linear().at(t);
    String message = String.valueOf(assertThrows(ArithmeticException.class, () -> p.convert(from, to)).getMessage());
    assertTrue(message.startsWith(to + " cannot be computed from " + from + ": "), message);
    assertTrue(message.contains(named), message);
    assertFalse(message.contains("NaN"), message);
  }

  @Test
  void aScoreAtTheDataIsStillTweedies() {
    // E[x1 | x_t] = (x_t + σ²·score)/α, which is x_t itself where σ = 0.
    Conversion c = new Schedule.Linear().at(1).convert(Prediction.SCORE, Prediction.DATA);
    assertEquals(1.0, c.onState());
    assertEquals(0.0, c.onValue(), 0.0);
  }

  @Test
  void aPathAtRestRevealsTheNoiseButNotTheData() {
    PathPoint rest = new Schedule.Polynomial(2).at(0);
    assertThrows(ArithmeticException.class, () -> rest.convert(Prediction.VELOCITY, Prediction.DATA));
    assertEquals(new Conversion(1, 0), rest.convert(Prediction.VELOCITY, Prediction.NOISE));
    assertEquals(new Conversion(-1, 0), rest.convert(Prediction.VELOCITY, Prediction.SCORE));
    assertEquals(new Conversion(0, 0), rest.convert(Prediction.NOISE, Prediction.VELOCITY));
  }

  /** The mean of a prediction given x_t, for data N(0, s²): by regression on jointly normal numbers, finite at both ends. */
  private static double mean(Prediction prediction, PathPoint p, double s, double state) {
    double variance = p.alpha() * p.alpha() * s * s + p.sigma() * p.sigma();
    double data = p.alpha() * s * s / variance * state;
    double noise = p.sigma() / variance * state;
    return switch (prediction) {
      case VELOCITY -> p.dAlpha() * data + p.dSigma() * noise;
      case DATA -> data;
      case NOISE -> noise;
      case SCORE -> -state / variance;
    };
  }

  /** The weights of (x1, x0) in a prediction; a score is the noise times a number. */
  private static double[] weights(Prediction prediction, PathPoint p) {
    return switch (prediction) {
      case VELOCITY -> new double[]{p.dAlpha(), p.dSigma()};
      case DATA -> new double[]{1, 0};
      case NOISE, SCORE -> new double[]{0, 1};
    };
  }

  private static boolean areDependent(double[] a, double[] b) {
    return a[0] * b[1] - a[1] * b[0] == 0;
  }

  /** Whether x_t and one prediction determine another at all: whether its weights are a combination of theirs. */
  private static boolean isDetermined(PathPoint p, Prediction from, Prediction to) {
    boolean velocityIsInfinite = Double.isInfinite(p.dAlpha()) || Double.isInfinite(p.dSigma());
    if ((to == Prediction.SCORE && p.sigma() == 0) || (to == Prediction.VELOCITY && velocityIsInfinite)) {
      return false;
    }
    double[] state = {p.alpha(), p.sigma()};
    if (areDependent(weights(to, p), state)) {
      return true;
    }
    double[] known = weights(from, p);
    boolean says = !(from == Prediction.VELOCITY && velocityIsInfinite) && (known[0] != 0 || known[1] != 0);
    return says && (areDependent(known, weights(to, p)) || !areDependent(known, state));
  }

  /** Refused only where no formula could know, and right in all other cases. */
  @ParameterizedTest
  @ValueSource(strings = {"linear", "cosine", "vp", "vp:0.5,0.5", "polynomial:1", "polynomial:2", "polynomial:3.7",
      "polynomial:0.5", "polynomial:0.9", "polynomial:300", "sigma-min:0,linear", "sigma-min:0.3,linear",
      "sigma-min:0.3,cosine", "sigma-min:0.3,vp", "sigma-min:0.3,polynomial:2", "sigma-min:0.3,polynomial:0.5"})
  void bothEndsOfAllSchedulesConvertOrSayWhyNot(String spec) {
    Schedule schedule = Schedules.parse(spec);
    for (double deviation : new double[]{0, 0.3}) {
      for (double t : new double[]{0, 1}) {
        PathPoint p = schedule.at(t).withNoise(deviation);
        for (Prediction from : Prediction.values()) {
          for (Prediction to : Prediction.values()) {
            String what = "%s + %s at %s, %s to %s".formatted(spec, deviation, t, from, to);
            if (from == to || isDetermined(p, from, to)) {
              Conversion c = p.convert(from, to);
              double value = c.onValue() == 0 ? 0 : c.onValue() * mean(from, p, 2, 1.5);
              double scale = Math.abs(c.onState()) + Math.abs(value) + 1;
              if (from != to) {
                assertEquals(mean(to, p, 2, 1.5), c.onState() * 1.5 + value, 1e-12 * scale, what);
              }
            } else {
              String message = String.valueOf(
                  assertThrows(ArithmeticException.class, () -> p.convert(from, to), what).getMessage());
              assertTrue(message.startsWith(to + " cannot be computed from " + from + ": "), message);
              assertFalse(message.contains("NaN") || message.contains("\n"), message);
            }
          }
        }
      }
    }
  }

  @Test
  void independentNoiseMakesAWiderPath() {
    // α·x1 + σ·x0 + d·ε, regressed on x_t: the velocity is that of the wider path, and so is the score.
    PathPoint p = new Schedule.Cosine().at(0.3);
    PathPoint wide = p.withNoise(0.4);
    double variance = p.alpha() * p.alpha() * 4 + p.sigma() * p.sigma() + 0.16;
    double velocity = (p.dAlpha() * p.alpha() * 4 + p.dSigma() * p.sigma()) / variance;
    Conversion score = wide.convert(Prediction.VELOCITY, Prediction.SCORE);
    assertEquals(-1 / variance, score.onState() + score.onValue() * velocity, 1e-12);
    assertEquals(p, p.withNoise(0));
  }

  @Test
  void infiniteVelocitiesAreRefusedAndTheRestStillConverts() {
    PathPoint data = new Schedule.VariancePreserving(0.1, 20).at(1);
    for (Prediction other : new Prediction[]{Prediction.NOISE, Prediction.SCORE}) {
      assertInfinite(assertThrows(ArithmeticException.class, () -> data.convert(Prediction.VELOCITY, other)));
    }
    for (Prediction other : new Prediction[]{Prediction.DATA, Prediction.NOISE, Prediction.SCORE}) {
      assertInfinite(assertThrows(ArithmeticException.class, () -> data.convert(other, Prediction.VELOCITY)));
    }
    assertEquals(new Conversion(1, 0), abs(data.convert(Prediction.NOISE, Prediction.DATA)));
    // x_t is the data where no noise is left, however fast it moves.
    Conversion c = data.convert(Prediction.VELOCITY, Prediction.DATA);
    assertEquals(new Conversion(1, 0), c);
    float[] out = new float[1];
    c.apply(new float[]{2}, new float[]{Float.NEGATIVE_INFINITY}, out);
    assertEquals(2, out[0]);
  }

  private static void assertInfinite(ArithmeticException e) {
    assertTrue(String.valueOf(e.getMessage()).contains("velocity is infinite"), e.getMessage());
  }

  /** −0 as 0. */
  private static Conversion abs(Conversion c) {
    return new Conversion(Math.abs(c.onState()), Math.abs(c.onValue()));
  }

  @Test
  void everyPredictionIsItselfEvenAtSingularEnds() {
    for (double t : new double[]{0, 1}) {
      for (Prediction prediction : Prediction.values()) {
        assertEquals(new Conversion(0, 1),
            new Schedule.VariancePreserving(0.1, 20).at(t).convert(prediction, prediction));
      }
    }
  }

  @Test
  void conversionsApplyElementByElementAndInPlace() {
    Conversion conversion = new Conversion(2, -3);
    float[] state = {1, 2, 3};
    float[] value = {10, 20, 0.5f};
    float[] out = new float[3];
    conversion.apply(state, value, out);
    assertArrayEquals(new float[]{-28, -56, 4.5f}, out);
    assertArrayEquals(new float[]{1, 2, 3}, state);
    conversion.apply(state, value, value);
    assertArrayEquals(out, value);
    assertEquals("lengths differ: state 3, value 3, out 2",
        assertThrows(IllegalArgumentException.class, () -> conversion.apply(state, value, new float[2])).getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Conversion(Double.NaN, 0));
  }
}
