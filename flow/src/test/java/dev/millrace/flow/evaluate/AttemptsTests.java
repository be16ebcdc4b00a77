package dev.millrace.flow.evaluate;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class AttemptsTests {
  @Test
  void aMeasureThatFailsIsNamedAndLeavesTheOthers() {
    Attempts attempts = new Attempts();
    assertEquals(Double.NaN, attempts.number("first", () -> {
      throw new IllegalStateException("no reason");
    }));
    assertEquals(2.5, attempts.number("second", () -> 2.5));
    assertEquals(Double.NaN, attempts.number("third", () -> Double.POSITIVE_INFINITY));
    assertEquals(Optional.of("text"), attempts.of("fourth", () -> "text"));
    assertEquals(List.of("first could not be measured: no reason",
        "third could not be measured: the figure is not a finite number"), attempts.failures());
  }
}
