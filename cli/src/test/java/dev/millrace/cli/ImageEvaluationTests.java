package dev.millrace.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

import dev.millrace.cli.terminal.Messages;
import dev.millrace.flow.data.ImageData;
import dev.millrace.flow.data.ImageSources;
import dev.millrace.flow.data.PictureOptions;
import dev.millrace.flow.io.Safetensors;
import dev.millrace.flow.measure.FrechetDistance;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.images.evaluate.ImageEvaluation;
import dev.millrace.images.evaluate.ImageJudge;
import dev.millrace.images.evaluate.ImageLikeness;
import dev.millrace.images.evaluate.ImageNeighbours;
import dev.millrace.runs.text.TextTable;
import dev.millrace.torch.FeatureClassifier;
import dev.millrace.torch.ImageFlow;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.LessonUNet;
import dev.millrace.torch.ResidualUNet;
import dev.millrace.torch.Torch;
import dev.millrace.torch.TorchOptions;
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

class ImageEvaluationTests {
  @TempDir
  static Path shared = Path.of("");
  @TempDir
  Path folder = Path.of("");

  private static String data = "";
  /** Evaluated once; the network's samples are noise. */
  private static Path noisy = Path.of("");
  private static Outcome evaluated = new Outcome(0, "", "");
  private static JsonNode figures = JsonMapper.shared().createObjectNode();

  @BeforeAll
  static void evaluate() throws IOException {
    data = ImageFixture.data(shared.resolve("bars"));
    noisy = ImageFixture.untrained(shared.resolve("noisy"), data);
    // The command trains for longer, for images that are harder to tell apart.
    try (Torch torch = Torch.open(TorchOptions.AUTO);
        FeatureClassifier classifier = FeatureClassifier.train(torch, bars().train(), 40, new Seed(0), (_, _) -> {})) {
      classifier.write(noisy.resolve("classifier.safetensors"));
    }
    evaluated = Outcome.of("evaluate", noisy.toString(), "--nfe", "1,3", "--count", "300", "--seed", "5", "--json",
        shared.resolve("f.json").toString());
    evaluated.succeeded();
    figures = JsonMapper.shared().readTree(json(shared.resolve("f.json")));
  }

