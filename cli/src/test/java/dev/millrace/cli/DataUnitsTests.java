package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.millrace.cli.terminal.Messages;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.net.Activation;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.TimeInput;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.FlowModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Figures and samples belong to the units of the data, whatever their offset, scale, names and units. */
class DataUnitsTests {
  private static final Pattern W2 = Pattern.compile("(?m)^\\s*2\\s+2\\s+(\\S+)");

  @TempDir
  Path folder = Path.of("");

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private String csv(String name, String header, int rows, IntFunction<String> row) throws IOException {
    Files.writeString(folder.resolve(name),
        header + IntStream.range(0, rows).mapToObj(row).collect(Collectors.joining("\n", "", "\n")));
    return at(name);
  }

  private Outcome train(String data, String out, String... more) {
    String[] given = {"train", data, "--kind", "points", "--steps", "120", "--batch", "32", "--hidden", "8", "--layers",
        "1", "--no-plots",
        "--out", at(out)};
    String[] all = Arrays.copyOf(given, given.length + more.length);
    System.arraycopy(more, 0, all, given.length, more.length);
    return Outcome.of(all);
  }

  private Table sample(String run, int count) throws IOException {
    Outcome.of("sample", at(run), "--count", Integer.toString(count), "--steps", "4", "--quiet", "--out", at("s.csv"))
        .succeeded();
    return Csv.read(folder.resolve("s.csv"));
  }

  /** A network whose velocity is 0: what it generates is its source. */
  private void importStandstill(int dim, Standardizer standardizer, String... more) throws IOException {
    VelocityMlp random = VelocityMlp.random(new MlpShape(dim, 2, 1, 1, Activation.SILU, TimeInput.CONCATENATED),
        new Seed(0));
    VelocityMlp still = VelocityMlp.ofFlat(random.shape(), new float[random.toFlat().length]);
    new FlowModel(still, "gaussian", "linear", standardizer, List.of()).write(folder.resolve("still.safetensors"));
    String[] given = {"import", at("still.safetensors"), "--out", at("still")};
    String[] all = Arrays.copyOf(given, given.length + more.length);
    System.arraycopy(more, 0, all, given.length, more.length);
    Outcome.of(all).succeeded();
  }

  private double w2(String run, String... more) {
    String[] given = {"evaluate", at(run), "--nfe", "2", "--count", "400", "--repeats", "2", "--no-plots"};
    String[] all = Arrays.copyOf(given, given.length + more.length);
    System.arraycopy(more, 0, all, given.length, more.length);
    Matcher figure = W2.matcher(Outcome.of(all).succeeded().out());
    assertTrue(figure.find());
    return Double.parseDouble(figure.group(1));
  }

  @Test
  void picturesNameTheFileTheColumnsAndTheUnitsOfTheirFigures() throws IOException {
    Random random = new Random(1);
    String three = csv("three.csv", "height,weight,age\n", 200, _ -> String.format(Locale.ROOT, "%.3f,%.3f,%.3f",
        170 + 10 * random.nextGaussian(), 70 + 12 * random.nextGaussian(), 40 + 15 * random.nextGaussian()));
    train(three, "run", "--quiet").succeeded();
    Outcome.of("evaluate", at("run"), "--standardised", "--nfe", "2", "--count", "50", "--repeats", "2").succeeded();
    String quality = Files.readString(folder.resolve("run/plots/quality.svg"));
    assertTrue(quality.contains(">three.csv: quality") && quality.contains("W2 to real data, standardised"), quality);
    String counts = Files.readString(folder.resolve("run/plots/step-counts.svg"));
    assertTrue(counts.contains(">three.csv, the first 2 of 3 columns: ") && counts.contains(">standardised W2 "));
    assertTrue(counts.contains(">height<") && counts.contains(">170<"), "the axis shows heights themselves");
  }

  @Test
  void coordinatesFarFromZeroKeepTheirDigits() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    double[] x = random.doubles(1600, -1, 1).toArray();
    String near = csv("near.csv", "", 800, i -> x[2 * i] + "," + x[2 * i + 1]);
    String moved = csv("moved.csv", "", 800, i -> x[2 * i] + 0.3 + "," + x[2 * i + 1]);
    String far = csv("far.csv", "east,north\n", 800, i -> 500_000 + x[2 * i] + "," + (5_400_000 + x[2 * i + 1]));
    String farMoved = csv("farmoved.csv", "", 800,
        i -> 500_000 + x[2 * i] + 0.3 + "," + (5_400_000 + x[2 * i + 1]));
    double expected = distance(near, moved);
    assertEquals(0.3, expected, 1e-3);
    assertEquals(expected, distance(far, farMoved), 1e-6);

