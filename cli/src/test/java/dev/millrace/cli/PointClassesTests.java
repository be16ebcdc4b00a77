package dev.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Points of several classes, as a user trains, samples, measures and straightens them. */
class PointClassesTests {
  @TempDir
  private static Path folder = Path.of("");

  private static String at(String name) {
    return folder.resolve(name).toString();
  }

  private static Outcome train(String out, String data, String... more) {
    List<String> words = new ArrayList<>(
        List.of("train", data, "--kind", "points", "--out", at(out), "--batch", "64", "--hidden", "16",
            "--layers", "2", "--no-plots", "--quiet"));
    words.addAll(List.of(more));
    if (!words.contains("--steps")) {
      words.addAll(List.of("--steps", "120"));
    }
    return Outcome.of(words.toArray(String[]::new));
  }

  /** A run of two classes that are far apart, which even a short training tells from each other. */
  @BeforeAll
  static void trainRuns() throws IOException {
    StringBuilder csv = new StringBuilder("x,kind,y\n");
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      int kind = i % 2 == 0 ? 10 : 20;
      csv.append((kind == 10 ? -3 : 3) + i % 7 / 10.0).append(',').append(kind).append(',').append(i % 5)
          .append('\n');
      labels.append(kind).append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), csv);
    Files.writeString(folder.resolve("labels.csv"), labels);
    train("file", at("rows.csv"), "--labels", "kind", "--steps", "400").succeeded();
    train("ring", "8gaussians", "--classes").succeeded();
    train("sure", "moons", "--classes", "--label-dropout", "0").succeeded();
    train("plain", "moons").succeeded();
  }

  private static List<String> lines(String file) throws IOException {
    return Files.readAllLines(folder.resolve(file), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String file) throws IOException {
    return Files.readAllBytes(folder.resolve(file));
  }

  @Test
  void samplesOfAColumnsClassesAreNearTheirRowsAndNamedAsTheColumn() throws IOException {
    FlowModel model = FlowModel.read(folder.resolve("file/model.safetensors"));
    assertEquals(List.of("10", "20"), model.classNames());
    assertEquals(List.of("x", "y"), model.columns());
    Outcome.of("sample", at("file"), "--count", "100", "--out", at("both.csv")).succeeded();
    List<String> both = lines("both.csv");
    assertEquals("x,y,kind", both.getFirst());
    for (int row = 0; row < 100; row++) {
      String[] fields = both.get(row + 1).split(",", -1);
      assertEquals(row % 2 == 0 ? "10" : "20", fields[2]);
      assertEquals(row % 2 == 0 ? -3 : 3, Double.parseDouble(fields[0]), 2);
    }
    Outcome.of("sample", at("file"), "--class", "20", "--count", "50", "--out", at("one.csv")).succeeded();
    assertEquals("x,y", lines("one.csv").getFirst());
    assertTrue(lines("one.csv").stream().skip(1).noneMatch(line -> line.startsWith("-")));
  }

  private static String likelihood(String data) {
    return Outcome.of("likelihood", at("file"), data, "--class", "10").succeeded().out().lines().skip(1)
        .reduce("", (a, b) -> a + b);
  }

  /** Otherwise numbers of one column would silently be taken for those of another. */
  @Test
  void columnsOfAFileAreMatchedByNameAndTheLabelsAreLeftOut() throws IOException {
    Files.writeString(folder.resolve("plain.csv"), "x,y\n-2.9,3\n-3,1\n2.7,0\n");
    Files.writeString(folder.resolve("swapped.csv"), "y,kind,x\n3,setosa,-2.9\n1,?,-3\n0,20,2.7\n");
    Files.writeString(folder.resolve("swapped.jsonl"),
        """
            {"y": 3, "x": -2.9, "kind": "setosa"}
            {"y": 1, "x": -3, "kind": 20}
            {"y": 0, "x": 2.7, "kind": null}
            """);
    String expected = likelihood(at("plain.csv"));
    assertTrue(expected.contains("mean"), expected);
    assertEquals(expected, likelihood(at("swapped.csv")));
    assertEquals(expected, likelihood(at("swapped.jsonl")));
    String said = Outcome.of("likelihood", at("file"), at("swapped.csv")).succeeded().err();
    assertTrue(said.replaceAll("\\s+", " ").contains("named by the first row: x, y (put in the order of the flow); "
        + "column 'kind' is left out"), said);
    for (String option : List.of("--invert", "--noise")) {
      for (String data : List.of("plain", "swapped")) {
        Outcome
            .of("sample", at("file"), option, at(data + ".csv"), "--class", "10", "--out", at(data + option + ".csv"))
            .succeeded();
      }
      assertEquals(lines("plain" + option + ".csv"), lines("swapped" + option + ".csv"));
    }
    Files.writeString(folder.resolve("other.csv"), "x,z\n1,2\n");
    assertEquals("millrace: " + at("other.csv") + ": no column 'y'; expected the columns x, y\n",
        Outcome.of("likelihood", at("file"), at("other.csv")).err());
    // The data themselves may have another order later.
    Outcome.of("import", at("file/model.safetensors"), "--data", at("rows.csv"), "--labels", "kind", "--out",
        at("again")).succeeded();
  }

  /** The summary's commands fit in 80 columns, on further lines if they must. */
  @Test
  void commandsAreNoWiderThanATerminal() {
    Outcome trained = Outcome.of("train", at("rows.csv"), "--kind", "points", "--labels", "kind", "--steps", "5",
        "--batch", "64", "--hidden", "8", "--layers", "1", "--no-plots", "--out",
        at("a-rather-long-name-of-a-folder-in-which-a-run-is")).succeeded();
    List<String> next = trained.out().lines().dropWhile(line -> !line.startsWith("next")).toList();
    assertTrue(next.stream().anyMatch(line -> line.endsWith(" \\")), trained.out());
    String joined = String.join("\n", next).replaceAll(" \\\\\n +", " ");
    assertTrue(joined.contains(" --class 10 --guidance 2 --out samples.csv"), joined);
  }

  @Test
  void aFileInPlaceOfARunAndAnEndedTrainingAreNamed() throws IOException {
    Outcome file = Outcome.of("sample", at("file/model.safetensors"), "--out", at("x.csv"));
    assertEquals(2, file.status());
    assertEquals(
        "millrace: " + at("file/model.safetensors") + ": is a file, expected the folder of a run; make one with "
            + "'millrace import " + at("file/model.safetensors") + " --out DIR'\n",
        file.err());
    Outcome again = Outcome.of("train", "--resume", "--out", at("plain"), "--no-plots").succeeded();
    assertTrue(again.err().contains("already finished, all of its 120 steps are trained"), again.err());
    Files.createDirectories(folder.resolve("young"));
    Files.copy(folder.resolve("plain/run.yaml"), folder.resolve("young/run.yaml"));
    Outcome young = Outcome.of("sample", at("young"), "--out", at("x.csv"));
    assertEquals(2, young.status());
    assertTrue(young.err().contains("young: trained to step 0 of 120; wait for its end, or continue with"),
        young.err());
    Outcome changed = Outcome
        .of("train", "--resume", "--out", at("plain"), "--no-plots", "--steps", "125", "--lr", "0.001",
            "--quiet")
        .succeeded();
    assertTrue(changed.err().contains("(steps 120 → 125, lr 0.006 → 0.001)")
        || changed.err().contains("(lr 0.006 → 0.001, steps 120 → 125)"), changed.err());
    Outcome onto = Outcome.of("reflow", at("sure"), "--out", at("sure"));
    assertTrue(onto.err().contains("already holds files, those of a training; choose another --out"), onto.err());
    Outcome nowhere = Outcome.of("train", "moons", "--out", "/proc/x");
    assertEquals(2, nowhere.status());
    assertTrue(nowhere.err().contains("/proc/x: cannot be created"), nowhere.err());
  }

  @Test
  void wordsOfAColumnNameTheClasses() throws IOException {
    StringBuilder rows = new StringBuilder();
    lines("rows.csv").forEach(line -> rows.append(line.replace(",10,", ",setosa,").replace(",20,", ",virginica,"))
        .append('\n'));
    Files.writeString(folder.resolve("words.csv"), rows);
    train("words", at("words.csv"), "--labels", "kind", "--steps", "400").succeeded();
    assertEquals(List.of("setosa", "virginica"),
        FlowModel.read(folder.resolve("words/model.safetensors")).classNames());
    assertTrue(lines("words/run.yaml").stream().anyMatch(line -> line.contains("class-names: \"setosa, virginica\"")
        || line.contains("class-names: setosa, virginica")), () -> String.valueOf(folder));
    Outcome.of("sample", at("words"), "--count", "4", "--out", at("words4.csv")).succeeded();
    List<String> both = lines("words4.csv");
    assertEquals("x,y,kind", both.getFirst());
    assertTrue(both.get(1).endsWith(",setosa") && both.get(2).endsWith(",virginica"), both.toString());
    Outcome.of("sample", at("words"), "--count", "1", "--out", at("words1.jsonl"), "--class", "any,setosa").succeeded();
    assertTrue(lines("words1.jsonl").getFirst().endsWith(",\"kind\":\"any\"}"), lines("words1.jsonl").toString());
    for (String one : List.of("virginica", "1")) {
      Outcome.of("sample", at("words"), "--class", one, "--count", "20", "--out", at("by-" + one + ".csv")).succeeded();
    }
    assertEquals(lines("by-virginica.csv"), lines("by-1.csv"));
    Outcome refused = Outcome.of("sample", at("words"), "--class", "setose", "--out", at("no.csv"));
    assertEquals("millrace: --class setose: " + at("words")
        + " has no such class (did you mean setosa?); expected one of setosa, virginica, or any\n", refused.err());
    String table = Outcome.of("evaluate", at("words"), "--count", "50", "--repeats", "1", "--no-plots").succeeded()
        .out();
    assertTrue(table.contains("setosa") && table.contains("virginica"), table);
    // The file names the parameter, the command its option.
    assertTrue(table.replaceAll("\\s+", " ").contains("only --repeats 2 or more"), table);
    assertTrue(String.join("", lines("words/evaluation.json")).contains("only `repeats` 2 or more"));
    Outcome.of("report", at("words")).succeeded();
    assertTrue(String.join("", lines("words/report.html")).contains("only <code>repeats</code> 2 or more"));
    // The same words, but other classes by their place.
    Files.writeString(folder.resolve("words.csv"), rows.toString().replace("setosa", "zinnia"));
    assertTrue(Outcome.of("evaluate", at("words"), "--no-plots").err().contains(
        "kind has the classes virginica, zinnia now, the network was trained with setosa, virginica"));
  }

  /** Weights that another program wrote have no names of classes. */
  @Test
  void importedWeightsAreToldTheClassesOfTheirData() throws IOException {
    FlowModel.read(folder.resolve("file/model.safetensors")).withClassNames(List.of())
        .write(folder.resolve("foreign.safetensors"));
    Outcome.of("import", at("foreign.safetensors"), "--data", at("rows.csv"), "--labels", "kind", "--out",
        at("imported")).succeeded();
    assertEquals(List.of("10", "20"), FlowModel.read(folder.resolve("imported/model.safetensors")).classNames());
    for (String run : List.of("file", "imported")) {
      Outcome.of("sample", at(run), "--class", "20", "--count", "9", "--out", at("of-" + run + ".csv")).succeeded();
    }
    assertEquals(lines("of-file.csv"), lines("of-imported.csv"));
    String table = Outcome.of("evaluate", at("imported"), "--count", "50", "--repeats", "1", "--no-plots").succeeded()
        .out();
    assertTrue(table.contains("class"), table);
  }

  @Test
  void aFileOfLabelsIsTheSameTrainingAsAColumn() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (String line : lines("rows.csv")) {
      String[] fields = line.split(",", -1);
      rows.append(fields[0]).append(',').append(fields[2]).append('\n');
    }
    Files.writeString(folder.resolve("bare.csv"), rows);
    String said = train("beside", at("bare.csv"), "--labels", at("labels.csv"), "--steps", "400").succeeded().err();
    assertEquals("", said);
    assertArrayEquals(bytes("file/model.safetensors"), bytes("beside/model.safetensors"));
  }

  /** Row i depends neither on the number of rows nor on where sampling began. */
  @Test
  void rowsHaveTheirClassInTurnWhereverSamplingBegins() throws IOException {
    Outcome.of("sample", at("ring"), "--count", "150", "--out", at("all.csv")).succeeded();
    Outcome.of("sample", at("ring"), "--count", "51", "--offset", "99", "--out", at("rest.csv")).succeeded();
    assertEquals(lines("all.csv").subList(100, 151), lines("rest.csv").subList(1, 52));
    Outcome.of("sample", at("ring"), "--count", "150", "--out", at("all.npy")).succeeded();
    assertEquals(List.of(150, 2), Npy.read(folder.resolve("all.npy")).shape());
    Outcome.of("sample", at("ring"), "--class", "3,any", "--guidance", "2", "--count", "4", "--out", at("two.jsonl"))
        .succeeded();
    assertTrue(lines("two.jsonl").get(1).contains("\"class\":8"), lines("two.jsonl").toString());
  }

  @Test
  void guidanceOfOneIsThePlainFieldAndOthersDiffer() throws IOException {
    for (String guidance : List.of("", "1", "0", "2")) {
      Outcome.of(Stream.concat(Stream.of("sample", at("ring"), "--class", "5", "--count", "20", "--out",
          at("g" + guidance + ".npy")), guidance.isEmpty() ? Stream.of() : Stream.of("--guidance", guidance))
          .toArray(String[]::new)).succeeded();
    }
    assertArrayEquals(bytes("g.npy"), bytes("g1.npy"));
    Outcome.of("sample", at("ring"), "--class", "any", "--count", "20", "--out", at("any.npy")).succeeded();
    assertArrayEquals(bytes("any.npy"), bytes("g0.npy"));
    assertFalse(Arrays.equals(bytes("g.npy"), bytes("g2.npy")));
  }

  @Test
  void verifyTrainsTheSameBytesAgain() {
    assertTrue(Outcome.of("verify", at("ring"), "--quiet").succeeded().out().contains("the same bytes"));
    assertTrue(Outcome.of("verify", at("file"), "--quiet").succeeded().out().contains("the same bytes"));
  }

  @ParameterizedTest
  @CsvSource({"independent,false", "ot,true"})
  void aTrainingThatIsResumedEndsWithTheSameBytes(String coupling, boolean aware) throws IOException {
    String name = "whole-" + coupling;
    String[] options = {"--classes", "--coupling", coupling, "--checkpoint-every", "50", "--decay", "constant"};
    String[] all = aware
        ? Stream.concat(Arrays.stream(options), Stream.of("--class-aware")).toArray(String[]::new)
        : options;
    train(name, "moons", all).succeeded();
    train(name + "-2", "moons",
        Stream.concat(Arrays.stream(all), Stream.of("--steps", "70")).toArray(String[]::new)).succeeded();
    Outcome.of("train", "--resume", "--out", at(name + "-2"), "--steps", "120", "--no-plots", "--quiet").succeeded();
    assertArrayEquals(bytes(name + "/model.safetensors"), bytes(name + "-2/model.safetensors"));
    // Threads change nothing.
    train(name + "-3", "moons",
        Stream.concat(Arrays.stream(all), Stream.of("--threads", "3")).toArray(String[]::new)).succeeded();
    assertArrayEquals(bytes(name + "/model.safetensors"), bytes(name + "-3/model.safetensors"));
  }

  @Test
  void evaluateMeasuresEachClassAgainstItsOwnRows() throws IOException {
    String out = Outcome.of("evaluate", at("file"), "--nfe", "5,50", "--count", "80", "--repeats", "2", "--no-plots")
        .succeeded().out();
    assertTrue(out.lines().allMatch(line -> line.length() <= 80), out);
    assertTrue(out.contains("by class: W2 between n samples and as many true points of the class, 50 steps"), out);
    JsonNode classes = JsonMapper.shared()
        .readTree(Files.readString(folder.resolve("file/evaluation.json"), StandardCharsets.UTF_8)).path("classes");
    assertEquals(List.of("10", "20"), classes.valueStream().map(each -> each.path("class").asString()).toList());
    for (JsonNode each : classes) {
      assertEquals(40, each.path("n").asInt());
      // The classes are 6 apart, and the samples of each are with their own.
      assertTrue(each.path("w2").path("mean").asDouble() < 2.5, each.toString());
    }
    Outcome.of("report", at("file")).succeeded();
  }

  @Test
  void reflowKeepsTheClassOfEveryPair() throws IOException {
    Outcome.of("reflow", at("file"), "--out", at("straight"), "--pairs", "500", "--steps", "200", "--teacher-steps",
        "20", "--inverted", "0.2", "--guidance", "1.5", "--count", "60", "--quiet").succeeded();
    FloatArray pairs = Npy.read(folder.resolve("straight/pairs.npy"));
    assertEquals(List.of(2, 500, 3), pairs.shape());
    for (int row = 0; row < 500; row++) {
      float label = pairs.values()[3 * row + 2];
      assertEquals(label, pairs.values()[1500 + 3 * row + 2]);
      // Standardised, the two kinds lie on both sides of 0.
      assertTrue(label == 0 ? pairs.values()[1500 + 3 * row] < 0.3 : pairs.values()[1500 + 3 * row] > -0.3);
    }
    Outcome.of("sample", at("straight"), "--steps", "1", "--class", "10", "--count", "20", "--out", at("fast.csv"))
        .succeeded();
    assertTrue(lines("fast.csv").stream().skip(1).filter(line -> line.startsWith("-")).count() > 15);
    assertTrue(Outcome.of("verify", at("straight"), "--quiet").succeeded().out().contains("the same bytes"));
  }

  @Test
  void picturesShowTheClasses() throws IOException {
    Outcome.of("plot", at("ring"), "--kind", "classes").succeeded();
    assertTrue(Files.size(folder.resolve("ring/plots/classes.png")) > 5000);
    Outcome.of("plot", at("ring"), "--kind", "steps").succeeded();
    Outcome.of("sample", at("ring"), "--count", "40", "--out", at("ring.png")).succeeded();
    assertTrue(Outcome.of("plot", at("plain"), "--kind", "classes").err().contains("was trained without classes"));
    assertTrue(Outcome.of("plot", at("sure"), "--kind", "field").err().contains("--label-dropout 0"));
    assertTrue(Files.notExists(folder.resolve("plain/plots/classes.png")));
  }

  @Test
  void theDensityOfAClassIsHighWhereItsPointsAre() throws IOException {
    Files.writeString(folder.resolve("points.csv"), "-3,2\n3,2\n");
    double[][] densities = new double[2][2];
    for (int k = 0; k < 2; k++) {
      Outcome.of("likelihood", at("file"), at("points.csv"), "--class", k == 0 ? "10" : "20", "--out", at("p.csv"))
          .succeeded();
      densities[k] = lines("p.csv").stream().mapToDouble(Double::parseDouble).toArray();
    }
    assertTrue(densities[0][0] > densities[0][1] && densities[1][1] > densities[1][0], Arrays.deepToString(densities));
    Outcome fresh = Outcome.of("likelihood", at("ring"), "--class", "2", "--rtol", "1e-2", "--atol", "1e-2")
        .succeeded();
    assertTrue(fresh.out().contains("2,000 of 8gaussians, class 2"), fresh.out());
  }

  @Test
  void dataAreWrittenWithTheirClassesAndReadAgain() throws IOException {
    Outcome.of("data", "circles", "--classes", "--count", "50", "--out", at("circles.csv")).succeeded();
    assertEquals("x,y,class", lines("circles.csv").getFirst());
    Outcome.of("data", "circles", "--count", "50", "--out", at("circles-plain.csv")).succeeded();
    for (int row = 0; row < 50; row++) {
      String line = lines("circles.csv").get(row + 1);
      assertEquals(lines("circles-plain.csv").get(row), line.substring(0, line.lastIndexOf(',')));
    }
    train("circles", at("circles.csv"), "--labels", "class", "--steps", "20").succeeded();
    assertTrue(Outcome.of("datasets").succeeded().out().contains("25 classes"));
  }

  /** The options of a run without classes are those that they were, and so are its bytes. */
  @Test
  void aRunWithoutClassesSaysSo() throws IOException {
    RunConfig config = ConfigFile.read(folder.resolve("plain/run.yaml"));
    assertFalse(config.conditional());
    assertEquals(0, FlowModel.read(folder.resolve("plain/model.safetensors")).velocity().classes());
    assertNotEquals(ConfigFile.hash(config),
        ConfigFile.hash(ConfigFile.over(config, "", Map.of("classes", true))));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|',
      textBlock = """
          train scurve --classes                    | --classes: scurve has no classes; 'millrace datasets' says which
          train @rows.csv --kind points --classes                 | does not say the classes of its rows; expected --labels
          train moons --labels @labels.csv          | moons has classes of its own if it has any: expected --classes
          train @rows.csv --kind points --labels sort             | --labels sort: @rows.csv has no column of that name; expected one of x
          train @rows.csv --kind points --labels @missing.npy     | missing.npy
          import @plain/model.safetensors --data @rows.csv --labels kind --out @x | --labels kind: @plain/model.safetensors is a network without
          import @file/model.safetensors --labels kind --out @x | --labels kind: only for the rows of a file; expected it as --data
          import @file/model.safetensors --data @rows.csv --labels y --out @x | no column 'y'; expected the columns x, y
          import @file/model.safetensors --data @xy.csv --labels @three.csv --out @x | the network has 2
          train @rows.csv --kind points --labels y --steps x      | --steps x: expected a whole number
          train @labels.csv --labels @rows.csv      | @rows.csv: 3 columns, expected one label for each row of
          train moons --classes --label-dropout 2   | --label-dropout 2.0: expected a share from 0 to 1
          train moons --label-dropout 0.2           | --label-dropout 0.2: moons is trained without classes
          train moons --classes --coupling semidiscrete | --classes with --coupling semidiscrete: its data points have no
          train digits --labels @labels.csv         | --labels: not an option for digits, which are images
          sample @plain --class 1 --out @x.csv      | --class 1: @plain was trained without classes
          sample @plain --guidance 2 --out @x.csv   | --guidance 2.0: @plain was trained without classes
          sample @ring --class 8 --out @x.csv       | has no such class; expected one of 0, 1, 2, 3, 4, 5, 6, 7, or any
          sample @file --class 0 --out @x.csv       | has no such class; expected one of 10, 20, or any
          sample @sure --class any --out @x.csv     | @sure was trained with --label-dropout 0
          sample @sure --class 1 --guidance 2 --out @x.csv | @sure was trained with --label-dropout 0
          sample @ring --invert @bare2.csv --class 1,2 --out @x.csv | expected one class, that of all rows, or any
          sample @sure --invert @bare2.csv --out @x.csv | --invert without --class: @sure was trained with
          likelihood @ring --class 1,2              | --class 1,2: expected one class, or any
          likelihood @plain --class 1               | @plain was trained without classes
          reflow @plain --guidance 2 --out @x       | --guidance 2.0: @plain was trained without classes
          data scurve --classes --out @x.csv        | --classes: scurve has no classes
          """)
  void whatCannotWorkIsRefusedInOneLine(String line, String words) throws IOException {
    Files.writeString(folder.resolve("bare2.csv"), "1,2\n");
    Files.writeString(folder.resolve("xy.csv"), "x,y\n1,2\n3,4\n5,6\n");
    Files.writeString(folder.resolve("three.csv"), "0\n1\n2\n");
    String path = folder + "/";
    Outcome refused = Outcome.of(line.replace("@", path).strip().split(" +"));
    assertEquals(2, refused.status(), refused.err());
    String last = refused.err().lines().reduce((_, later) -> later).orElse("");
    assertTrue(last.startsWith("millrace: ") && last.contains(words.strip().replace("@", path)), refused.err());
    assertFalse(Files.exists(folder.resolve("x.csv")) || Files.exists(folder.resolve("x")), line);
  }
}
