package dev.millrace.cli;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

import dev.millrace.cli.terminal.Messages;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.io.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The same command gives the same bytes, in this release and on any machine. The hashes of this release's golden runs are in
 * {@code golden-runs.properties}; when results shall change, {@code reliability/golden.sh} writes them anew.
 */
class RepeatabilityTests {
  private static final String GOLDEN = "/golden-runs.properties";
  /** Where the hashes of now are written, if they are wanted. */
  private static final String WANTED = "millrace.golden";
  private static final Map<String, String> RUNS = runs();

  @TempDir
  Path folder = Path.of("");

  private static Map<String, String> runs() {
    Map<String, String> runs = new LinkedHashMap<>();
    runs.put("moons", "moons");
    runs.put("moons-ot", "moons --coupling ot --coupling-batch 96 --time logit-normal");
    runs.put("circles-sinkhorn", "circles --coupling sinkhorn --path cosine --decay constant");
    runs.put("swissroll-semidiscrete",
        "swissroll --coupling semidiscrete:64 --activation selu --time-input concatenated");
    runs.put("8gaussians-noise", "8gaussians --sigma-min constant:0.1 --weight-decay 0.01 --ema 0 --clip 0 --batch 51");
    return runs;
  }

  private static List<String> arguments(String run, Path out) {
    List<String> arguments = new ArrayList<>(
        List.of("train", "--steps", "80", "--batch", "48", "--hidden", "20", "--layers", "2", "--quiet", "--no-plots",
            "--out", out.toString()));
    for (String word : run.split(" ", -1)) {
      int twice = arguments.indexOf(word);
      if (twice > 0) {
        arguments.subList(twice, twice + 2).clear();
      }
      arguments.add(word);
    }
    return arguments;
  }

  @Test
  void goldenRunsOfThisReleaseGiveTheirBytes() throws IOException {
    Map<String, String> now = new LinkedHashMap<>();
    for (Map.Entry<String, String> run : RUNS.entrySet()) {
      Path out = folder.resolve(run.getKey());
      Outcome.of(arguments(run.getValue(), out).toArray(String[]::new)).succeeded();
      Path samples = folder.resolve(run.getKey() + ".npy");
      Outcome.of("sample", out.toString(), "--count", "100", "--steps", "7", "--solver", "heun", "--quiet", "--out",
          samples.toString()).succeeded();
      now.put(run.getKey(), Sha256.of(Npy.read(samples).values(), ByteOrder.LITTLE_ENDIAN));
    }
    String wanted = System.getProperty(WANTED);
    if (wanted != null) {
      StringBuilder lines = new StringBuilder(
          "# SHA-256 of 100 samples of each golden run; written by reliability/golden.sh\n");
      now.forEach((run, hash) -> lines.append(run).append('=').append(hash).append('\n'));
      Files.writeString(Path.of(wanted), lines, StandardCharsets.ISO_8859_1);
      return;
    }
    Properties golden = new Properties();
    try (var in = Objects.requireNonNull(RepeatabilityTests.class.getResourceAsStream(GOLDEN))) {
      golden.load(in);
    }
    assertEquals(golden, new Properties() {
      private static final long serialVersionUID = 1L;
      {
        putAll(now);
      }
    });
  }

  /** A machine that differs in all that is none of the result's business, and has no Vector API. */
  @Test
  void localeTimeZoneCharsetThreadsAndVectorsDoNotMatter() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("d.csv"), "a,b\n1.5,2\n-3,4e-1\n0.25,7\n", StandardCharsets.UTF_8);
    List<List<String>> commands = List.of(
        arguments("d.csv --kind points --steps 40 --time logit-normal:0,1.5 --coupling ot --threads 1", Path.of("run")),
        List.of("sample", "run", "--count", "30", "--solver", "dopri5", "--quiet", "--out", "s.csv"));
    List<List<String>> machines = List.of(
        List.of("--add-modules", "jdk.incubator.vector", "-Duser.language=en", "-Duser.country=US"),
        List.of("-Duser.language=tr", "-Duser.country=TR", "-Duser.timezone=Asia/Kathmandu",
            "-Dfile.encoding=ISO-8859-9", "-Dstdout.encoding=US-ASCII", "-XX:ActiveProcessorCount=1"),
        List.of("--add-modules", "jdk.incubator.vector", "-Duser.language=ar", "-Duser.country=EG",
            "-Duser.timezone=Pacific/Chatham", "-Dfile.encoding=UTF-16BE", "-XX:UseAVX=1"));
    List<Path> results = new ArrayList<>();
    for (List<String> machine : machines) {
      Path home = Files.createDirectory(folder.resolve("machine-" + results.size()));
      Files.copy(folder.resolve("d.csv"), home.resolve("d.csv"));
      run(home, machine, commands);
      results.add(home);
    }
    for (Path home : results) {
      for (String file : List.of("s.csv", "run/model.safetensors")) {
        assertArrayEquals(Files.readAllBytes(results.getFirst().resolve(file)), Files.readAllBytes(home.resolve(file)),
            home + " " + file);
      }
    }
  }

  /** Runs several command lines in one process; each is one argument, a word a line. */
  static final class Commands {
    private Commands() {
    }

    static void main(String[] lines) {
      for (String line : lines) {
        int status = Millrace.run(line.split("\n", -1));
        if (status != 0) {
          System.exit(status);
        }
      }
    }
  }

  private static void run(Path home, List<String> machine, List<List<String>> commands)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    all.addAll(machine);
    all.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xlog:disable", "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        Commands.class.getName()));
    commands.forEach(command -> all.add(String.join("\n", command)));
    Path out = home.resolve("out.txt");
    Process process = new ProcessBuilder(all).directory(home.toFile()).redirectErrorStream(true)
        .redirectOutput(out.toFile()).start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), () -> commands + " on " + machine + ": see " + out);
  }

  @Test
  void verifyTrainsAgainAndSaysWhetherTheBytesAgree() throws IOException {
    Path run = folder.resolve("run");
    Outcome.of(arguments("moons --coupling ot", run).toArray(String[]::new)).succeeded();
    Outcome same = Outcome.of("verify", run.toString(), "--threads", "3").succeeded();
    assertTrue(same.out().contains("step 80: the same bytes"), same.out());
    assertTrue(Outcome.of("verify", run.toString(), "--steps", "60").succeeded().out().contains("step 50: the same"));

    Path config = run.resolve("run.yaml");
    String yaml = Files.readString(config, StandardCharsets.UTF_8);
    Files.writeString(config, yaml.replace("lr: 0.006", "lr: 0.0060001"), StandardCharsets.UTF_8);
    Outcome other = Outcome.of("verify", run.toString());
    assertEquals(Messages.FAILED, other.status(), other.err());
    assertTrue(other.out().contains("step 80: OTHER BYTES"), other.out());

    Files.writeString(config, yaml.replace("data: moons", "data: circles"), StandardCharsets.UTF_8);
    Outcome refused = Outcome.of("verify", run.toString());
    assertEquals(Millrace.WRONG_INPUT, refused.status());
    assertTrue(refused.err().contains("was trained on other data than circles"), refused.err());
  }
}
