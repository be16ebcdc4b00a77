package dev.millrace.runs.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.random.Seed;
import dev.millrace.runs.Runs;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.manage.TrainingRequest;
import dev.millrace.runs.rows.LoadedRun;
import dev.millrace.runs.rows.RowGroup;
import dev.millrace.runs.rows.RowSettings;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Device;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Which rows of points are drawn together, and by what steps. */
class RowGroupTests {
  @TempDir
  private static Path folder = Path.of("");

  @BeforeAll
  static void train() throws IOException {
    Map<String, Object> small = Map.of("steps", 2, "batch", 16, "hidden", 8, "layers", 1, "threads", 1);
    Runs.of(Caller.silent()).train(TrainingRequest.of("moons", small, folder.resolve("run")).bare());
  }

  private static LoadedRun load() throws IOException {
    return Kinds.load().open(folder.resolve("run")).load(Device.AUTO);
  }

  private static RowSettings settings(@Nullable Integer steps, @Nullable String solver) {
    return new RowSettings(steps, solver, null, null, null, null);
  }

  private static RowGroup group(LoadedRun run, RowSettings how, long seed) {
    return run.rows(how, new Seed(seed)).group();
  }

  @Test
  void rowsOfTheSameFlowAndStepsAreDrawnTogether() throws IOException {
    try (LoadedRun run = load(); LoadedRun other = load()) {
      RowGroup usual = group(run, RowSettings.USUAL, 1);
      assertEquals(usual, group(run, RowSettings.USUAL, 2));
      assertEquals(usual, group(run, settings(usual.steps(), "euler"), 3));
      assertEquals(usual.hashCode(), group(run, settings(usual.steps(), "euler"), 3).hashCode());
      assertNotEquals(usual, group(run, settings(usual.steps() + 1, null), 1));
      assertNotEquals(usual, group(run, settings(usual.steps(), "heun"), 1));
      assertNotEquals(usual, group(other, RowSettings.USUAL, 1), "the same files, but another flow in memory");
    }
  }

  @Test
  void evaluationsAreThoseOfTheMethod() {
    RowSteps heun = RowSteps.of(settings(3, "heun"), false, 100);
    assertEquals(3, heun.count());
    assertEquals(6, heun.nfe());
    assertEquals("heun", heun.name());
    RowSteps usual = RowSteps.of(RowSettings.USUAL, false, 100);
    assertEquals(100, usual.nfe());
    assertEquals("euler", usual.name());
    RowSteps maps = RowSteps.of(settings(2, null), true, 1);
    assertEquals(2, maps.nfe());
    assertEquals("map", maps.name());
  }

  @Test
  void whatIsWrongIsNamed() {
    assertEquals("`steps` 0: expected 1 to 1000000", assertThrows(InvalidInputException.class,
        () -> RowSteps.of(settings(0, null), false, 1)).getMessage());
    assertEquals(
        "`solver` dopri5: chooses its steps itself, here their number is given; expected one of euler, midpoint, heun, ralston, rk4",
        assertThrows(InvalidInputException.class, () -> RowSteps.of(settings(1, "dopri5"), false, 1)).getMessage());
  }
}