  private static String json(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  private static ImageData bars() throws IOException {
    return ImageSources.read(data, PictureOptions.AS_THEY_ARE, 1);
  }

  @Test
  void noiseIsFarFromTheTestImagesAndTrainingImagesAreNear() {
    double floor = figures.path("floor").path("fd").asDouble();
    assertTrue(figures.path("classifier").path("accuracy").asDouble() > 0.97, figures.toString());
    for (JsonNode row : figures.path("rows")) {
      assertTrue(row.path("fd").asDouble() > 20 * floor, figures.toString());
      assertEquals(0, row.path("precision").asDouble(), 0.05);
    }
    assertEquals("FD(bars)", figures.path("metric").asString());
    assertTrue(figures.path("floor").path("precision").asDouble() > 0.5, figures.toString());
    assertEquals(300, figures.path("floor").path("count").asInt());
    // v = 0: nothing moves, all is straight, and one step or three give the same.
    assertEquals(0, figures.path("straightness").path("s").asDouble(), 1e-9);
    assertEquals(figures.path("rows").path(0).path("fd").asDouble(),
        figures.path("rows").path(1).path("fd").asDouble());
  }

  @Test
  void theTableSaysWhatTheFiguresSay() {
    String text = evaluated.out();
    assertTrue(text.contains("FD(bars) between 300 samples and the 200 test images, Euler steps"), text);
    assertTrue(text.lines().allMatch(line -> line.length() <= TextTable.WIDTH), text);
    assertTrue(text.contains("%.4g".formatted(figures.path("rows").path(0).path("fd").asDouble())), text);
    assertTrue(text.contains(figures.path("classifier").path("hash").asString().substring(0, 20)), text);
    assertFalse(text.contains("FID"), text);
  }

  @Test
  void figuresAreThoseOfTheirDefinitions() throws IOException {
    ImageData images = bars();
    SplitFlow moving = SplitFlow.of(folder);
    Outcome.of("evaluate", moving.run.toString(), "--nfe", "2", "--count", "50", "--seed", "9", "--no-plots",
        "--classifier", noisy.resolve("classifier.safetensors").toString(), "--precision", "fp32", "--json",
        folder.resolve("f.json").toString()).succeeded();
    JsonNode found = JsonMapper.shared().readTree(json(folder.resolve("f.json")));
    float[] noise = ImageFlow.noise(50, 64, new Seed(9), Seed.Purpose.EVALUATION);
    int[] labels = Arrays.stream(ImageEvaluation.like(images.train(), 50, new Seed(9)))
        .map(i -> images.train().labels()[i]).toArray();
    try (
        Torch torch = Torch.open(new TorchOptions(TorchOptions.DeviceChoice.CPU, TorchOptions.PrecisionChoice.FP32, 1));
        ImageFlow flow = new ImageFlow(torch, moving.model);
        FeatureClassifier classifier = FeatureClassifier.read(torch, noisy.resolve("classifier.safetensors"))) {
      float[] samples = flow.sample(new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(2)), noise, labels, 1).points();
      var distance = FrechetDistance.between(classifier.features(samples), classifier.features(images.test()), 128, 1);
      JsonNode row = found.path("rows").path(0);
      assertEquals(distance.value(), row.path("fd").asDouble(), 1e-6 * distance.value());
      assertEquals(distance.value(), row.path("means").asDouble() + row.path("spreads").asDouble(),
          1e-6 * distance.value());
      int[] classes = classifier.classify(samples);
      double right = 0;
      for (int i = 0; i < 50; i++) {
        right += classes[i] == labels[i] ? 1 : 0;
      }
      assertEquals(right / 50, row.path("asAsked").asDouble(), 1e-12);
      assertEquals(classifier.hash(), found.path("classifier").path("hash").asString());
    }
    JsonNode confusion = found.path("guided").path("confusion");
    assertEquals(25, confusion.path(0).path(0).asInt() + confusion.path(0).path(1).asInt());
    assertEquals((confusion.path(0).path(0).asInt() + confusion.path(1).path(1).asInt()) / 50.0,
        found.path("guided").path("accuracy").asDouble(), 1e-12);
    assertTrue(found.path("straightness").path("s").asDouble() > 0);
    assertTrue(found.path("notes").path(0).asString().contains("`count` 50 does not fill"), found.toString());
    assertFalse(Files.exists(moving.run.resolve("classifier.safetensors")));
  }

  /** Guidance near the greatest float, so that the velocity is none: the guided samples cannot be had, all other figures can. */
  @Test
  void oneMeasureThatFailsIsNamedAndLeavesTheOthers() throws IOException {
    SplitFlow moving = SplitFlow.of(folder);
    List<JsonNode> found = new ArrayList<>();
    for (String guidance : new String[]{"3e38", "2"}) {
      Outcome outcome = Outcome.of("evaluate", moving.run.toString(), "--nfe", "2", "--count", "20", "--no-plots",
          "--guidance", guidance, "--classifier", noisy.resolve("classifier.safetensors").toString(), "--json",
          folder.resolve("f.json").toString()).succeeded();
      assertEquals(guidance.equals("2"), !outcome.out().contains("note: guided samples could not be measured: "));
      found.add(JsonMapper.shared().readTree(json(folder.resolve("f.json"))));
    }
    assertTrue(found.get(0).path("guided").isMissingNode());
    assertTrue(found.get(1).path("guided").path("accuracy").isNumber());
    assertEquals(found.get(1).path("rows").path(0).path("fd"), found.get(0).path("rows").path(0).path("fd"));
    assertEquals(found.get(1).path("straightness"), found.get(0).path("straightness"));
    assertEquals(found.get(1).path("nearestTraining"), found.get(0).path("nearestTraining"));
  }

  /** A run whose network does move what it is given. */
  private record SplitFlow(Path run, ImageModel model) {
    static SplitFlow of(Path folder) throws IOException {
      float[] weights = ImageFixture.NET.start(new Seed(4));
      for (int i = 0; i < weights.length; i++) {
        weights[i] += 0.05f * (float) Math.sin(1 + 12.9898 * i);
      }
      ImageModel model = new ImageModel(ImageFixture.NET, weights, "linear", List.of("lying", "standing"));
      return new SplitFlow(ImageFixture.run(folder.resolve("moving"), data, model), model);
    }
  }

