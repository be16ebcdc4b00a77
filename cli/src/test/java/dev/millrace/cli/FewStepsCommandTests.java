package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code reproduce few-steps}, as a user types it. */
class FewStepsCommandTests {
  @TempDir
  private Path folder = Path.of("");

  private Outcome fewSteps(String... more) {
    return Outcome.of(Stream.concat(Stream.of("reproduce", "few-steps", "--steps", "2", "--count", "30", "--at", "1,3",
        "--threads", "1", "--quiet", "--out", folder.resolve("few").toString()), Stream.of(more))
        .toArray(String[]::new));
  }

  private Path cell(String start) throws IOException {
    Path seed = folder.resolve("few/moons/seed-0");
    try (Stream<Path> files = Files.list(seed)) {
      return files.filter(file -> file.getFileName().toString().matches(start + "-[0-9a-f]{8}\\.json")).findFirst()
          .orElseThrow();
    }
  }

  @Test
  void cellsThatAreThereAreNotMeasuredAgain() throws IOException {
    String[] asked = {"--data", "moons", "--methods", "plain,guided,distil", "--seeds", "2"};
    String out = fewSteps(asked).succeeded().out();
    assertTrue(out.lines().filter(line -> !line.contains(folder.toString())).allMatch(line -> line.length() <= 80),
        out);
    assertTrue(out.contains("moons: W2 by number of steps; floor ") && out.contains("\nreflow + distil"), out);
    String document = Files.readString(folder.resolve("few/results.md"));
    assertTrue(document.contains("| method | 1 step | 3 | training steps | seconds |"), document);
    assertTrue(Files.size(folder.resolve("few/few-steps.png")) > 1000);
    Path model = folder.resolve("few/moons/seed-0/plain/model.safetensors");
    List<Path> kept = new ArrayList<>(List.of(cell("guided"), model));
    List<FileTime> before = new ArrayList<>();
    for (Path file : kept) {
      before.add(Files.getLastModifiedTime(file));
    }
    Files.delete(cell("plain"));
    assertEquals(out, fewSteps(asked).succeeded().out());
    assertTrue(Files.exists(cell("plain")));
    for (int i = 0; i < kept.size(); i++) {
      assertEquals(before.get(i), Files.getLastModifiedTime(kept.get(i)), kept.get(i).toString());
    }
  }

  @Test
  void aRunThatWasTrainedBeforeIsUsedIfItIsOfTheSameData() throws IOException {
    for (String data : List.of("moons", "circles")) {
      Outcome.of("train", data, "--steps", "3", "--threads", "1", "--quiet", "--no-plots", "--out",
          folder.resolve("few/" + (data.equals("moons") ? "moons" : "checkerboard") + "/seed-0/plain").toString())
          .succeeded();
    }
    Path model = folder.resolve("few/moons/seed-0/plain/model.safetensors");
    FileTime before = Files.getLastModifiedTime(model);
    String out = fewSteps("--data", "moons", "--methods", "plain", "--seeds", "1").succeeded().out();
    assertTrue(out.contains("\ns: of the processor where that was observed, otherwise of the clock."), out);
    assertTrue(out.lines().anyMatch(line -> line.matches("plain +\\S+ +\\S+ +3 +\\d+")), out);
    assertEquals(before, Files.getLastModifiedTime(model));
    Outcome other = fewSteps("--data", "checkerboard", "--methods", "plain", "--seeds", "1");
    assertEquals(Millrace.WRONG_INPUT, other.status(), other.err());
    assertTrue(other.err().contains("plain: a run of circles, expected checkerboard; choose another --out"),
        other.err());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|',
      textBlock = """
          --data mons | --data mons: expected some of moons, 8gaussians, checkerboard, table16, digits, mnist, fashion-mnist; did you mean 'moons'?
          --methods meanflow | --methods meanflow: expected some of plain, ot, semidiscrete, one-step, reflow, reflow-u, distil, distil-u, mean-flow, guided; did you mean 'mean-flow'?
          --seeds 0 | --seeds 0: expected 1 to 1000
          --at 0,2 | --at 0: expected 1 to 1000
          --at 1,x | --at x: expected whole numbers
          --count 20001 | --count 20001: expected 1 to 20000
          --steps 0 | --steps 0: expected 1 to 10000000
          --threads -1 | --threads -1
          --data fashion-mnist --fashion idx:nowhere --methods plain | --fashion idx:nowhere: expected idx: and a folder with the files of Fashion-MNIST
          """)
  void badInputIsOneLineAndLeavesNothing(String options, String message) {
    List<String> words = new ArrayList<>(
        List.of("reproduce", "few-steps", "--quiet", "--out", folder.resolve("few").toString()));
    words.addAll(List.of(options.split(" ")));
    Outcome outcome = Outcome.of(words.toArray(String[]::new));
    assertEquals(Millrace.WRONG_INPUT, outcome.status(), outcome.err());
    assertTrue(outcome.err().startsWith("millrace: ") && outcome.err().contains(message), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertFalse(Files.exists(folder.resolve("few")));
  }
}
