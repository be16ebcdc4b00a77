package dev.millrace.flow.path;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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
  void aPathAtRestDoesNotRevealTheData() {
    PathPoint rest = new Schedule.Polynomial(2).at(0);
    assertThrows(ArithmeticException.class, () -> rest.convert(Prediction.VELOCITY, Prediction.DATA));
  }

  @Test
  void infiniteVelocitiesAreRefusedAndTheRestStillConverts() {
    PathPoint data = new Schedule.VariancePreserving(0.1, 20).at(1);
    for (Prediction other : new Prediction[]{Prediction.DATA, Prediction.NOISE, Prediction.SCORE}) {
      for (ArithmeticException e : new ArithmeticException[]{
          assertThrows(ArithmeticException.class, () -> data.convert(Prediction.VELOCITY, other)),
          assertThrows(ArithmeticException.class, () -> data.convert(other, Prediction.VELOCITY))}) {
        assertTrue(String.valueOf(e.getMessage()).contains("velocity is infinite"), e.getMessage());
      }
    }
    assertEquals(new Conversion(1, 0), abs(data.convert(Prediction.NOISE, Prediction.DATA)));
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