  @Test
  void theTestImagesThemselvesAreAtNoDistance() throws IOException {
    ImageData images = bars();
    try (Torch torch = Torch.open(TorchOptions.AUTO);
        ImageJudge judge = new ImageJudge(
            FeatureClassifier.read(torch, noisy.resolve("classifier.safetensors")), images.test(), 2)) {
      ImageLikeness same = judge.compare(images.test().floats(0, 200), images.test().labels());
      assertEquals(0, same.distance().value(), 1e-6);
      assertEquals(1, same.fidelity().precision());
      assertEquals(1, same.fidelity().coverage());
      // Other true images are near too, by chance nearer or farther than those of the floor; noise is not.
      ImageLikeness others = judge.compare(images.train().floats(100, 300), new int[0]);
      assertTrue(others.distance().value() < figures.path("rows").path(0).path("fd").asDouble() / 20,
          others + " " + figures);
    }
  }

  @Test
  void aClassifierIsTrainedOnceAndKept() throws IOException {
    ResidualUNet net = new ResidualUNet(1, 4, 4, 2, 2, List.of(16), 1, 1, 0);
    Path run = ImageFixture.run(folder.resolve("run"), ImageFixture.data(folder.resolve("small"), 4),
        new ImageModel(net, net.start(new Seed(3)), "linear", List.of("lying", "standing")));
    String[] evaluate = {"evaluate", run.toString(), "--nfe", "1", "--count", "10", "--no-plots"};
    String first = Outcome.of(evaluate).succeeded().out();
    Path file = run.resolve("classifier.safetensors");
    FileTime written = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(file, written);
    assertEquals(withoutSeconds(first), withoutSeconds(Outcome.of(evaluate).succeeded().out()));
    assertEquals(written, Files.getLastModifiedTime(file));
  }

  /** A table whose last column, the seconds, which differ from run to run, is taken away. */
  private static String withoutSeconds(String table) {
    return table.replaceAll("(?m) +\\d+\\.\\d\\d$", "");
  }

  @Test
  void noneIsChosenASecondTimeBeforeAllHaveBeen() {
    int[] chosen = ImageJudge.chosen(10, 25, new Seed(1).generator(Seed.Purpose.EVALUATION_DATA, 0, 0));
    for (int from : new int[]{0, 10}) {
      assertEquals(10, Arrays.stream(chosen, from, from + 10).distinct().count(), Arrays.toString(chosen));
    }
    assertEquals(5, Arrays.stream(chosen, 20, 25).distinct().count());
    assertNotEquals(Arrays.toString(Arrays.copyOf(chosen, 10)), Arrays.toString(Arrays.copyOfRange(chosen, 10, 20)));
    assertEquals(45, Arrays.stream(chosen, 0, 10).sum());
  }

  @Test
  void neighboursAcrossBlocksAreThoseOfBruteForce() throws IOException {
    ImageData images = bars();
    float[] queries = images.test().floats(0, 5);
    float[] all = images.train().floats(0, ImageFixture.TRAIN);
    ImageNeighbours found = ImageNeighbours.of(queries, images.train(), 3, 2);
    for (int q = 0; q < 5; q++) {
      double[] distances = new double[ImageFixture.TRAIN];
      for (int i = 0; i < distances.length; i++) {
        for (int p = 0; p < 64; p++) {
          distances[i] += Math.pow((double) queries[q * 64 + p] - all[i * 64 + p], 2);
        }
      }
      assertEquals(Math.sqrt(distances[found.indices()[3 * q]]), found.distances()[3 * q], 1e-9);
      Arrays.sort(distances);
      for (int j = 0; j < 3; j++) {
        assertEquals(Math.sqrt(distances[j]), found.distances()[3 * q + j], 1e-9);
      }
    }
  }

