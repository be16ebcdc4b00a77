package dev.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The public API has everything that the last release had. The folder api holds the API of the last release, which
 * {@code release/api.sh} writes. Who breaks it on purpose deletes the lines there and says so in CHANGELOG.md.
 */
class PublicApiTests {
  static final List<String> MODULES = List.of("flow", "images", "onnx", "plot", "run", "torch");

  @ParameterizedTest
  @FieldSource("MODULES")
  void nothingOfTheLastReleaseIsMissing(String module) throws IOException {
    SortedSet<String> now = PublicApi.of(Path.of("..", module, "src/main/java"));
    assertTrue(now.size() > 10, module);
    Path file = Path.of("../api", module + ".txt");
    if (Boolean.getBoolean("api.write")) {
      Files.createDirectories(file.getParent());
      Files.write(file, now, StandardCharsets.UTF_8);
    }
    if (Files.exists(file)) {
      assertEquals(List.of(), PublicApi.breaks(new TreeSet<>(Files.readAllLines(file, StandardCharsets.UTF_8)), now));
    }
  }

  @Test
  void aMissingMethodAndAMethodToImplementAreFound() {
    Set<String> before = Set.of("a.Shape interface", "a.Shape.area(): double abstract",
        "a.Shape.unit(): a.Shape static");
    Set<String> now = Set.of("a.Shape interface", "a.Shape.area(): double abstract",
        "a.Shape.unit(int): a.Shape static",
        "a.Shape.sides(): int abstract", "a.Shape.name(): java.lang.String", "a.Line interface",
        "a.Line.length(): double abstract");
    assertEquals(List.of("missing: a.Shape.unit(): a.Shape static", "to be implemented: a.Shape.sides(): int abstract"),
        PublicApi.breaks(before, now));
    assertEquals(List.of(), PublicApi.breaks(before, before));
  }

  @Test
  void linesTellWhatProgramsCanReach() throws IOException {
    SortedSet<String> lines = PublicApi.of(Path.of("../flow/src/main/java"));
    assertTrue(lines.contains("dev.millrace.flow.ode.TimeGrid.uniform(int): dev.millrace.flow.ode.TimeGrid static"));
    assertTrue(lines.contains("dev.millrace.flow.ode.VelocityField interface"));
    assertTrue(lines.contains("dev.millrace.flow.io.Disk$FileOutput.force(): void abstract"));
    assertTrue(lines.stream().noneMatch(l -> l.contains("ScalarKernels")));
  }
}
