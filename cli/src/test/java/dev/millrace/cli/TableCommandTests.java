package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tables, as a user learns, samples, fills and measures them. */
class TableCommandTests {
  private static final String PENGUINS = "../docs/data/penguins.csv";

  @TempDir
  private static Path folder = Path.of("");

  private static String at(String name) {
    return folder.resolve(name).toString();
  }

  @BeforeAll
  static void train() {
    Outcome trained = Outcome.of("train", PENGUINS, "--label", "species", "--steps", "80", "--hidden", "16", "--layers",
        "1", "--batch", "32", "--out", at("p")).succeeded();
    assertTrue(trained.err().contains("344 rows, 69 of them are not learnt but kept to compare with"), trained.err());
    assertTrue(trained.out().contains("evaluate " + at("p")), trained.out());
    Outcome.of("train", "moons", "--steps", "5", "--hidden", "8", "--layers", "1", "--no-plots", "--quiet", "--out",
        at("moons")).succeeded();
  }

  private static Outcome run(String line) {
    return Outcome.of(line.replace("@", folder + "/").split(" ", -1));
  }

  @Test
  void rowsGoToStandardOutputAndToFiles() throws IOException {
    Outcome csv = run("sample @p --count 20 --quiet --out -").succeeded();
    assertEquals(Files.readAllLines(Path.of(PENGUINS)).getFirst(), csv.out().lines().findFirst().orElseThrow());
    assertEquals(21, csv.out().lines().count());
    Outcome some = run("sample @p --count 20 --columns sex,body_mass_g --where body_mass_g>=3000 --out @r.jsonl")
        .succeeded();
    assertTrue(some.err().contains("drawn rows"), some.err());
    List<String> lines = Files.readAllLines(folder.resolve("r.jsonl"));
    assertEquals(20, lines.size());
    assertTrue(lines.stream().allMatch(line -> line.matches(
        "\\{\"sex\":(\"(fe)?male\"|null),\"body_mass_g\":[3-6]\\d{3}}")), lines.getFirst());
    run("sample @p --count 10 --columns body_mass_g --quiet --out @r.npy").succeeded();
    run("sample @p --count 10 --quiet --out @r.parquet").succeeded();
    Outcome again = run("train @r.parquet --steps 5 --holdout 0 --no-plots --quiet --out @again").succeeded();
    assertEquals("", again.out());
  }

  @Test
  void holesAreCountedColumnByColumn() {
    Outcome filled = run("impute @p " + PENGUINS + " --out @filled.csv").succeeded();
    assertTrue(filled.out().lines().anyMatch(line -> line.matches("sex +11 +\\d+ % sure")), filled.out());
    assertTrue(filled.err().contains("344 rows, 19 holes filled"), filled.err());
    Outcome again = run("impute @p @filled.csv --out @again.csv").succeeded();
    assertEquals("", again.out());
    assertTrue(again.err().contains("344 rows, 0 holes filled"), again.err());
  }

  @Test
  void demandsThatAreNotMetGiveStatusThree() throws IOException {
    Outcome measured = run("evaluate @p --nfe 1 --count 60 --no-plots --fail-on quality:c2st<=0.01");
    assertEquals(3, measured.status(), measured.err());
    assertTrue(measured.err().contains("millrace: quality: c2st is"), measured.err());
    assertTrue(Files.readString(folder.resolve("p/evaluation.json")).contains("verdict"));
    run("report @p").succeeded();
    assertTrue(Files.readString(folder.resolve("p/report.html")).contains("W1 alone rewards copying"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "sample @p --where sexx=male --out @x.csv | no column 'sexx'; did you mean 'sex'?",
      "sample @p --where sex=mal --out @x.csv | did you mean 'male'?",
      "sample @p --columns sexx --out @x.csv | --columns: no column",
      "sample @p --out @x.npy | is words; expected", "sample @p --out @x.png | ends in",
      "sample @p --out @x.xls | --out",
      "sample @p --class Emperor --out @x.csv | --class Emperor: no level of species",
      "sample @p --sde 1 --out @x.csv | --sde",
      "sample @p --strip @s.png --out @x.csv | expected one of images",
      "sample @moons --where a=1 --out @x.csv | --where: @moons is a run of points",
      "sample @moons --safe-csv --out @x.csv | --safe-csv", "sample @moons --out @x.parquet | .parquet",
      "impute @moons ../docs/data/penguins.csv --out @x.csv | a run of points, expected one of tables",
      "impute @p @gone.csv --out @x.csv | gone.csv", "evaluate @p --fail-on speed | speed",
      "evaluate @moons --fail-on quality | a run of points, expected one of tables",
      "evaluate @p --repeats 2 | --repeats 2",
      "reflow @p --out @x | reflow is for points and images", "likelihood @p | likelihoods are offered for points only",
      "train ../docs/data/penguins.csv --labels species | --labels: not an option for ../docs/data/penguins.csv, which are tables (--kind points",
      "train ../docs/data/penguins.csv --kind tabels | did you mean 'tables'?",
      "train ../docs/data/penguins.csv --label specis | did you mean",
      "train moons --schema x | --schema: not an option for moons, which are points",
      "train @gone.parquet | gone.parquet",
      "plot @p --kind field | of a run of tables expected loss, columns, pairs or all"})
  void whatIsWrongIsNamedInOneLine(String line, String message) {
    Outcome outcome = run(line.strip());
    assertEquals(2, outcome.status(), outcome.err());
    String said = outcome.err().lines().filter(l -> l.startsWith("millrace: ")).reduce((_, last) -> last).orElse("");
    assertTrue(said.contains(message.strip().replace("@", folder + "/")), outcome.err());
    assertFalse(Files.exists(folder.resolve("x.csv")) || Files.exists(folder.resolve("x")));
  }

  @Test
  void theOptionsOfATableNameItsKind() {
    assertTrue(run("train " + PENGUINS + " --print-config").succeeded().out().startsWith("kind: tables\n"));
    assertFalse(run("train " + PENGUINS + " --kind points --print-config").succeeded().out().contains("kind:"));
    assertTrue(run("train --config @p/run.yaml --print-config").succeeded().out().contains("steps: 80"));
  }
}
