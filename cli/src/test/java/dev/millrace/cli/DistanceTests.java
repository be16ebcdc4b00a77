package dev.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DistanceTests {
  @TempDir
  Path folder = Path.of("");

  /** Files in the folder are written without it. */
  private Outcome distance(String arguments) {
    return Outcome.of(("distance " + arguments).replaceAll("(\\w+\\.csv)", folder + "/$1").split(" ", -1));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
  }

  @BeforeEach
  void files() throws IOException {
    // The best pairing moves one point by (3, 4); the other stays.
    write("a.csv", "0,0\n10,0\n");
    write("b.csv", "10,0\n3,4\n");
    write("three.csv", "0,0\n10,0\n0,1\n");
    write("one.csv", "1,2\n");
    write("wide.csv", "0,0,0\n1,1,1\n");
    write("empty.csv", "");
    write("words.csv", "0,0\n1,x\n");
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 20_001; i++) {
      many.append(i).append(",0\n");
    }
    write("many.csv", many.toString());
  }

  private JsonNode metrics(String arguments) {
    Outcome outcome = distance(arguments + " --json");
    assertEquals(0, outcome.status(), outcome.err());
    return JsonMapper.shared().readTree(outcome.out()).get("metrics");
  }

  @Test
  void theTableKeepsItsColumnsApartInEightyColumns() throws IOException {
    // Far below 1: as many characters as figures can have.
    StringBuilder tiny = new StringBuilder();
    for (int i = 1; i < 30; i++) {
      tiny.append("%de-7,%de-8\n".formatted(i, 31 * i % 29));
    }
    write("tiny.csv", tiny.toString());
    write("other.csv", tiny.toString().replace("1", "2"));
    Outcome outcome = distance("tiny.csv other.csv --metric all");
    assertEquals(0, outcome.status(), outcome.err());
    List<String> rows = outcome.out().lines().dropWhile(line -> !line.isBlank()).skip(1)
        .takeWhile(line -> !line.isBlank()).toList();
    assertTrue(rows.stream().allMatch(line -> line.length() <= 80), outcome.out());
    List<String> figures = rows.stream().filter(line -> !line.startsWith(" ")).skip(1).toList();
    assertEquals(6, figures.size());
    assertTrue(figures.stream().allMatch(line -> line.matches("\\S+ {2,}\\S+ {2,}\\S+ to \\S+ {2,}\\S.*")),
        outcome.out());
  }

  @Test
  void unequalCountsAreToldWhichMetricsTakeThem() {
    Outcome outcome = distance("a.csv three.csv --metric w1");
    assertEquals(2, outcome.status());
    assertTrue(
        outcome.err().contains("2 and 3; these measures accept unequal numbers: sliced-w2, mmd, energy, sinkhorn"),
        outcome.err());
    // Sinkhorn takes fewer rows than these.
    outcome = distance("a.csv many.csv --metric w2");
    assertTrue(outcome.err().contains(
        "these measures accept unequal numbers: sliced-w2, mmd, energy" + System.lineSeparator()), outcome.err());
  }

  @Test
  void everyMetricGivesItsFigure() {
    JsonNode metrics = metrics("a.csv b.csv --metric all --projections 20000");
    assertEquals(Math.sqrt(12.5), metrics.get("w2").get("value").asDouble(), 1e-6);
    assertEquals(2.5, metrics.get("w1").get("value").asDouble(), 1e-6);
    double across = (10 + 5 + 0 + Math.sqrt(65)) / 4;
    assertEquals(2 * across - 10 / 2.0 - Math.sqrt(65) / 2, metrics.get("energy").get("value").asDouble(), 1e-9);
    // All six distances, the coinciding pair among them: 0, 5, √65, √65, 10, 10.
    double median = Math.sqrt(65);
    assertEquals(median, metrics.get("mmd").get("bandwidth").asDouble(), 1e-9);
    double mmd = kernel(10, median) + kernel(Math.sqrt(65), median)
        - (kernel(10, median) + kernel(5, median) + 1 + kernel(Math.sqrt(65), median)) / 2;
    assertEquals(mmd, metrics.get("mmd").get("value").asDouble(), 1e-12);
    double sliced = metrics.get("sliced-w2").get("value").asDouble();
    assertTrue(sliced > 1 && sliced <= Math.sqrt(12.5 / 2) * 1.03, "sliced " + sliced);
  }

  private static double kernel(double distance, double bandwidth) {
    return Math.exp(-distance * distance / (2 * bandwidth * bandwidth));
  }

  @Test
  void theSinkhornDivergenceOfATranslationIsItsSquare() throws IOException {
    write("cloud.csv", "0,0\n4,1\n2,-3\n-1,2\n");
    write("moved.csv", "1,2\n5,3\n3,-1\n0,4\n");
    assertEquals(5, metrics("cloud.csv moved.csv --metric sinkhorn").get("sinkhorn").get("value").asDouble(), 0.02);
  }

  /** Of the six splits of the four points W2² is 12.5 for four, and (100 + 65)/2 for two. */
  @Test
  void chanceIsOfAsManySplitsAsAskedForAndFollowsTheSeed() {
    JsonNode w2 = metrics("a.csv b.csv --splits 8").get("w2");
    assertEquals(8, w2.get("chance").size());
    assertEquals(w2, metrics("a.csv b.csv --splits 8 --seed 0 --threads 3").get("w2"));
    for (JsonNode chance : w2.get("chance")) {
      double squared = chance.asDouble() * chance.asDouble();
      assertTrue(Math.abs(squared - 12.5) < 1e-4 || Math.abs(squared - 82.5) < 1e-4, "W2² = " + squared);
    }
    assertEquals(0, metrics("a.csv b.csv --splits 0").get("w2").get("chance").size());
  }

  @Test
  void theTableNamesCountsFigureAndChance() {
    Outcome outcome = distance("a.csv b.csv");
    assertEquals(0, outcome.status(), outcome.err());
    assertTrue(outcome.out().contains("n = 2") && outcome.out().contains("m = 2"), outcome.out());
    assertTrue(outcome.out().contains("w2      3.5355  3.5355 to"), outcome.out());
    assertTrue(outcome.out().contains("range of 3"), outcome.out());
    assertEquals("", outcome.err());
  }

  /** Squares of these coordinates are beyond float; all measures are had of them all the same. */
  @Test
  void everyMetricIsHadNearTheRangeOfFloats() throws IOException {
    write("huge.csv", "3e38,0\n-3e38,0\n0,1e38\n");
    write("huger.csv", "0,2e38\n-1e38,0\n3e38,-3e38\n");
    Outcome outcome = distance("huge.csv huger.csv --metric all --splits 2 --json");
    assertEquals(0, outcome.status(), outcome.err());
    JsonNode found = JsonMapper.shared().readTree(outcome.out());
    assertEquals(0, found.path("notes").size(), outcome.out());
    assertEquals(6, found.path("metrics").size(), outcome.out());
    // (3, 0) goes to (3, −3), (−3, 0) to (−1, 0) and (0, 1) to (0, 2): 9, 4 and 1.
    assertEquals(Math.sqrt(14.0 / 3) * 1e38, found.path("metrics").path("w2").path("value").asDouble(), 1e32);
    assertEquals(2e38, found.path("metrics").path("w1").path("value").asDouble(), 1e32);
  }

  @Test
  void ofAllMetricsThoseThatTheCountsAllowAreShown() {
    Outcome outcome = distance("a.csv three.csv --metric all");
    assertEquals(0, outcome.status(), outcome.err());
    assertTrue(outcome.out().contains("energy") && !outcome.out().contains("w1 "), outcome.out());
    assertTrue(outcome.err().contains("left out: w1 needs equally many rows, found 2 and 3"), outcome.err());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      a.csv three.csv | w2 needs equally many rows, found 2 and 3; these measures accept unequal numbers: sliced-w2
      a.csv three.csv --metric w1 | w1 needs equally many rows, found 2 and 3
      a.csv wide.csv | has 2 columns,
      a.csv empty.csv | empty.csv
      a.csv none.csv | none.csv: no such file
      a.csv words.csv | 'x'
      a.csv one.csv --metric mmd | mmd needs at least 2 rows, found 2 and 1
      many.csv many.csv | w2 takes up to 20000 rows, found 20001; sliced-w2 takes any number
      a.csv b.csv --metric w3 | --metric w3: expected one of w2, w1,
      a.csv b.csv --splits -1 | --splits -1
      a.csv b.csv --projections 0 | --projections 0
      a.csv | 'B'
      """)
  void badInputIsOneLineAndStatus2(String arguments, String named) {
    Outcome outcome = distance(arguments);
    assertEquals(Millrace.WRONG_INPUT, outcome.status(), outcome.err());
    assertTrue(outcome.err().startsWith("millrace: ") && outcome.err().contains(named), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertEquals("", outcome.out());
  }

  @Test
  void columnsAreMatchedByName(@TempDir Path folder) throws IOException {
    Path a = Files.writeString(folder.resolve("one.csv"), "x,y\n1,10\n2,20\n3,35\n");
    Path b = Files.writeString(folder.resolve("two.csv"), "y,x\n10,1\n20,2\n35,3\n");
    Outcome same = Outcome.of("distance", a.toString(), b.toString(), "--metric", "w2", "--json").succeeded();
    assertEquals(0, JsonMapper.shared().readTree(same.out()).at("/metrics/w2/value").asDouble());
    Path c = Files.writeString(folder.resolve("three.csv"), "x,z\n1,2\n2,3\n3,5\n");
    Outcome other = Outcome.of("distance", a.toString(), c.toString());
    assertEquals(2, other.status());
    assertTrue(other.err().contains("no column 'y'; expected the columns x, y, as in " + a), other.err());
    Path d = Files.writeString(folder.resolve("four.csv"), "u,v\n1,2\n2,3\n3,5\n");
    assertTrue(Outcome.of("distance", a.toString(), d.toString()).succeeded().err()
        .contains("have no name in common; they are compared in their order"));
  }
}