  @Test
  void picturesAreDrawnAndReported() throws IOException {
    for (String kind : List.of("samples", "steps", "strips", "guidance", "neighbours", "quality")) {
      BufferedImage image = ImageIO.read(noisy.resolve("plots").resolve(kind + ".png").toFile());
      assertTrue(image.getWidth() > 200 && image.getHeight() > 100, kind);
    }
    assertFalse(Files.exists(noisy.resolve("plots/loss.png")));
    Outcome.of("report", noisy.toString()).succeeded();
    String page = Files.readString(noisy.resolve("report.html"), StandardCharsets.UTF_8);
    assertTrue(page.contains("FD(bars) is least at 1 step"));
    assertTrue(page.contains(figures.path("classifier").path("hash").asString()));
    assertTrue(page.contains("data:image/png;base64,"));
    assertTrue(page.contains("label-dropout"));
  }

  @Test
  void withoutClassesWhatCanBeMeasuredIs() throws IOException {
    Path pictures = Files.createDirectories(folder.resolve("pictures"));
    for (int i = 0; i < 20; i++) {
      BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
      image.getRaster().setSample(i % 8, i / 8, 0, 255);
      ImageIO.write(image, "png", pictures.resolve(i + ".png").toFile());
    }
    ResidualUNet net = new ResidualUNet(1, 8, 8, 0, 2, List.of(16), 1, 1, 0);
    Path run = ImageFixture.run(folder.resolve("run"), "images:" + pictures,
        new ImageModel(net, net.start(new Seed(3)), "linear", List.of()));
    Outcome outcome = Outcome.of("evaluate", run.toString(), "--nfe", "1,2", "--count", "20").succeeded();
    assertTrue(outcome.out().contains("FD, precision, recall and classes are not measured"), outcome.out());
    JsonNode found = JsonMapper.shared().readTree(json(run.resolve("evaluation.json")));
    assertTrue(found.path("rows").isMissingNode());
    assertTrue(found.path("nearestTraining").path("samples").asDouble() > 1);
    assertTrue(Files.exists(run.resolve("plots/samples.png")));
    assertFalse(Files.exists(run.resolve("plots/guidance.png")));
    refused("was trained without classes", "plot", run.toString(), "--kind", "guidance");
    refused("evaluate", "plot", run.toString(), "--kind", "quality");
    Outcome.of("report", run.toString()).succeeded();
  }

  @Test
  void aNetworkWithoutClassesIsMeasuredByClassifiedData() throws IOException {
    ResidualUNet net = new ResidualUNet(1, 8, 8, 0, 2, List.of(16), 1, 1, 0);
    Path run = ImageFixture.run(folder.resolve("run"), data,
        new ImageModel(net, net.start(new Seed(3)), "linear", List.of()));
    Outcome outcome = Outcome.of("evaluate", run.toString(), "--nfe", "1", "--count", "300", "--seed", "5",
        "--no-plots", "--classifier", noisy.resolve("classifier.safetensors").toString()).succeeded();
    assertFalse(outcome.out().contains("as asked") || outcome.out().contains("guided"), outcome.out());
    JsonNode found = JsonMapper.shared().readTree(json(run.resolve("evaluation.json")));
    // Its velocity is 0 as well: the same noise is as far.
    assertEquals(figures.path("rows").path(0).path("fd").asDouble(), found.path("rows").path(0).path("fd").asDouble(),
        1e-9);
    assertTrue(found.path("guided").isMissingNode());
  }

