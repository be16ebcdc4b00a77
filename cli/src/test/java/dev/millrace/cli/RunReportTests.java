package dev.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.millrace.cli.terminal.CommandName;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.page.ReportPage.Content;
import dev.millrace.runs.page.ReportPage.Definitions;
import dev.millrace.runs.page.ReportPage.KeyValues;
import dev.millrace.runs.page.ReportPage.Picture;
import dev.millrace.runs.page.ReportPage.Section;
import dev.millrace.runs.page.ReportPage.Table;
import dev.millrace.runs.page.ReportPage.Text;
import dev.millrace.runs.report.RunReport;
import dev.millrace.torch.ImageConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RunReportTests {
  private static final List<String> BARE = List.of("", "Evaluation", "Pictures", "Options", "Provenance");

  @TempDir
  Path folder = Path.of("");

  @BeforeEach
  void makeARun() throws IOException {
    ConfigFile.write(folder.resolve("run.yaml"), RunConfig.defaults(), Map.of("jdk", "25.0.3", "os", "Linux"));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
  }

  private List<Section> sections() throws IOException {
    return RunReport.of(Kinds.load(), RunDirectory.open(folder), CommandName.text()).sections();
  }

  private List<? extends Content> section(String heading) throws IOException {
    return sections().stream().filter(s -> s.heading().equals(heading)).findFirst().orElseThrow().content();
  }

  @Test
  void aBareRunShowsItsOptionsAndProvenance() throws IOException {
    assertEquals(BARE, sections().stream().map(Section::heading).toList());
    var options = ((KeyValues) section("Options").getFirst()).values();
    assertEquals("moons", options.get("data"));
    assertEquals("256", options.get("batch"));
    assertEquals(ConfigFile.names(RunConfig.defaults()).size(), options.size());
    var provenance = ((KeyValues) section("Provenance").getFirst()).values();
    assertEquals(Map.of("jdk", "25.0.3", "os", "Linux"), provenance);
  }

  @Test
  void theTrainingIsSummedUp() throws IOException {
    write("training.jsonl", """
        {"step":100,"loss":2.0,"seconds":1.0,"samplesPerSecond":25600}
        {"step":200,"loss":1.5,"seconds":2.0,"samplesPerSecond":99999}
        {"step":300,"loss":1.25,"seconds":3.04,"samplesPerSecond":24000}
        """);
    assertEquals(Map.of("steps", "300 of 5,000", "last loss", "1.2500", "seconds", "3.0", "pairs/s, median", "25,600"),
        ((KeyValues) section("Training").getFirst()).values());
  }

  @Test
  void anEvaluationShowsWhatIsKnownAndPassesOverTheRest() throws IOException {
    write("evaluation.json", """
        {"unknown": [1, {"a": 2}], "sentence": "4 Euler steps suffice", "floor": {"mean": 0.0712, "error": 0.0031},
         "rows": [{"nfe": 1, "w2": {"mean": 0.71014, "error": 0.012}, "seconds": 0.00021},
                  {"nfe": 4, "w2": {"mean": 0.08, "error": "NaN"}, "solver": "euler"}],
         "straightness": {"s": 1.8312, "lengthRatio": 12.5},
         "rounds": [{"round": 0, "w2At100": {"mean": "NaN"}, "transportCost": 1234.4}]}
        """);
    var content = section("Evaluation");
    assertEquals(new Text("4 Euler steps suffice"), content.get(0));
    assertEquals(new Table(List.of("NFE", "W2", "seconds", "solver"),
        List.of(List.of("1", "0.7101 ± 0.0120", "2.10e-4", "–"), List.of("4", "0.0800", "–", "euler")), List.of(1)),
        content.get(1));
    assertTrue(content.get(2) instanceof Text(String text) && text.contains("0.0712 ± 0.0031"));
    assertEquals(Map.of("S", "1.8312", "length ratio", "12.50"), ((KeyValues) content.get(3)).values());
    assertEquals(new Table(List.of("round", "W2 at 100", "transport cost"), List.of(List.of("0", "NaN", "1234.4")),
        List.of(1)), content.get(4));
    assertEquals(6, content.size());
    assertEquals(List.of("NFE", "W2", "floor", "S", "length ratio", "transport cost"),
        List.copyOf(((Definitions) content.get(5)).meanings().keySet()),
        "a line for each measure that is there, no more");
  }

  @Test
  void labelsOfAnEvaluationAreExplainedAndItsNumbersHaveOneForm() throws IOException {
    write("evaluation.json", """
        {"rows": [{"nfe": 1, "w2": {"mean": 9.33e6, "error": 5.4e5}, "asAsked": 0.155}, {"nfe": 2, "w2": 1.17e7}],
         "straightness": {"squaredW2SourceToData": {"mean": 0.8}, "squaredW2Bias": 0.0038, "pathEnergy": 2e-5,
         "s5%": 0.5}}
        """);
    var content = section("Evaluation");
    assertEquals(List.of(List.of("1", "9.33e6 ± 5.40e5", "15.50 %"), List.of("2", "1.17e7", "–")),
        ((Table) content.get(0)).rows());
    var values = ((KeyValues) content.get(1)).values();
    assertEquals(Map.of("W2², noise to data", "0.8000", "W2², due to chance", "0.0038", "path energy", "2.00e-5",
        "S: 5 % of the samples are below", "0.5000"), values);
    assertTrue(((Definitions) content.get(2)).meanings().keySet()
        .containsAll(List.of("W2², noise to data", "W2², due to chance", "path energy", "as asked")));
  }

  @Test
  void figuresOfTablesAreNotExplainedAsThoseOfImages() throws IOException {
    write("evaluation.json", """
        {"metric": "trust", "rows": [{"nfe": 1, "coverage": 0.9}]}
        """);
    assertTrue(section("Evaluation").stream().noneMatch(Definitions.class::isInstance));
  }

  private Map<String, String> facts() throws IOException {
    return ((KeyValues) section("").getFirst()).values();
  }

  @Test
  void thePageBeginsWithTheCommandAndItsOptionsThatAreNotTheUsualOnes() throws IOException {
    assertEquals("millrace train moons --out " + folder, facts().get("command"));
    ConfigFile.write(folder.resolve("run.yaml"), ConfigFile.over(RunConfig.defaults(), "",
        Map.of("data", "my data.csv", "lr", 1e-3, "class-aware", true, "steps", 300)), Map.of());
    assertEquals("millrace train 'my data.csv' --steps 300 --lr 0.001 --class-aware --out " + folder,
        facts().get("command"));
    write("reflow.json", "{\"arguments\": [\"runs/m\", \"--out\", \"runs/s\", \"--rounds\", \"2\"]}");
    assertEquals("millrace reflow runs/m --out runs/s --rounds 2", facts().get("command"));
  }

  /** A training writes the number of images at once that it chose into run.yaml. */
  @Test
  void theCommandHasNoOptionThatTheTrainingChoseItself() throws IOException {
    for (int micro : new int[]{128, 64, 7}) {
      ConfigFile.write(folder.resolve("run.yaml"), ConfigFile.over(ImageConfig.defaults(), "",
          Map.of("data", "images:zoo", "batch", 128, "threads", 1, "micro", micro)), Map.of());
      assertEquals(micro == 7, facts().toString().contains("--micro"), facts().toString());
    }
  }

  @Test
  void theWeightsHaveTheirDateAndAChecksumThatAnyOtherProgramFindsToo() throws IOException {
    assertEquals(List.of("command"), List.copyOf(facts().keySet()));
    write("model.safetensors", "abc");
    Files.setLastModifiedTime(folder.resolve("model.safetensors"),
        FileTime.from(Instant.parse("2026-02-03T04:05:59Z")));
    assertEquals("2026-02-03 04:05 UTC", facts().get("trained"));
    // FIPS 180-2, B.1
    assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        facts().get("SHA-256 of model.safetensors"));
  }

  @Test
  void aDrawingStandsForThePngBesideIt() throws IOException {
    Files.createDirectory(folder.resolve("plots"));
    for (String name : List.of("loss.png", "loss.svg", "quality.png", "alone.svg")) {
      write("plots/" + name, name);
    }
    List<Picture> pictures = section("Pictures").stream().map(Picture.class::cast).toList();
    assertEquals(List.of("quality.png", "loss.svg"),
        pictures.stream().map(p -> new String(p.bytes(), StandardCharsets.UTF_8)).toList());
    assertEquals(List.of("image/png", "image/svg+xml"), pictures.stream().map(Picture::type).toList());
    assertEquals("The loss over the training.", pictures.getLast().caption());
  }

  @Test
  void picturesOfStepsHaveTheirOwnCaptions() throws IOException {
    Files.createDirectory(folder.resolve("plots"));
    write("plots/steps.png", "");
    write("plots/step-counts.png", "");
    assertEquals(2, section("Pictures").stream().map(p -> ((Picture) p).caption()).distinct().count());
  }

  /** A reflow's loss is near 0: it keeps its digits. */
  @Test
  void aSmallLossHasItsDigits() throws IOException {
    write("training.jsonl", """
        {"step":100,"loss":0.0000415,"seconds":1.0,"samplesPerSecond":25600}
        """);
    assertEquals("4.150e-05", ((KeyValues) section("Training").getFirst()).values().get("last loss"));
  }

  @Test
  void anEvaluationOfAnyShapeIsNoError() throws IOException {
    for (String json : List.of("{}", "{\"rows\": 5, \"rounds\": [1, 2], \"straightness\": null, \"sentence\": 7}",
        "{\"rows\": [], \"rounds\": [[]], \"straightness\": []}")) {
      write("evaluation.json", json);
      assertEquals(BARE, sections().stream().map(Section::heading).toList(), json);
      assertTrue(section("Evaluation").getFirst() instanceof Text(String text) && text.contains(" evaluate "), json);
    }
  }

  @Test
  void picturesTellTheirStoryInOrder() throws IOException {
    Files.createDirectory(folder.resolve("plots"));
    for (String name : List.of("loss.png", "zoo-animals.png", "quality.png", "animation.gif", "steps.png",
        ".hidden.png",
        "notes.txt")) {
      write("plots/" + name, name);
    }
    List<Picture> pictures = section("Pictures").stream().map(Picture.class::cast).toList();
    assertEquals(List.of("quality.png", "steps.png", "animation.gif", "loss.png", "zoo-animals.png"),
        pictures.stream().map(p -> new String(p.bytes(), StandardCharsets.UTF_8)).toList());
    assertEquals("image/gif", pictures.get(2).type());
    assertEquals("zoo animals", pictures.getLast().caption());
    assertTrue(pictures.getFirst().alt().startsWith("moons: "), pictures.getFirst().alt());
  }

  @Test
  void theVerbWritesThePageIntoTheRunOrWhereItIsTold() throws IOException {
    assertEquals(0, Millrace.run("report", folder.toString()));
    byte[] page = Files.readAllBytes(folder.resolve("report.html"));
    assertTrue(page.length > 1000);
    Path other = folder.resolve("other.html");
    assertEquals(0, Millrace.run("report", folder.toString(), "--out", other.toString()));
    assertArrayEquals(page, Files.readAllBytes(other));
  }

  @Test
  void aBrokenEvaluationIsNamedWithItsPlace() throws IOException {
    write("evaluation.json", "{\n\"rows\": [1, 2\n");
    String message = String.valueOf(assertThrows(InvalidInputException.class, this::sections).getMessage());
    assertTrue(message.contains("evaluation.json:") && message.lines().count() == 1, message);
    write("evaluation.json", "[1]");
    message = String.valueOf(assertThrows(InvalidInputException.class, this::sections).getMessage());
    assertTrue(message.contains("evaluation.json: expected a JSON object"), message);
  }
}