    train(far, "run", "--quiet").succeeded();
    Table samples = sample("run", 2000);
    assertEquals(List.of("east", "north"), samples.names());
    assertTrue(IntStream.range(0, 2000).mapToDouble(i -> samples.values()[2 * i + 1]).distinct().count() > 1990);
    // The same training of the centred data gives the same samples, but for the offset.
    train(near, "plain", "--quiet").succeeded();
    Table plain = sample("plain", 2000);
    for (int i = 0; i < 2000; i++) {
      assertEquals(plain.values()[2 * i + 1], samples.values()[2 * i + 1] - 5_400_000, 1e-3);
    }
    assertEquals(w2("plain"), w2("run"), 1e-3);
    assertEquals(logP("plain", near), logP("run", far), 1e-3);
    // Noise of the same rows.
    Outcome.of("sample", at("run"), "--invert", far, "--steps", "4", "--quiet", "--out", at("z.npy")).succeeded();
    Outcome.of("sample", at("plain"), "--invert", near, "--steps", "4", "--quiet", "--out", at("y.npy")).succeeded();
    float[] z = Npy.read(folder.resolve("z.npy")).values();
    float[] y = Npy.read(folder.resolve("y.npy")).values();
    for (int i = 0; i < z.length; i++) {
      assertEquals(y[i], z[i], 1e-3);
    }
  }

  private double distance(String a, String b, String... more) {
    String[] given = {"distance", a, b, "--splits", "0", "--json"};
    String[] all = Arrays.copyOf(given, given.length + more.length);
    System.arraycopy(more, 0, all, given.length, more.length);
    return JsonMapper.shared().readTree(Outcome.of(all).succeeded().out()).path("metrics").path("w2").path("value")
        .asDouble();
  }

  private double logP(String run, String file) {
    Matcher mean = Pattern.compile("mean\\s+(\\S+) nats")
        .matcher(Outcome.of("likelihood", at(run), file).succeeded().out());
    assertTrue(mean.find());
    return Double.parseDouble(mean.group(1));
  }

  @Test
  void constantColumnsComeBackExactlyBesideTinyOnes() throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    String data = csv("c.csv", "", 300, _ -> "7," + 1e-6 * random.nextGaussian() + ",0.1,2.5e-6");
    Outcome training = train(data, "run").succeeded();
    assertTrue(training.err().contains("note: column 1, column 3, column 4 does not vary in " + data), training.err());
    Table samples = sample("run", 200);
    for (int i = 0; i < 200; i++) {
      assertEquals(7, samples.values()[4 * i]);
      assertTrue(Math.abs(samples.values()[4 * i + 1]) < 1e-4);
      assertEquals(0.1, samples.values()[4 * i + 2]);
      assertEquals(2.5e-6f, (float) samples.values()[4 * i + 3]);
    }
  }

  @Test
  void valuesNearTheFloatRangeGiveNoInfinities() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    String data = csv("big.csv", "", 300, _ -> 3.3e38 * (random.nextBoolean() ? 1 : -1) + "," + random.nextGaussian());
    train(data, "run", "--quiet").succeeded();
    Outcome refused = Outcome.of("sample", at("run"), "--count", "500", "--steps", "4", "--out", at("s.npy"));
    assertEquals(Messages.FAILED, refused.status());
    assertTrue(refused.err().contains("of 500 rows are beyond the range of its 32-bit floats"), refused.err());
    assertFalse(Files.exists(folder.resolve("s.npy")));
    Outcome.of("sample", at("run"), "--count", "500", "--steps", "4", "--quiet", "--out", at("s.csv")).succeeded();
    assertFalse(Files.readString(folder.resolve("s.csv")).contains("Inf"));
  }

  @Test
  void figuresCompareInTheUnitsOfTheDataWithWhatTheModelLearnt() throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    String data = csv("five.csv", "", 1000, _ -> 5 + random.nextGaussian() + "," + (5 + random.nextGaussian()));
    importStandstill(2, Standardizer.identity(2), "--data", data);
    // N(0, I) to N(5, I).
    assertEquals(5 * Math.sqrt(2), w2("still"), 0.2);

    SplittableRandom again = new SplittableRandom(5);
    double[] x = again.doubles(2000).toArray();
    String learnt = csv("d.csv", "", 1000, i -> x[2 * i] + "," + x[2 * i + 1]);
    train(learnt, "run", "--quiet").succeeded();
    double before = w2("run");
    csv("d.csv", "", 1000, i -> 3 * x[2 * i] + 100 + "," + (3 * x[2 * i + 1] + 100));
    assertTrue(before < 2, "" + before);
    Outcome after = Outcome.of("evaluate", at("run"), "--nfe", "2", "--count", "400", "--repeats", "1", "--no-plots")
        .succeeded();
    assertTrue(after.err().contains(learnt + " has changed since"), after.err());
    // The means lie 101 apart in each column.
    assertEquals(101 * Math.sqrt(2), w2("run"), 2);
  }

  @Test
  void smallDataAreShownWithTheirDigits() throws IOException {
    SplittableRandom random = new SplittableRandom(6);
    train(csv("small.csv", "", 800, _ -> 1e-6 * random.nextGaussian() + "," + 1e-6 * random.nextGaussian()), "run",
        "--quiet").succeeded();
    double small = w2("run", "--standardised");
    double w2 = w2("run");
    assertTrue(w2 > 1e-7 && w2 < 1e-4, "" + w2);
    assertEquals(small * 1e-6, w2, 0.1 * w2);
  }

  @Test
  void unlikeUnitsAreSaidAndStandardisedFiguresOffered() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    IntFunction<String> person = _ -> 40 + 10 * random.nextGaussian() + "," + (50_000 + 20_000 * random.nextGaussian());
    String a = csv("a.csv", "age,income\n", 400, person);
    String b = csv("b.csv", "age,income\n", 400, person);
    Outcome plain = Outcome.of("distance", a, b, "--splits", "0").succeeded();
    assertTrue(plain.err().contains("note: column 'income' has more than 99.9 % of the variance"), plain.err());
    assertFalse(Outcome.of("distance", a, b, "--splits", "0", "--standardised").succeeded().err().contains("note:"));
    assertTrue(distance(a, b, "--standardised") < 1 && distance(a, b) > 100);
    train(a, "run", "--quiet").succeeded();
    Outcome figures = Outcome.of("evaluate", at("run"), "--nfe", "1", "--repeats", "1", "--no-plots").succeeded();
    assertTrue(figures.err().contains("'income'") && figures.err().contains("--standardised"), figures.err());
    // Each axis of a picture has its own scale, and a density has cells along both.
    Outcome.of("plot", at("run"), "--kind", "density").succeeded();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0,1", "2019,2020"})
  void headersOfNumbersAreTakenAsTold(String header) throws IOException {
    String data = csv("h.csv", header + "\n", 64, i -> i + "," + (i * 7 % 13));
    assertTrue(train(data, "auto").succeeded().err().contains(
        data + ": 65 rows of 2 columns, without names: the first row, " + header.replace(",", ", ") + ", is data"));
    Outcome named = train(data, "named", "--header", "yes").succeeded();
    assertTrue(named.err().contains(data + ": 64 rows of 2 columns, named by the first row: "
        + header.replace(",", ", ")), named.err());
    assertEquals("yes", ConfigFile.read(folder.resolve("named/run.yaml")).header());
    // What was told holds for all that is done with the run.
    Outcome.of("evaluate", at("named"), "--nfe", "1", "--repeats", "1", "--no-plots").succeeded();
    assertFalse(Outcome.of("evaluate", at("named"), "--nfe", "1", "--repeats", "1", "--no-plots").err()
        .contains("has changed"));
    Outcome.of("verify", at("named"), "--quiet").succeeded();
    assertEquals(Millrace.WRONG_INPUT, train(data, "wrong", "--header", "maybe").status());
  }

  @Test
  void whatIsNoHeaderIsSaid() throws IOException {
    Outcome missing = train(csv("na.csv", "NA,NA\n", 64, i -> i + ",1"), "na");
    assertEquals(Millrace.WRONG_INPUT, missing.status());
    assertTrue(missing.err().contains("na.csv:1: column 1: 'NA' is not a number"), missing.err());
    Outcome index = train(csv("index.csv", ",x,y\n", 64, i -> i + "," + i * 0.5 + "," + i % 5), "index").succeeded();
    assertTrue(index.err().contains("named by the first row: (no name), x, y; column 1 has no name"), index.err());
  }

  @Test
  void whatNeedsNoDataDoesWithout() throws IOException {
    SplittableRandom random = new SplittableRandom(8);
    String data = csv("gone.csv", "x,y\n", 200, _ -> random.nextGaussian() + "," + random.nextGaussian());
    String points = csv("points.csv", "", 10, i -> i * 0.1 + "," + i * -0.1);
    train(data, "run", "--quiet").succeeded();
    double before = logP("run", points);
    Files.delete(folder.resolve("gone.csv"));
    assertEquals(before, logP("run", points));
    assertEquals(List.of("x", "y"), sample("run", 10).names());
    Outcome.of("plot", at("run"), "--kind", "loss").succeeded();
    assertTrue(
        Outcome.of("plot", at("run"), "--kind", "trajectories").succeeded().err().contains("shows only the flow"));
    Outcome noData = Outcome.of("evaluate", at("run"), "--no-plots");
    assertEquals(Millrace.WRONG_INPUT, noData.status());
    assertTrue(noData.err().contains("gone.csv: no such file"), noData.err());
    Path options = folder.resolve("run/run.yaml");
    Files.writeString(options, Files.readString(options).replace(data, "../gone.csv"));
    Outcome elsewhere = Outcome.of("verify", at("run"), "--quiet");
    assertEquals(Millrace.WRONG_INPUT, elsewhere.status());
    assertTrue(elsewhere.err().contains("../gone.csv: no such file; run.yaml of " + at("run")
        + " names it from the folder where the training began"), elsewhere.err());
    Outcome narrow = Outcome.of("likelihood", at("run"), csv("one.csv", "", 10, i -> i + ""));
    assertEquals(Millrace.WRONG_INPUT, narrow.status());
    assertTrue(narrow.err().contains("one.csv: has 1 column, the flow has 2"), narrow.err());
  }

  @Test
  void anImportedNetworkOfManyColumnsIsNotHeldToBeMoons() throws IOException {
    importStandstill(1000, Standardizer.identity(1000));
    float[] zeros = new float[3 * 1000];
    try (var out = Files.newOutputStream(folder.resolve("zeros.npy"))) {
      Npy.write(out, FloatArray.of(zeros, 3, 1000));
    }
    // log N(0; 0, I) = −500 log 2π.
    Outcome likelihood = Outcome.of("likelihood", at("still"), at("zeros.npy"), "--probes", "1").succeeded();
    assertTrue(likelihood.out().contains("-918.9385"), likelihood.out());
    Outcome evaluate = Outcome.of("evaluate", at("still"));
    assertEquals(Millrace.WRONG_INPUT, evaluate.status());
    assertTrue(evaluate.err().contains("is not known") && !evaluate.err().contains("moons"), evaluate.err());
    Outcome wrong = Outcome.of("import", at("still.safetensors"), "--data", "moons", "--out", at("w"));
    assertEquals(Millrace.WRONG_INPUT, wrong.status());
    assertFalse(Files.exists(folder.resolve("w")));
  }

  @Test
  void aSingleRowIsSaidBeforeTheWork() throws IOException {
    String one = csv("one.csv", "x,y\n", 1, _ -> "3,4.5");
    assertTrue(train(one, "run").succeeded().err().contains("has a single row"));
    Table samples = sample("run", 5);
    for (int i = 0; i < 5; i++) {
      assertEquals(3, samples.values()[2 * i]);
      assertEquals(4.5, samples.values()[2 * i + 1]);
    }
    Outcome.of("plot", at("run"), "--kind", "trajectories").succeeded();
    train(csv("five.csv", "", 9, _ -> "5"), "five", "--quiet").succeeded();
    Outcome.of("plot", at("five"), "--kind", "trajectories").succeeded();
    Outcome evaluate = Outcome.of("evaluate", at("five"));
    assertEquals(Millrace.WRONG_INPUT, evaluate.status());
    assertTrue(evaluate.err().contains("all rows were the same"), evaluate.err());
    Outcome mmd = Outcome.of("distance", one, one, "--metric", "mmd");
    assertEquals(Millrace.WRONG_INPUT, mmd.status());
    Outcome.of("distance", one, one, "--metric", "all").succeeded();
  }
}
