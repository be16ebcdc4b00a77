package dev.millrace.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.Stream;

import dev.millrace.cli.terminal.Messages;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Safetensors;
import dev.millrace.flow.run.RunDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Numbers that go wrong, memory that does not suffice, and what a person reads then. */
class TroubleTests {
  @TempDir
  Path folder = Path.of("");

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private void train(String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", "moons", "--steps", "60", "--batch", "32",
        "--hidden", "8", "--layers", "1", "--quiet", "--no-plots", "--out", at("run")));
    arguments.addAll(List.of(more));
    Outcome.of(arguments.toArray(String[]::new)).succeeded();
  }

  /** Makes the network's last layer so strong that every point leaves the range of float in the second step. */
  private void explode() throws IOException {
    Path model = folder.resolve("run/model.safetensors");
    Safetensors read = Safetensors.read(model);
    SequencedMap<String, FloatArray> tensors = new LinkedHashMap<>(read.tensors());
    FloatArray last = Objects.requireNonNull(tensors.get("net.2.weight"));
    float[] values = last.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= 1e30f;
    }
    tensors.put("net.2.weight", new FloatArray(values, last.shape()));
    try (var out = Files.newOutputStream(model)) {
      new Safetensors(tensors, read.metadata()).write(out);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--solver euler --steps 4", "--solver heun --steps 5 --trajectory t.npy", "--steps 4 --sde 1",
      "--solver euler --steps 4 --invert d.npy"})
  void samplesThatLeaveTheFiniteNumbersAreNamedAndNotWritten(String options) throws IOException {
    train();
    explode();
    List<String> arguments = new ArrayList<>(
        List.of("sample", at("run"), "--out", at("s.npy")));
    if (options.contains("--invert")) {
      Outcome.of("data", "moons", "--count", "100", "--out", at("d.npy")).succeeded();
    } else {
      arguments.addAll(List.of("--count", "100"));
    }
    arguments.addAll(List.of(options.replaceAll("\\b[dt]\\.npy", at("$0")).split(" ", -1)));
    Outcome outcome = Outcome.of(arguments.toArray(String[]::new));
    assertEquals(Messages.FAILED, outcome.status(), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertTrue(outcome.err().startsWith("millrace: rows 1, 2, 3, 4, 5 … (counted from 1): the velocity is not finite"),
        outcome.err());
    assertTrue(outcome.err().contains(options.contains("--invert") ? " at t = 0.75 or " : " at t = "), outcome.err());
    assertFalse(Files.exists(folder.resolve("s.npy")) || Files.exists(folder.resolve("t.npy")));
  }

  @Test
  void anEvaluationKeepsTheStepCountsThatCanBeMeasured() throws IOException {
    train();
    explode();
    String[] evaluate = {"evaluate", at("run"), "--count", "50", "--repeats", "2", "--nfe"};
    Outcome some = Outcome.of(Stream.concat(Stream.of(evaluate), Stream.of("1,2,20")).toArray(String[]::new))
        .succeeded();
    assertTrue(some.out().contains("note: W2 at NFE 20 could not be measured: "), some.out());
    assertTrue(some.out().contains("note: the round trip could not be measured: "), some.out());
    String json = Files.readString(folder.resolve("run/evaluation.json"), StandardCharsets.UTF_8);
    assertFalse(json.contains("NaN"), json);
    Outcome.of("report", at("run")).succeeded();
    Outcome none = Outcome.of(Stream.concat(Stream.of(evaluate), Stream.of("20")).toArray(String[]::new));
    assertEquals(Messages.FAILED, none.status());
    assertTrue(none.err().contains("W2 at NFE 20 could not be measured: "), none.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bosh3", "dopri5", "tsit5"})
  void anAdaptiveSolverThatCannotGoOnNamesRowsAndTime(String solver) throws IOException {
    train();
    explode();
    Outcome.of("data", "moons", "--count", "100", "--out", at("d.npy")).succeeded();
    for (String way : new String[]{"--trajectory t.npy", "--invert d.npy"}) {
      List<String> arguments = new ArrayList<>(List.of("sample", at("run"), "--solver", solver, "--out", at("s.npy")));
      arguments.addAll(List.of(way.split(" ", -1)[0], at(way.split(" ", -1)[1])));
      Outcome outcome = Outcome.of(arguments.toArray(String[]::new));
      assertEquals(Messages.FAILED, outcome.status(), outcome.err());
      assertEquals(1, outcome.err().lines().count(), outcome.err());
      assertTrue(outcome.err().matches("(?s)millrace: rows 1, 2, 3, 4, 5 … \\(counted from 1\\): .* t = [01]\\..*"),
          outcome.err());
      assertFalse(Files.exists(folder.resolve("s.npy")) || Files.exists(folder.resolve("t.npy")));
    }
  }

  private Outcome diverge(String out, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", "moons", "--steps", "300", "--hidden", "16",
        "--layers", "8", "--lr", "30", "--clip", "0", "--warmup", "0", "--path", "polynomial:40", "--quiet",
        "--no-plots", "--decay", "constant", "--checkpoint-every", "1", "--out", at(out)));
    arguments.addAll(List.of(more));
    return Outcome.of(arguments.toArray(String[]::new));
  }

  @Test
  void divergenceStopsOrRollsBackWithASmallerRate() throws IOException {
    Outcome stopped = diverge("stop");
    assertEquals(Messages.FAILED, stopped.status());
    assertTrue(stopped.err().contains("diverged at step") && stopped.err().contains("try a smaller learning rate"),
        stopped.err());
    assertTrue(new RunDirectory(folder.resolve("stop")).newestCheckpoint(_ -> {}).isPresent());
    assertFalse(new RunDirectory(folder.resolve("stop")).isTrained());

    Outcome back = diverge("back", "--on-divergence", "rollback");
    assertTrue(back.err().contains("back to step ") && back.err().contains("with 1/2 of the learning rate"),
        back.err());
    Outcome again = diverge("again", "--on-divergence", "rollback");
    assertEquals(back.err().replace("back", ""), again.err().replace("back", "").replace("again", ""));
    assertArrayEquals(Files.readAllBytes(folder.resolve("back/model.safetensors")),
        Files.readAllBytes(folder.resolve("again/model.safetensors")));
  }

  @Test
  void workThatDoesNotFitIsRefusedBeforeItBegins() throws IOException {
    Outcome big = Outcome.of("train", "moons", "--hidden", "4096", "--layers", "6", "--max-memory", "1g", "--out",
        at("big"));
    assertEquals(Millrace.WRONG_INPUT, big.status());
    assertTrue(big.err().startsWith("millrace: training with --hidden 4096, --layers 6, --batch 256, --coupling "
        + "independent takes about "),
        big.err());
    assertFalse(Files.exists(folder.resolve("big")));
    train("--max-memory", "512m");
    Outcome many = Outcome.of("sample", at("run"), "--count", "200000000", "--out", at("s.npy"));
    assertEquals(Millrace.WRONG_INPUT, many.status());
    assertTrue(many.err().contains("sampling 200000000 points takes about"), many.err());
    Outcome wrong = Outcome.of("train", "moons", "--max-memory", "much");
    assertEquals(Millrace.WRONG_INPUT, wrong.status());
    assertTrue(wrong.err().contains("--max-memory much: expected a size such as 512m or 4g"), wrong.err());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void veryFewRowsAreSaidBeforeTheWork(int rows) throws IOException {
    Files.writeString(folder.resolve("d.csv"), "1,2\n3,5\n4,4\n".substring(0, 4 * rows), StandardCharsets.UTF_8);
    Outcome.of("train", at("d.csv"), "--steps", "20", "--batch", "8", "--hidden", "8", "--layers", "1", "--quiet",
        "--no-plots", "--out", at("run")).succeeded();
    String[][] commands = {{"evaluate", at("run"), "--no-plots", "--nfe", "1"},
        {"reflow", at("run"), "--pairs", "64", "--steps", "20", "--quiet", "--out", at("straight")}};
    for (String[] command : commands) {
      Outcome outcome = Outcome.of(command);
      if (rows == 1) {
        assertEquals(Millrace.WRONG_INPUT, outcome.status(), outcome.err());
        assertTrue(outcome.err().contains("d.csv: "), outcome.err());
        assertFalse(Files.exists(folder.resolve("straight")));
      } else {
        outcome.succeeded();
        assertTrue(outcome.err().contains("W2 is measured between 1 sample and as many of its rows"), outcome.err());
      }
    }
    Outcome.of("reflow", at("run"), "--pairs", "64", "--steps", "20", "--quiet", "--no-report", "--out", at("bare"))
        .succeeded();
  }

  @Test
  void aStackTraceComesWithDebugOnly() {
    for (String[] command : new String[][]{{"sample", at("nowhere"), "--out", at("s.npy")},
        {"train", at("nothing.csv")}}) {
      Outcome plain = Outcome.of(command);
      assertEquals(1, plain.err().lines().count(), plain.err());
      List<String> more = new ArrayList<>(List.of(command));
      more.add("--debug");
      Outcome debug = Outcome.of(more.toArray(String[]::new));
      assertEquals(plain.status(), debug.status());
      assertTrue(debug.err().contains("\tat dev.millrace."), debug.err());
    }
  }

  @Test
  void controlCharactersOfAFileDoNotReachTheTerminal() throws IOException {
    Files.writeString(folder.resolve("c.yaml"), "\"\\x1b[2Jstep\\u202e\": 3\n", StandardCharsets.UTF_8);
    Outcome outcome = Outcome.of("train", "--config", at("c.yaml"));
    assertEquals(Millrace.WRONG_INPUT, outcome.status());
    assertTrue(outcome.err().strip().chars().noneMatch(Character::isISOControl), outcome.err());
    assertTrue(outcome.err().contains("unknown option '?[2Jstep?'"), outcome.err());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFaultOfJavaIsOneLineToo(boolean debug) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8) {
        @Override
        public void print(String text) {
          throw new StackOverflowError();
        }
      });
      System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
      assertEquals(Messages.FAILED, debug ? Millrace.run("datasets", "--debug") : Millrace.run("datasets"));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    String text = said.toString(StandardCharsets.UTF_8);
    assertEquals(debug, text.contains("\tat dev.millrace."), text);
    assertEquals(1, text.lines().filter(line -> line.startsWith("millrace: this should not happen")).count(), text);
    assertEquals(debug, text.lines().count() > 1, text);
  }
}
