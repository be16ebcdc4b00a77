package dev.millrace.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Standard input and output and FIFOs in the place of files give what files give. */
@DisabledOnOs(OS.WINDOWS)
class PipeTests {
  @TempDir
  Path folder = Path.of("");

  private final List<Process> writers = new ArrayList<>();

  @AfterEach
  void endWriters() {
    // Those of pipes that were refused wait for a reader.
    writers.forEach(Process::destroy);
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  @BeforeEach
  void makePoints() {
    for (String form : new String[]{".csv", ".npy", ".jsonl"}) {
      Outcome.of("data", "moons", "--count", "50", "--out", at("a" + form)).succeeded();
      Outcome.of("data", "moons", "--count", "50", "--seed", "1", "--out", at("b" + form)).succeeded();
    }
  }

  /** Makes a FIFO, and a process that writes a file into it. */
  private String fifo(String name, String content) throws IOException, InterruptedException {
    Path fifo = folder.resolve(name);
    assertTrue(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor(10, TimeUnit.SECONDS));
    writers.add(new ProcessBuilder("sh", "-c", "exec cat '" + at(content) + "' >'" + fifo + "'").start());
    return fifo.toString();
  }

  private Outcome withInput(String file, String... args) throws IOException {
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(Files.readAllBytes(folder.resolve(file))));
      return Outcome.of(args);
    } finally {
      System.setIn(before);
    }
  }

  private static byte[] bytes(String... args) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      assertEquals(0, Millrace.run(args));
      return out.toByteArray();
    } finally {
      System.setOut(before);
    }
  }

  private String figure(Outcome outcome) {
    return outcome.succeeded().out().lines().filter(line -> line.startsWith("w2")).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {".csv", ".npy", ".jsonl"})
  void distancesOfPipesAreThoseOfFiles(String form) throws IOException, InterruptedException {
    String expected = figure(Outcome.of("distance", at("a.npy"), at("b.npy")));
    assertEquals(expected, figure(Outcome.of("distance", at("a" + form), at("b" + form))));
    assertEquals(expected, figure(withInput("a" + form, "distance", "-", at("b.npy"))));
    assertEquals(expected, figure(Outcome.of("distance", fifo("pipe", "a" + form), fifo("pipe.csv", "b" + form))));
  }

  @Test
  void resultsOnStandardOutputAreThoseOfFiles() throws IOException, InterruptedException {
    for (String form : new String[]{".csv", ".npy", ".jsonl"}) {
      assertArrayEquals(Files.readAllBytes(folder.resolve("a" + form)),
          bytes("data", "moons", "--count", "50", "--out", form.equals(".csv") ? "-" : "-" + form));
    }
    Outcome.of("train", "moons", "--steps", "20", "--hidden", "8", "--quiet", "--no-plots", "--out", at("run"))
        .succeeded();
    Outcome.of("sample", at("run"), "--count", "30", "--out", at("s.csv")).succeeded();
    assertArrayEquals(Files.readAllBytes(folder.resolve("s.csv")),
        bytes("sample", at("run"), "--count", "30", "--out", "-"));
    Outcome.of("sample", at("run"), "--invert", at("a.npy"), "--out", at("i.npy")).succeeded();
    Outcome.of("sample", at("run"), "--invert", fifo("pipe", "a.csv"), "--out", at("j.npy")).succeeded();
    assertArrayEquals(Files.readAllBytes(folder.resolve("i.npy")), Files.readAllBytes(folder.resolve("j.npy")));
    Outcome.of("likelihood", at("run"), at("a.npy"), "--out", at("l.csv")).succeeded();
    Outcome likelihood = withInput("a.csv", "likelihood", at("run"), "-", "--out", "-").succeeded();
    assertEquals(Files.readString(folder.resolve("l.csv")), likelihood.out());
    assertTrue(likelihood.err().contains("log p, mean"), likelihood.err());
  }

  @Test
  void whatIsReadAgainLaterCannotBeAPipe() throws IOException, InterruptedException {
    for (String data : new String[]{"-", fifo("pipe.csv", "a.csv"), fifo("pipe", "a.csv")}) {
      Outcome refused = Outcome.of("train", data, "--quiet", "--out", at("none"));
      assertEquals(Millrace.WRONG_INPUT, refused.status());
      assertTrue(refused.err().startsWith("millrace: " + data + ": can be read only once, but a run's data"),
          refused.err());
    }
    Outcome twice = Outcome.of("distance", "-", "-");
    assertEquals(Millrace.WRONG_INPUT, twice.status());
    assertEquals("millrace: -: can be read only once, expected another file to compare with", twice.err().strip());
    Outcome garbage = withInput("a.npy", "distance", at("a.csv"), at("nothing"));
    assertEquals(Millrace.WRONG_INPUT, garbage.status());
  }
}