  private static void refused(String named, String... args) {
    Outcome outcome = Outcome.of(args);
    assertEquals(Millrace.WRONG_INPUT, outcome.status(), outcome.out() + outcome.err());
    assertTrue(outcome.err().startsWith("millrace: "), outcome.err());
    assertTrue(outcome.err().contains(named), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      evaluate RUN --nfe 0 | --nfe 0
      evaluate RUN --nfe 1 --solver heun | --nfe 1: expected 2
      evaluate RUN --count 3 | --count 3
      evaluate RUN --guided-steps 0 | --guided-steps 0
      evaluate RUN --guidance NaN | --guidance NaN
      evaluate RUN --count 1000000 --max-memory 256m | evaluating by --count 1000000 takes about
      evaluate RUN --repeats 2 | --repeats 2
      evaluate RUN --device gpu | gpu
      evaluate RUN --precision fp8 | fp8
      evaluate RUN --classifier none.safetensors | none.safetensors
      evaluate RUN --classifier RUN/model.safetensors | architecture 'residual-unet'
      plot RUN --kind field | expected one of samples, steps, strips
      plot RUN --kind loss | training.jsonl
      export RUN --to coreml --out m.onnx | coreml
      likelihood RUN | offered for points only
      """)
  void badInputIsOneLineWithItsPlaceAndStatus2(String command, String named) {
    refused(named, command.replace("RUN", noisy.toString()).split(" ", -1));
  }

  @Test
  void aDamagedOrForeignClassifierIsNamed() throws IOException {
    byte[] kept = Files.readAllBytes(noisy.resolve("classifier.safetensors"));
    Path run = ImageFixture.untrained(folder.resolve("run"), data);
    Path file = run.resolve("classifier.safetensors");
    Files.write(file, Arrays.copyOf(kept, kept.length / 2));
    refused(file.toString(), "evaluate", run.toString(), "--count", "10");
    String text = new String(kept, StandardCharsets.ISO_8859_1).replace("\"height\":\"8\"", "\"height\":\"9\"");
    Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    refused("of images of 1 × 9 × 8", "evaluate", run.toString(), "--count", "10");
    text = text.replace("\"height\":\"9\"", "\"height\":\"0\"");
    Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    refused("0 × 8", "evaluate", run.toString(), "--count", "10");
    assertFalse(Files.exists(run.resolve("evaluation.json")));
  }

  @Test
  void samplesThatAreNotFiniteFailWithoutFigures() throws IOException {
    float[] weights = ImageFixture.NET.start(new Seed(3));
    Arrays.fill(weights, Float.NaN);
    Path run = ImageFixture.run(folder.resolve("run"), data,
        new ImageModel(ImageFixture.NET, weights, "linear", List.of("lying", "standing")));
    Outcome outcome = Outcome.of("evaluate", run.toString(), "--count", "10", "--nfe", "1", "--classifier",
        noisy.resolve("classifier.safetensors").toString());
    assertEquals(Messages.FAILED, outcome.status());
    assertTrue(outcome.err().contains("images 1, 2, 3, 4, 5 … (counted from 1): the velocity is not finite at t = 0.0"),
        outcome.err());
    assertFalse(Files.exists(run.resolve("evaluation.json")));
  }

  @Test
  void exportedWeightsImportAgain() throws IOException {
    Path file = folder.resolve("m.safetensors");
    Outcome.of("export", noisy.toString(), "--out", file.toString()).succeeded();
    refused("--data", "import", file.toString(), "--out", folder.resolve("a").toString());
    refused("network of images", "import", file.toString(), "--data", "moons", "--out", folder.resolve("a").toString());
    Outcome.of("import", file.toString(), "--data", data, "--out", folder.resolve("b").toString()).succeeded();
    assertArrayEquals(Files.readAllBytes(noisy.resolve("model.safetensors")),
        Files.readAllBytes(folder.resolve("b/model.safetensors")));
    Outcome.of("plot", folder.resolve("b").toString(), "--kind", "samples").succeeded();
    assertArrayEquals(Files.readAllBytes(noisy.resolve("plots/samples.png")),
        Files.readAllBytes(folder.resolve("b/plots/samples.png")));
  }

  @Test
  void theLessonsNetworkImportsUnderPyTorchsNames() throws IOException {
    LessonUNet net = new LessonUNet(1, 28, 28, 16);
    ImageModel model = new ImageModel(net, net.start(new Seed(1)), "linear", List.of());
    var foreign = new Safetensors(model.toSafetensors().tensors(), Map.of("format", "pt"));
    Path file = folder.resolve("unet.safetensors");
    try (var out = Files.newOutputStream(file)) {
      foreign.write(out);
    }
    Path run = folder.resolve("run");
    Outcome.of("import", file.toString(), "--out", run.toString()).succeeded();
    String config = Files.readString(run.resolve("run.yaml"), StandardCharsets.UTF_8);
    assertTrue(config.contains("net: lesson") && config.contains("data: mnist"), config);
    Outcome.of("plot", run.toString(), "--kind", "samples").succeeded();
    assertNotEquals(0, Files.size(run.resolve("plots/samples.png")));
  }

  @Test
  void theDoctorSaysWhatImagesRunOn() {
    String text = Outcome.of("doctor").succeeded().out();
    assertTrue(text.contains("images      LibTorch "), text);
    assertTrue(text.contains("gpu         "), text);
  }
}
