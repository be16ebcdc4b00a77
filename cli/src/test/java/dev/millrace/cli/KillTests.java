package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The short form; {@code reliability/kills.sh} runs the long one. */
class KillTests {
  private static final int KILLS = Integer.getInteger("millrace.kills", 2);
  /** So many are the long form. */
  private static final int LONG = 50;
  private static final long SEED = Long.getLong("millrace.kills.seed", 1);
  private static final List<String> COUPLINGS = List.of("independent", "ot", "sinkhorn", "semidiscrete:256");

  private static final String[] SIGNALS = {"INT", "TERM"};

  @TempDir
  Path folder = Path.of("");

  private static List<String> train(String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", "moons", "--steps", "120", "--batch", "64", "--hidden",
        "32", "--checkpoint-every", "4", "--no-plots", "--quiet"));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private static List<String> with(List<String> arguments, String... more) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    return all;
  }

  @Test
  void killedTrainingsEndWithTheSameBytes() throws IOException, InterruptedException {
    KillHarness harness = new KillHarness(folder, new Random(SEED));
    List<String> compared = List.of("model.safetensors", "checkpoints/step-000000120/state.safetensors");
    List<String> couplings = KILLS < LONG ? COUPLINGS.subList(1, 2) : COUPLINGS;
    int share = Math.ceilDiv(KILLS * 3, 4 * couplings.size());
    for (String coupling : couplings) {
      List<String> begin = train("--coupling", coupling, "--coupling-batch", "128");
      Path whole = folder.resolve("whole-" + coupling.replace(':', '-'));
      long took = harness.run(with(begin, "--out", whole.getFileName().toString()));
      harness.kill(share, begin, List.of("train", "--resume", "--no-plots", "--quiet"), whole, compared, took + 100);
    }
    report("training", harness);
  }

  @Test
  void killedReflowsEndWithTheSameBytes() throws IOException, InterruptedException {
    KillHarness harness = new KillHarness(folder, new Random(SEED + 1));
    Outcome.of(with(train(), "--out", folder.resolve("teacher").toString()).toArray(String[]::new)).succeeded();
    List<String> begin = List.of("reflow", "teacher", "--rounds", "2", "--pairs", "8000", "--teacher-steps", "5",
        "--steps", "60", "--no-report", "--quiet");
    long took = harness.run(with(begin, "--out", "whole"));
    List<String> compared = List.of("model.safetensors", "pairs.npy", "round-1/model.safetensors", "round-1/pairs.npy");
    harness.kill(Math.ceilDiv(KILLS, 8), begin, List.of("reflow", "--resume", "--quiet"), folder.resolve("whole"),
        compared, took);
    report("reflow", harness);
  }

  @Test
  void killedImageTrainingsEndWithTheSameBytes() throws IOException, InterruptedException {
    KillHarness harness = new KillHarness(folder, new Random(SEED + 3));
    Halves.write(folder.resolve("halves"));
    List<String> begin = List.of("train", "idx:halves", "--steps", "6", "--batch", "4", "--checkpoint-every", "2",
        "--no-plots", "--no-evaluation", "--quiet");
    long took = harness.run(with(begin, "--out", "whole"));
    harness.kill(Math.ceilDiv(KILLS, 8), begin,
        List.of("train", "--resume", "--no-plots", "--no-evaluation", "--quiet"),
        folder.resolve("whole"), List.of("model.safetensors", "checkpoints/step-000000006/state.safetensors"), took);
    if (KILLS >= LONG) {
      List<String> reflow = List.of("reflow", "whole", "--pairs", "6200", "--teacher-steps", "1", "--steps", "16",
          "--batch", "8", "--distill", "--no-report", "--quiet");
      took = harness.run(with(reflow, "--out", "straight"));
      harness.kill(KILLS / 16, reflow, List.of("reflow", "--resume", "--quiet"), folder.resolve("straight"),
          List.of("model.safetensors", "pairs/pairs-00003.safetensors", "distilled/model.safetensors"), took);
    }
    report("images", harness);
  }

  @Test
  void killedSamplingLeavesTheOldFileOrTheNew() throws IOException, InterruptedException {
    KillHarness harness = new KillHarness(folder, new Random(SEED + 2));
    Outcome.of(with(train(), "--out", folder.resolve("run").toString()).toArray(String[]::new)).succeeded();
    for (String name : new String[]{"samples.npy", "samples.csv"}) {
      Path target = folder.resolve(name);
      List<String> sample = List.of("sample", "run", "--count", "60000", "--steps", "1", "--quiet", "--out", name);
      long took = harness.run(sample);
      byte[] after = Files.readAllBytes(target);
      int before = harness.kills();
      while (harness.kills() - before < Math.ceilDiv(KILLS, 16)) {
        harness.killWhileWriting(sample, target, new byte[]{1, 2, 3}, after, took);
      }
    }
    report("sampling", harness);
  }

  private static void report(String what, KillHarness harness) {
    System.out.printf("%s: %d kills, %d of them in the middle of a write; all results identical%n", what,
        harness.kills(), harness.killsInAWrite());
  }

  @Test
  void signalsStopAfterACheckpointWithTheirStatusAndTheCommandThatGoesOn() throws IOException, InterruptedException {
    KillHarness harness = new KillHarness(folder, new Random(SEED));
    List<String> begin = List.of("train", "moons", "--steps", "30000", "--checkpoint-every", "0", "--no-plots", "--out",
        "run");
    for (String signal : SIGNALS) {
      boolean first = signal.equals("INT");
      Process process = harness.start(first ? begin : List.of("train", "--resume", "--no-plots", "--out", "run"));
      while (process.isAlive()
          && (first
              ? !Files.exists(folder.resolve("run/training.jsonl"))
              : !harness.err().contains("continuing from"))) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      TimeUnit.MILLISECONDS.sleep(100);
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      assertTrue(process.waitFor(20, TimeUnit.SECONDS));
      assertEquals(first ? 130 : 143, process.exitValue(), harness.err());
      assertTrue(harness.err().contains("continue with: millrace train --resume --out run"), harness.err());
    }
    // One of each stop.
    assertEquals(2, Objects.requireNonNull(folder.resolve("run/checkpoints").toFile().list()).length);
  }

  /** Nothing is there to keep yet, and how long it takes nobody knows. */
  @Test
  void aSignalEndsTransportThatIsBeingLearntAtOnce() throws IOException, InterruptedException {
    KillHarness harness = new KillHarness(folder, new Random(SEED));
    Process process = harness.start(List.of("train", "moons", "--coupling", "semidiscrete:8192", "--threads", "1",
        "--out", "my run"));
    while (process.isAlive() && !harness.err().contains("semidiscrete transport:")) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    String err = harness.err();
    assertEquals(130, process.exitValue(), err);
    assertEquals("millrace: stopped before the first step; continue with: millrace train moons --coupling "
        + "semidiscrete:8192 --threads 1 --out 'my run'", err.lines().toList().getLast());
    assertFalse(Files.exists(folder.resolve("my run")));
  }
}
