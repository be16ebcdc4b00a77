package dev.millrace.flow.path;

import java.util.List;

import dev.millrace.flow.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SpecTests {

  @Test
  void schedulesByName() {
    assertEquals(new Schedule.Linear(), Schedules.parse("linear"));
    assertEquals(new Schedule.Cosine(), Schedules.parse("cosine"));
    assertEquals(new Schedule.VariancePreserving(0.1, 20), Schedules.parse("vp"));
    assertEquals(new Schedule.VariancePreserving(0.2, 1e1), Schedules.parse("vp:.2, 1e1"));
    assertEquals(new Schedule.Polynomial(2), Schedules.parse("polynomial:2"));
    assertEquals(new Schedule.SigmaMin(new Schedule.VariancePreserving(0.1, 20), 0.01),
        Schedules.parse("sigma-min:0.01,vp:0.1,20"));
  }

  @Test
  void timeDistributionsByName() {
    assertEquals(new TimeDistribution.Uniform(), TimeDistributions.parse("uniform"));
    assertEquals(new TimeDistribution.LogitNormal(0, 1), TimeDistributions.parse("logit-normal"));
    assertEquals(new TimeDistribution.LogitNormal(-0.5, 2), TimeDistributions.parse("logit-normal:-0.5,2"));
    assertEquals(new TimeDistribution.UShaped(4), TimeDistributions.parse("u-shaped"));
    assertEquals(new TimeDistribution.UShaped(2), TimeDistributions.parse("u-shaped:2"));
    assertEquals(new TimeDistribution.Mode(1.29), TimeDistributions.parse("mode"));
    assertEquals(new TimeDistribution.Mode(-1), TimeDistributions.parse("mode:-1"));
    assertEquals(new TimeDistribution.CosMap(), TimeDistributions.parse("cosmap"));
    assertEquals(new TimeDistribution.Ends(0.5), TimeDistributions.parse("ends"));
    assertEquals(new TimeDistribution.Ends(0.25), TimeDistributions.parse("ends:0.25"));
    assertEquals("ends:0.25", new TimeDistribution.Ends(0.25).spec());
    assertEquals(new TimeDistribution.At(0), TimeDistributions.parse("at:0"));
  }

  @Test
  void specsAreWrittenTheWayPeopleWriteThem() {
    assertEquals("vp:0.1,20", new Schedule.VariancePreserving(0.1, 20).spec());
    assertEquals("polynomial:2", new Schedule.Polynomial(2).spec());
    assertEquals("sigma-min:0.1,linear", new Schedule.SigmaMin(new Schedule.Linear(), 0.1).spec());
    assertEquals("logit-normal:0,1", new TimeDistribution.LogitNormal(0, 1).spec());
    assertEquals("constant:0.1", new SigmaForm.Constant(0.1).spec());
  }

  @ParameterizedTest
  @MethodSource("dev.millrace.flow.path.ScheduleTests#schedules")
  void schedulesParseBack(Schedule schedule) {
    assertEquals(schedule, Schedules.parse(schedule.spec()));
  }

  @ParameterizedTest
  @MethodSource("dev.millrace.flow.path.TimeDistributionTests#all")
  void timeDistributionsParseBack(TimeDistribution times) {
    assertEquals(times, TimeDistributions.parse(times.spec()));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1.0 / 3, 0.1 + 0.2, 123456789.123, 1e200})
  void numbersParseBackToTheSameDouble(double number) {
    assertEquals(new Schedule.Polynomial(number), Schedules.parse(new Schedule.Polynomial(number).spec()));
  }

  @Test
  void namesAreThoseThatParse() {
    assertEquals(List.of("linear", "cosine", "vp", "polynomial", "sigma-min"), Schedules.names());
    assertEquals(List.of("uniform", "logit-normal", "u-shaped", "mode", "cosmap", "ends", "at"),
        TimeDistributions.names());
    assertEquals(List.of("none", "constant", "lipman"), SigmaForms.names());
    assertEquals(Schedules.names().size(), Schedules.forms().size());
    assertEquals(TimeDistributions.names().size(), TimeDistributions.forms().size());
    assertEquals(SigmaForms.names().size(), SigmaForms.forms().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "Linear", "linear:", "linear:1", "cosine:2", "vp:", "vp:1", "vp:1,2,3", "vp:5,1",
      "vp:1,x",
      "polynomial", "polynomial:", "polynomial:0", "polynomial:NaN", "polynomial:Infinity", "polynomial:1e999",
      "polynomial:2d", "polynomial:0x1p3", "polynomial:1,2", "sigma-min", "sigma-min:0.1", "sigma-min:2,linear",
      "sigma-min:0.1,straight", "sigma-min:0.1,sigma-min:0.1,linear", "li\nnear"})
  void wrongSchedulesAreNamedInOneLine(String text) {
    assertOneLine("path '", text, assertThrows(InvalidInputException.class, () -> Schedules.parse(text)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "beta", "uniform:1", "cosmap:1", "logit-normal:1", "logit-normal:0,-1", "u-shaped:0",
      "mode:2",
      "mode:-1.5", "mode:1,2", "ends:0", "ends:1", "ends:x", "ends:0.5,0.5", "at", "at:-0.1", "at:1.5", "at:0,1"})
  void wrongTimeDistributionsAreNamedInOneLine(String text) {
    assertOneLine("time distribution '", text,
        assertThrows(InvalidInputException.class, () -> TimeDistributions.parse(text)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0.1", "none:0", "constant", "constant:-1", "lipman", "lipman:1", "lipman:0.1,0.2"})
  void wrongSigmaFormsAreNamedInOneLine(String text) {
    assertOneLine("sigma '", text, assertThrows(InvalidInputException.class, () -> SigmaForms.parse(text)));
  }

  private static void assertOneLine(String start, String text, InvalidInputException e) {
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith(start), message);
    assertTrue(message.contains("expected one of: "), message);
    assertFalse(message.contains("\n"), message);
    // The innermost value is named: of "sigma-min:0.1,straight" it is the base that is wrong.
    String named = message.substring(start.length(), message.indexOf("': "));
    assertTrue(text.replace('\n', '?').endsWith(named), message);
  }

  @Test
  void messagesHoldWhatWasFoundAndWhatIsExpected() {
    assertEquals(
        "path 'vp:5,1': rates must satisfy 0 < betaMin <= betaMax < infinity, found 5.0 and 1.0; expected one of: "
            + "linear | cosine | vp[:bmin,bmax] | polynomial:n | sigma-min:S,path",
        assertThrows(InvalidInputException.class, () -> Schedules.parse("vp:5,1")).getMessage());
    assertEquals(
        "time distribution 'beta': unknown name; expected one of: uniform | logit-normal[:mean,std] | u-shaped[:a] | "
            + "mode[:s] | cosmap | ends[:share] | at:t",
        assertThrows(InvalidInputException.class, () -> TimeDistributions.parse("beta")).getMessage());
    assertEquals(
        "sigma 'lipman': expected 1 number after the colon, found 0; expected one of: none | constant:sigma | "
            + "lipman:sigma",
        assertThrows(InvalidInputException.class, () -> SigmaForms.parse("lipman")).getMessage());
  }
}
