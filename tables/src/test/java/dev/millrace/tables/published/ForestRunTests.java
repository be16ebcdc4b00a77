package dev.millrace.tables.published;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.MemoryLimit;
import dev.millrace.runs.work.RunEvent;
import dev.millrace.runs.work.StoppedException;
import dev.millrace.tables.Sets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ForestRunTests {
  @TempDir
  private Path folder;

  private Path data;

  @BeforeEach
  void copyIris() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    for (String file : List.of("iris.csv", "splits.json")) {
      try (InputStream in = Objects.requireNonNull(Sets.class.getResourceAsStream(file))) {
        Files.copy(in, data.resolve(file));
      }
    }
  }

  private ForestOptions options(int seeds, Integer... at) {
    return new ForestOptions(data, List.of("iris"), seeds, List.of(at), 30);
  }

  private String measured(ForestOptions options, String out, List<String> heard) throws IOException {
    return new ForestRun(options, folder.resolve(out), new Caller(event -> {
      if (event instanceof RunEvent.Said said) {
        heard.add(said.text());
      }
    }, () -> false, MemoryLimit.ofJava())).run(2).markdown();
  }

  private static String distances(String markdown) {
    return markdown.substring(0, markdown.indexOf("\n\n"));
  }

  private List<Path> cells(String out) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(out).resolve("iris"))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  /** The floor is what the authors publish as the oracle; the means are computed again from the files. */
  @Test
  void theTableHasWhatIsPublishedAndTheMeansOfTheCells() throws IOException {
    String text = measured(options(2, 2), "out", new ArrayList<>());
    double[] ofSeeds = new double[2];
    for (Path file : cells("out")) {
      JsonNode figures = JsonMapper.shared().readTree(Files.readString(file)).path("figures");
      for (int seed = 0; seed < 2; seed++) {
        ofSeeds[seed] += file.toString().contains("-seed-" + seed)
            ? figures.path("at").path("2").path("w1-test").asDouble() / 3
            : 0;
      }
    }
    double mean = (ofSeeds[0] + ofSeeds[1]) / 2;
    assertTrue(mean > 0.2 && ofSeeds[0] != ofSeeds[1], text);
    String ours = String.format(Locale.ROOT, "%.3f ± %.3f", mean, Math.abs(ofSeeds[0] - ofSeeds[1]) / 2);
    assertTrue(text.contains("| iris | 0.236 | 0.328 | 0.329 | 0.485 | 0.236 | "
        + (mean < 0.3282 ? "**" + ours + "**" : ours) + " |\n"), text);
    assertTrue(text.contains("| floor | 1 | – | 0.933 | "), text);
    assertTrue(text.contains("| Forest-Flow [P] | 1.390 | – | 0.931 | 0.975 | 0.60 | – | 12 |"), text);
    assertTrue(text.contains("| TVAE [P] | 2.054 | 0 of 1 | 0.813 | 0.927 | 0.92 | – | 3 |"), text);
  }

  @Test
  void whatWasStoppedGoesOnWithTheMissingCells() throws IOException {
    AtomicInteger done = new AtomicInteger();
    Caller impatient = new Caller(event -> {
      if (event instanceof RunEvent.Advanced) {
        done.incrementAndGet();
      }
    }, () -> done.get() == 2, MemoryLimit.ofJava());
    assertThrows(StoppedException.class,
        () -> new ForestRun(options(1, 1, 2), folder.resolve("out"), impatient).run(1));
    Map<Path, FileTime> before = new HashMap<>();
    for (Path file : cells("out")) {
      before.put(file, Files.getLastModifiedTime(file));
    }
    assertEquals(2, before.size());
    List<String> heard = new ArrayList<>();
    String text = measured(options(1, 1, 2), "out", heard);
    assertEquals(List.of("2 of 6 cells were measured before"), heard);
    for (Map.Entry<Path, FileTime> cell : before.entrySet()) {
      assertEquals(cell.getValue(), Files.getLastModifiedTime(cell.getKey()));
    }
    assertEquals(distances(measured(options(1, 1, 2), "whole", heard)), distances(text));
    assertEquals(text, measured(options(1, 1, 2), "out", heard));
    Path torn = cells("out").getLast();
    Files.writeString(torn, "{\"options\": ");
    assertRefused(torn + ": is not a measured cell, delete it", options(1, 1, 2));
  }

  @Test
  void cellsOfOtherOptionsAreNotMixedIn() throws IOException {
    measured(options(1, 1), "out", new ArrayList<>());
    List<String> heard = new ArrayList<>();
    String text = measured(options(1, 2), "out", heard);
    assertEquals(List.of("3 of 6 cells were measured before",
        folder.resolve("out") + ": 3 cells of other options are left as they are, and not used"), heard);
    assertEquals(9, cells("out").size());
    assertTrue(text.contains("| Millrace, 2 steps | ") && !text.contains("1 step"), text);
  }

  @Test
  void tablesThatAreMissingAreNamed() throws IOException {
    List<String> heard = new ArrayList<>();
    String text = measured(new ForestOptions(data, List.of("glass", "wine", "iris"), 1, List.of(1), 2), "out", heard);
    assertEquals(List.of("`data` " + data + ": has no wine.csv, glass.csv; the means are over 1 of 3 tables"), heard);
    assertTrue(text.contains("| iris |") && !text.contains("| wine |"), text);
    Files.delete(data.resolve("iris.csv"));
    assertRefused("has none of the tables iris.csv", options(1, 1));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      {"iris": [[1, 2, 3], [1, 2, 3]]} | iris: expected 3 lists of different row numbers from 0 to 149
      {"iris": [[1, 2, 3], [1, 2, 3], [1, 2, 2]]} | iris: expected 3 lists
      {"iris": [[1, 2, 3], [1, 2, 3], [1, 2, 150]]} | iris: expected 3 lists
      {"iris": [[1, 2, 3], [1, 2, 3], [1, 2, "x"]]} | iris: expected 3 lists
      {"wine": [[1, 2, 3], [1, 2, 3], [1, 2, 3]]} | iris: expected 3 lists
      {"iris | splits.json: is not JSON
      """)
  void splitsThatAreNoneAreRefused(String splits, String message) throws IOException {
    Files.writeString(data.resolve("splits.json"), splits);
    assertRefused(message, options(1, 1));
  }

  @Test
  void otherInputThatIsWrongIsRefused() throws IOException {
    Path file = data.resolve("iris.csv");
    Files.writeString(file, Files.readString(file).replaceFirst("(?s)\n.*", "\n1,2,3,4,setosa\n1,2,3,4,setosa\n"));
    assertRefused("iris.csv: column 'sepal_length' is of type constant, expected numbers or categories",
        options(1, 1));
    assertEquals("`sets` irsi: expected some of iris, wine, breast_cancer, glass, ionosphere, congress, sonar, vowel, "
        + "concrete; did you mean 'iris'?",
        assertThrows(InvalidInputException.class,
            () -> new ForestOptions(data, List.of("irsi"), 1, List.of(1), null)).getMessage());
    assertEquals("`at` 0: expected 1 to 1000", assertThrows(InvalidInputException.class, () -> options(1, 0))
        .getMessage());
    assertEquals("`seeds` 0: expected 1 to 1000", assertThrows(InvalidInputException.class, () -> options(0, 1))
        .getMessage());
  }

  private void assertRefused(String message, ForestOptions options) {
    String found = assertThrows(InvalidInputException.class, () -> measured(options, "out", new ArrayList<>()))
        .getMessage();
    assertTrue(found.contains(message), found);
  }
}
