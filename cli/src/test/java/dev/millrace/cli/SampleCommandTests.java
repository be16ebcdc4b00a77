package dev.millrace.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SampleCommandTests {
  @TempDir
  static Path folder = Path.of("");

  private record Outcome(int status, String err) {}

  private static Outcome run(String... args) {
    PrintStream err = System.err;
    ByteArrayOutputStream newErr = new ByteArrayOutputStream();
    try {
      System.setErr(new PrintStream(newErr, true, StandardCharsets.UTF_8));
      int status = Millrace.run(args);
      return new Outcome(status, newErr.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(err);
    }
  }

  private static String at(String name) {
    return folder.resolve(name).toString();
  }

  @BeforeAll
  static void train() throws IOException {
    StringBuilder csv = new StringBuilder("a,b\n");
    for (int i = 0; i < 300; i++) {
      csv.append(50 + Math.sin(i)).append(',').append(0.01 * Math.cos(3 * i)).append('\n');
    }
    Files.writeString(folder.resolve("d.csv"), csv, StandardCharsets.UTF_8);
    assertEquals(0,
        run("train", at("d.csv"), "--kind", "points", "--steps", "300", "--batch", "64", "--hidden", "24", "--quiet",
            "--no-plots", "--out", at("run")).status);
    assertEquals(0, run("train", "moons", "--source", "8gaussians", "--steps", "5", "--hidden", "8", "--quiet",
        "--no-plots", "--out", at("other")).status);
  }

  private static float[] sample(String file, String options) throws IOException {
    Outcome outcome = run(("sample " + at("run") + " --out " + at(file) + " " + options).split(" ", -1));
    assertEquals(0, outcome.status, outcome.err);
    return Npy.read(folder.resolve(file)).values();
  }

  private static void assertNear(float[] expected, float[] found, double tolerance) {
    assertEquals(expected.length, found.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], tolerance);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--solver bosh3", "--solver dopri5", "--solver tsit5",
      "--solver dopri5 --rtol 1e-6 --atol 1e-6",
      "--solver rk4 --steps 60 --grid learnt", "--solver heun --steps 300 --grid cosine",
      "--steps 3000 --grid shifted:0.5",
      "--solver midpoint --grid uniform"})
  void allSolversAndGridsComeToTheSamePoints(String options) throws IOException {
    float[] fine = sample("fine.npy", "--count 150 --solver rk4 --steps 400 --quiet");
    assertNear(fine, sample("a.npy", "--count 150 --quiet " + options), 5e-3);
  }

  @Test
  void theCostIsOneLineAndQuietIsNone() {
    String[] common = {"sample", at("run"), "--count", "100", "--out", at("x.npy")};
    Outcome outcome = run(join(common, "--solver", "dopri5"));
    assertTrue(outcome.err.matches(".*\\.npy: 100 points, dopri5 with (at most )?\\d+ evaluations per point"
        + "(, [\\d.]+ on average)? \\(\\d+ steps accepted, \\d+ rejected\\), \\d+\\.\\d\\d s\\R"), outcome.err);
    outcome = run(join(common, "--solver", "rk4", "--steps", "7"));
    assertTrue(outcome.err.contains(": 100 points, 7 Runge–Kutta steps with 28 evaluations per point, "), outcome.err);
    outcome = run(join(common, "--steps", "1"));
    assertTrue(outcome.err.contains(": 100 points, 1 Euler step, 0."), outcome.err);
    assertEquals("", run(join(common, "--quiet")).err);
  }

  private static String[] join(String[] first, String... more) {
    String[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return all;
  }

  @Test
  void anAdaptiveTrajectoryHasUniformTimes() throws IOException {
    float[] end = sample("end.npy", "--count 80 --solver tsit5 --steps 10 --quiet --trajectory " + at("way.npy"));
    FloatArray way = Npy.read(folder.resolve("way.npy"));
    assertEquals(List.of(11, 80, 2), way.shape());
    assertArrayEquals(end, Arrays.copyOfRange(way.values(), 10 * 160, 11 * 160));
    sample("end4.npy", "--count 80 --solver rk4 --steps 100 --quiet --trajectory " + at("way4.npy"));
    float[] fine = Npy.read(folder.resolve("way4.npy")).values();
    for (int k = 0; k <= 10; k++) {
      assertNear(Arrays.copyOfRange(fine, 10 * k * 160, (10 * k + 1) * 160),
          Arrays.copyOfRange(way.values(), k * 160, (k + 1) * 160), 5e-3);
    }
  }

  @Test
  void dataGoesBackToTheNoiseItCameFrom() throws IOException {
    float[] x0 = sample("x0.npy", "--invert " + at("d.csv") + " --solver dopri5 --quiet");
    assertEquals(600, x0.length);
    float[] again = sample("again.npy", "--noise " + at("x0.npy") + " --solver dopri5 --quiet");
    String[] lines = Files.readString(folder.resolve("d.csv"), StandardCharsets.UTF_8).split("\n", -1);
    for (int i = 0; i < 300; i++) {
      String[] row = lines[i + 1].split(",", -1);
      assertEquals(Double.parseDouble(row[0]), again[2 * i], 5e-3);
      assertEquals(Double.parseDouble(row[1]), again[2 * i + 1], 5e-5);
    }
  }

  @Test
  void theStochasticSamplerIsRepeatableAndWithoutNoiseIsEuler() throws IOException {
    float[] euler = sample("euler.npy", "--count 200 --quiet");
    assertArrayEquals(euler, sample("sde0.npy", "--count 200 --sde 0 --quiet"));
    float[] noisy = sample("sde1.npy", "--count 200 --sde 1 --threads 1 --quiet --trajectory " + at("sde.npy"));
    assertArrayEquals(noisy, sample("sde2.npy", "--count 200 --sde 1 --threads 2 --quiet"));
    assertFalse(Arrays.equals(euler, noisy));
    assertEquals(List.of(101, 200, 2), Npy.read(folder.resolve("sde.npy")).shape());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      --solver dopri6 | --solver dopri6
      --solver dopri5 --rtol 0 | --rtol 0.0
      --solver dopri5 --atol -1e-3 | --atol -0.001
      --solver tsit5 --rtol nan | --rtol
      --rtol 1e-3 | --rtol 0.001 with --solver euler
      --solver rk4 --atol 1e-3 | --atol 0.001 with --solver rk4
      --solver dopri5 --grid cosine | --grid cosine with --solver dopri5
      --grid cosin | cosin
      --grid shifted:0 | shifted:0
      --sde -1 | --sde -1.0
      --sde 1 --solver heun | --sde 1.0 with --solver heun
      --steps 0 | --steps 0
      --steps -3 --solver dopri5 | --steps -3
      --invert none.csv | none.csv
      --invert none.csv --noise none.npy | with --noise
      --invert none.csv --count 3 | with --count
      --invert none.csv --trajectory t.npy | with --trajectory
      --invert none.csv --sde 1 | with --sde
      """)
  void whatDoesNotFitTogetherIsOneLineAndStatus2(String options, String named) {
    Outcome outcome = run(("sample " + at("run") + " --out " + at("bad.npy") + " " + options).split(" ", -1));
    assertEquals(Millrace.WRONG_INPUT, outcome.status, outcome.err);
    assertTrue(outcome.err.startsWith("millrace: "), outcome.err);
    assertTrue(outcome.err.contains(named), outcome.err);
    assertEquals(1, outcome.err.lines().count(), outcome.err);
    assertFalse(Files.exists(folder.resolve("bad.npy")));
  }

  @Test
  void theScoreIsKnownForAGaussianSourceOnly() {
    Outcome outcome = run("sample", at("other"), "--count", "10", "--sde", "1", "--out", at("bad.npy"));
    assertEquals(Millrace.WRONG_INPUT, outcome.status, outcome.err);
    assertTrue(outcome.err.contains("gaussian source"), outcome.err);
  }

  /** Paths at rest at the start, of infinite speed at an end, and with noise of their own. */
  @ParameterizedTest
  @CsvSource({"polynomial:2, none", "polynomial:0.5, none", "vp, none", "cosine, constant:0.3", "linear, lipman:0.3"})
  void everyPathIsSampledWithNoiseOnTheWay(String path, String sigmaMin) throws IOException {
    String out = at("path-" + path.replace(':', '-'));
    assertEquals(0,
        run("train", at("d.csv"), "--kind", "points", "--path", path, "--sigma-min", sigmaMin, "--steps", "5",
            "--hidden", "8",
            "--quiet", "--no-plots", "--out", out).status);
    Outcome outcome = run("sample", out, "--count", "70", "--sde", "1", "--steps", "7", "--quiet", "--out",
        at("path.npy"));
    assertEquals(0, outcome.status, outcome.err);
    assertEquals(List.of(70, 2), Npy.read(folder.resolve("path.npy")).requireFinite(folder).shape());
    // An imported file is the same flow still.
    assertEquals(0, run("import", out + "/model.safetensors", "--data", at("d.csv"), "--out", out + "-again").status);
    assertTrue(Files.readString(Path.of(out + "-again/run.yaml")).contains("sigma-min: " + sigmaMin));
    assertEquals(0, run("sample", out + "-again", "--count", "70", "--sde", "1", "--steps", "7", "--quiet", "--out",
        at("again.npy")).status);
    assertEquals(Npy.read(folder.resolve("path.npy")), Npy.read(folder.resolve("again.npy")));
  }

  @Test
  void anotherCouplingIsNotedWithNoiseOnTheWay() {
    assertEquals(0,
        run("train", "moons", "--coupling", "ot", "--steps", "5", "--batch", "16", "--hidden", "8", "--quiet",
            "--no-plots", "--out", at("ot")).status);
    Outcome outcome = run("sample", at("ot"), "--count", "10", "--sde", "1", "--quiet", "--out", at("ot.npy"));
    assertEquals(0, outcome.status, outcome.err);
    assertTrue(outcome.err.startsWith("millrace: note: --sde"), outcome.err);
    assertEquals(1, outcome.err.lines().count(), outcome.err);
  }
}
