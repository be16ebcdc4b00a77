package dev.millrace.flow.run;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import dev.millrace.flow.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OneStepTests {
  private static RunConfig with(Map<String, ?> options) {
    return ConfigFile.over(RunConfig.defaults(), "", options);
  }

  private static RunConfig chosen(Map<String, ?> options) {
    RunConfig made = OneStep.of(with(options), options.keySet());
    made.check();
    return made;
  }

  @Test
  void theCouplingIsAMapAndHalfOfTheTimesAreZero() {
    RunConfig made = chosen(Map.of());
    assertEquals(with(Map.of("coupling", "semidiscrete", "time", "ends:0.5")), made);
    assertEquals(1, made.usualSteps());
    assertEquals(100, RunConfig.defaults().usualSteps());
  }

  @Test
  void whatIsChosenStays() {
    Map<String, Object> options = Map.of("coupling", "ot", "batch", 100, "time", "ends:0.25", "steps", 7);
    RunConfig made = chosen(options);
    Map<String, Object> expected = new LinkedHashMap<>(options);
    // The least multiple of the batch that is a large pool.
    expected.put("coupling-batch", 1100);
    assertEquals(with(expected), made);
    assertEquals("semidiscrete:2000", chosen(Map.of("coupling", "semidiscrete:2000")).coupling());
    assertEquals(2048, chosen(Map.of("coupling", "ot", "coupling-batch", 2048)).couplingBatch());
    assertEquals(1, chosen(Map.of("coupling", "pairs:p.npy")).usualSteps());
  }

  @Test
  void classesArePairedEachByItself() {
    for (Map<String, Object> classes : Set.<Map<String, Object>>of(Map.of("classes", true),
        Map.of("data", "a.csv", "labels", "b.csv"))) {
      RunConfig made = chosen(classes);
      assertEquals("ot", made.coupling());
      assertTrue(made.classAware());
      assertTrue(made.couplingBatch() >= 1024 && made.couplingBatch() % made.batch() == 0);
      assertEquals(1, made.usualSteps());
    }
  }

  /** Options of a file are not chosen by the user, so that those of one step replace them. */
  @Test
  void optionsOfAFileAreReplaced() {
    RunConfig file = with(Map.of("coupling", "ot", "coupling-batch", 512, "time", "cosmap"));
    assertEquals(with(Map.of("coupling", "semidiscrete", "time", "ends:0.5")), OneStep.of(file, new HashSet<>()));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|',
      textBlock = """
          coupling=independent                    | `coupling` independent: it pairs the same noise with many data points
          coupling=sinkhorn                       | `coupling` sinkhorn: it pairs the same noise with many data points
          coupling=ot,coupling-batch=256          | `coupling-batch` 256: small pools pair the same noise with many
          coupling=ot,coupling-batch=0            | `coupling-batch` 256: small pools
          coupling=semidiscrete:64                | `coupling` semidiscrete:64: so few groups of data are no map
          time=uniform                            | `time` uniform: too few rows are at t = 0 exactly
          time=u-shaped                           | `time` u-shaped: too few rows are at t = 0 exactly
          time=at:0.5                             | `time` at:0.5: too few
          path=cosine                             | `path` cosine and `sigma-min` none: only straight paths
          sigma-min=constant:0.1                  | `path` linear and `sigma-min` constant:0.1: only straight paths
          coupling=ot,class-aware=true            | `class-aware` true: noise has one data point of each class
          """)
  void whatIsNoMapIsRefusedInOneLine(String options, String message) {
    Map<String, Object> given = new LinkedHashMap<>();
    for (String option : options.split(",")) {
      String[] parts = option.split("=");
      given.put(parts[0], parts[1].equals("true")
          ? (Object) true
          : parts[1].matches("\\d+") ? (Object) Integer.parseInt(parts[1]) : parts[1]);
    }
    String text = String
        .valueOf(assertThrows(InvalidInputException.class, () -> OneStep.of(with(given), given.keySet())).getMessage());
    assertTrue(text.startsWith("`one-step` with " + message), text);
    assertTrue(text.contains("; expected "), text);
    assertFalse(text.contains("\n"), text);
  }

  /** The time distribution alone does not make a flow of one step, and a step of a distilled flow is one. */
  @Test
  void otherRunsTakeManySteps() {
    assertEquals(100, with(Map.of("time", "ends:0.5")).usualSteps());
    assertEquals(100, with(Map.of("coupling", "semidiscrete")).usualSteps());
    assertEquals(100, with(Map.of("coupling", "pairs:p.npy", "time", "u-shaped")).usualSteps());
    assertEquals(1, with(Map.of("coupling", "pairs:p.npy", "time", "at:0")).usualSteps());
    assertEquals(100, with(Map.of("coupling", "semidiscrete", "time", "at:0.5")).usualSteps());
  }
}
