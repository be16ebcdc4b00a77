package dev.millrace.runs.open;

import java.nio.file.Path;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ClassesTests {
  private static final Path RUN = Path.of("runs", "a");

  @Test
  void classesAreNamedByNameOrNumberOrAsAny() {
    Classes animals = new Classes(RUN, 3, List.of("ant", "bee", "cat"), true);
    assertEquals(List.of(1, 0, 3), animals.parse("--class", "bee, 0,any"));
    assertEquals("any", animals.name(3));
    assertEquals(List.of(3), animals.any());
    refused("--class bea: runs/a has no such class (did you mean bee?); expected one of ant, bee, cat, or any",
        () -> animals.parse("--class", "bea"));
    refused("--class 3: runs/a has no such class; expected one of ant, bee, cat, or any",
        () -> animals.parse("--class", "3"));
    assertEquals(List.of(2), new Classes(RUN, 3, List.of(), true).parse("--class", "2"));
  }

  /** Labels 3, 20 and 100: there is no class 1. */
  @Test
  void labelsThatAreNumbersAreTheOnlyNumbers() {
    Classes labels = new Classes(RUN, 3, List.of("3", "20", "100"), true);
    assertEquals(List.of(1, 2), labels.parse("--class", "20,100"));
    refused("--class 1: runs/a has no such class; expected one of 3, 20, 100, or any",
        () -> labels.parse("--class", "1"));
  }

  @Test
  void whatTheNetworkNeverLearntIsRefused() {
    Classes none = new Classes(RUN, 0, List.of(), true);
    refused("--class 1: runs/a was trained without classes", () -> none.parse("--class", "1"));
    refused("`guidance` 2.0: runs/a was trained without classes", () -> none.guidance(2.0));
    Classes sure = new Classes(RUN, 2, List.of(), false);
    refused("--class any: runs/a was trained with `label-dropout` 0, so that it knows nothing of samples of any class",
        () -> sure.parse("--class", "any"));
    refused(
        "`guidance` 2.0: runs/a was trained with `label-dropout` 0, so that it knows nothing of samples of any class",
        () -> sure.guidance(2.0));
    assertEquals(1, sure.guidance(1.0));
    refused("`guidance` NaN: expected a finite number", () -> sure.guidance(Double.NaN));
    refused("`guidance` 1.0E39: expected a finite number within the range of a 32-bit float",
        () -> sure.guidance(1e39));
  }

  @Test
  void samplesAreSharedEvenly() {
    assertArrayEquals(new int[]{4, 4, 4, 7, 7}, Classes.shared(List.of(4, 7), 5));
    assertArrayEquals(new int[0], Classes.shared(List.of(), 5));
  }

  private static void refused(String message, Executable call) {
    assertEquals(message, assertThrows(InvalidInputException.class, call).getMessage());
  }
}
