package dev.millrace.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MillraceTests {
  @TempDir
  Path folder = Path.of("");

  private static Outcome run(String... args) {
    return Outcome.of(args);
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private void train(String name, String... more) {
    String[] common = {"train", "moons", "--steps", "60", "--batch", "70", "--hidden", "24", "--quiet", "--out",
        at(name)};
    Outcome outcome = run(Stream.concat(Stream.of(common), Stream.of(more)).toArray(String[]::new));
    assertEquals(0, outcome.status(), outcome.err());
  }

  private static void assertSameBytes(Path a, Path b) throws IOException {
    assertArrayEquals(Files.readAllBytes(a), Files.readAllBytes(b));
  }

  @Test
  void bytesOfModelAndSamplesDoNotDependOnThreads() throws IOException {
    for (int threads = 1; threads <= 3; threads++) {
      train("run" + threads, "--no-plots", "--threads", "" + threads);
      run("sample", at("run" + threads), "--count", "200", "--threads", "" + threads, "--out", at(threads + ".npy"));
      assertSameBytes(folder.resolve("run1/model.safetensors"), folder.resolve("run" + threads + "/model.safetensors"));
      assertSameBytes(folder.resolve("1.npy"), folder.resolve(threads + ".npy"));
    }
    assertEquals(128 + 200 * 2 * 4, Files.size(folder.resolve("1.npy")));
  }

  @Test
  void theVersionIsThatOfThePomEverywhere() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    String version = pom.substring(pom.indexOf("<version>") + 9, pom.indexOf("</version>"));
    assertEquals("millrace " + version, run("--version").out().strip());
    train("run", "--no-plots");
    assertTrue(Files.readString(folder.resolve("run/run.yaml")).contains("  version: " + version + "\n"));
  }

  @Test
  void aTrainingDrawsItsPicturesAndCanBeRepeatedFromItsConfig() throws IOException {
    train("run");
    for (String name : new String[]{"steps.png", "trajectories.png", "field.png", "animation.gif"}) {
      assertTrue(Files.size(folder.resolve("run/plots").resolve(name)) > 1000, name);
    }
    Outcome again = run("train", "--config", at("run/run.yaml"), "--no-plots", "--quiet", "--out", at("again"));
    assertEquals(0, again.status(), again.err());
    assertSameBytes(folder.resolve("run/model.safetensors"), folder.resolve("again/model.safetensors"));
  }

  @Test
  void exportedWeightsImportAndSampleTheSame() throws IOException {
    train("run", "--no-plots");
    assertEquals(0, run("export", at("run"), "--out", at("m.safetensors")).status());
    assertEquals(0, run("import", at("m.safetensors"), "--out", at("imported")).status());
    assertEquals(0, run("sample", at("run"), "--count", "50", "--out", at("a.csv")).status());
    assertEquals(0, run("sample", at("imported"), "--count", "50", "--out", at("b.csv")).status());
    assertSameBytes(folder.resolve("a.csv"), folder.resolve("b.csv"));
  }

  @Test
  void weightsOfAnAveragedModelOfPyTorchImportAndSampleTheSame() throws IOException {
    train("run", "--no-plots");
    assertEquals(0, run("export", at("run"), "--out", at("m.safetensors")).status());
    byte[] bytes = Files.readAllBytes(folder.resolve("m.safetensors"));
    int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    String header = new String(bytes, 8, length, StandardCharsets.UTF_8).strip();
    int data = bytes.length - 8 - length;
    // The same network as AveragedModel of a compiled module saves it: no metadata, all names prefixed, and a counter.
    header = header.replaceFirst("\"__metadata__\":\\{[^}]*}", "\"__metadata__\":null")
        .replaceAll("\"((net|time_embed)[^\"]*)\":", "\"module._orig_mod.$1\":")
        .replaceFirst("}$",
            ",\"n_averaged\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[%d,%d]}}".formatted(data, data + 8));
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + json.length + data + 8).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(json.length).put(json).put(bytes, 8 + length, data).putLong(7);
    Files.write(folder.resolve("averaged.safetensors"), file.array());
    Outcome imported = run("import", at("averaged.safetensors"), "--out", at("imported")).succeeded();
    assertEquals(
        at("averaged.safetensors") + ": set aside the prefix 'module.' of all names, '_orig_mod.' in the names, "
            + "the tensor 'n_averaged' of I64",
        imported.err().lines().findFirst().orElse(""));
    assertEquals(0, run("sample", at("run"), "--count", "50", "--out", at("a.csv")).status());
    assertEquals(0, run("sample", at("imported"), "--count", "50", "--out", at("b.csv")).status());
    assertSameBytes(folder.resolve("a.csv"), folder.resolve("b.csv"));
  }

  @Test
  void aSeluNetworkWithTheTimeConcatenatedGoesTheWholeWay() throws IOException {
    for (int threads = 1; threads <= 3; threads++) {
      train("run" + threads, "--no-plots", "--activation", "selu", "--time-input", "concatenated", "--threads",
          "" + threads);
      assertSameBytes(folder.resolve("run1/model.safetensors"), folder.resolve("run" + threads + "/model.safetensors"));
    }
    assertEquals(0, run("export", at("run1"), "--out", at("m.safetensors")).status());
    assertEquals(0, run("import", at("m.safetensors"), "--out", at("imported")).status());
    String config = Files.readString(folder.resolve("imported/run.yaml"), StandardCharsets.UTF_8);
    assertTrue(config.contains("activation: selu") && config.contains("time-input: concatenated"), config);
    assertEquals(0, run("sample", at("run1"), "--count", "50", "--out", at("a.csv")).status());
    assertEquals(0, run("sample", at("imported"), "--count", "50", "--out", at("b.csv")).status());
    assertSameBytes(folder.resolve("a.csv"), folder.resolve("b.csv"));
  }

  @Test
  void filesAreStandardisedOnTheWayInAndBackOnTheWayOut() throws IOException {
    StringBuilder csv = new StringBuilder("a,b,c\n");
    for (int i = 0; i < 100; i++) {
      csv.append(1000 + i).append(',').append(0.001 * (i % 7)).append(",5\n");
    }
    Files.writeString(folder.resolve("d.csv"), csv, StandardCharsets.UTF_8);
    Outcome trained = run("train", at("d.csv"), "--kind", "points", "--steps", "300", "--hidden", "32", "--quiet",
        "--out", at("run"));
    assertEquals(0, trained.status(), trained.err());
    assertEquals(0, run("sample", at("run"), "--count", "500", "--out", at("s.csv")).status());
    double sum = 0;
    List<String> lines = Files.readAllLines(folder.resolve("s.csv"), StandardCharsets.UTF_8);
    assertEquals("a,b,c", lines.getFirst());
    for (String line : lines.subList(1, 501)) {
      assertEquals("5.0", line.substring(line.lastIndexOf(',') + 1));
      sum += Double.parseDouble(line.substring(0, line.indexOf(',')));
    }
    assertEquals(1049.5, sum / 500, 10);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      train mons | did you mean 'moons'
      train mnist2 | did you mean 'mnist'
      train nosuchdata | rings, mnist, digits, idx:DIR, images:DIR, or a file
      train moons --source gausian | --source gausian: did you mean 'gaussian'?
      train src | src: is a folder, expected a file, or images:src
      train nothing.csv | nothing.csv
      train moons --steps -5 | --steps -5
      train moons --lr nan | --lr
      train moons --lr 0 | --lr 0.0
      train moons --ema 1 | --ema 1.0
      train moons --batch 99999999 | --batch 99999999
      train moons --coupling magic | coupling 'magic'
      train swissroll --coupling ot --class-aware | --class-aware: swissroll has no classes
      train moons --path wavy | wavy
      train moons --activation magic | activation 'magic'
      train moons --time-input twice | time input 'twice'
      train moons --time late:3 | late
      train moons --sigma-min lipman:2 | 2
      train moons --path sigma-min:0.01,linear --sigma-min lipman:0.01 | sigma
      train moons --device cuda | cuda
      train moons --stepz 4 | --stepz
      train moons --steps many | many
      train moons --config none.yaml | none.yaml
      sample nowhere --out a.npy | nowhere
      sample nowhere --out a.txt | a.txt
      data moons --count 0 --out a.npy | --count 0
      plot nowhere | nowhere
      report nowhere | nowhere
      import none.safetensors --out x | none.safetensors
      """)
  void badInputIsOneLineWithItsPlaceAndStatus2(String command, String named) {
    Outcome outcome = run(command.split(" ", -1));
    assertEquals(Millrace.WRONG_INPUT, outcome.status(), outcome.err());
    assertTrue(outcome.err().startsWith("millrace: "), outcome.err());
    assertTrue(outcome.err().contains(named), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertFalse(Files.exists(Path.of("runs")));
  }

  @Test
  void anUnknownKeyInAConfigNamesTheNearest() throws IOException {
    Files.writeString(folder.resolve("c.yaml"), "step: 10\n", StandardCharsets.UTF_8);
    Outcome outcome = run("train", "--config", at("c.yaml"));
    assertEquals(2, outcome.status());
    assertTrue(outcome.err().contains("unknown option 'step'; did you mean 'steps'?"), outcome.err());
  }

  @Test
  void aFolderWithAnotherRunIsLeftAlone() throws IOException {
    train("run", "--no-plots");
    byte[] before = Files.readAllBytes(folder.resolve("run/model.safetensors"));
    Outcome outcome = run("train", "circles", "--steps", "5", "--out", at("run"));
    assertEquals(2, outcome.status());
    assertTrue(outcome.err().contains("already holds files"), outcome.err());
    assertArrayEquals(before, Files.readAllBytes(folder.resolve("run/model.safetensors")));
  }

  @Test
  void divergenceNamesTheStepAndKeepsTheLastGoodState() throws IOException {
    Outcome outcome = run("train", "moons", "--steps", "500", "--hidden", "16", "--lr", "100000", "--clip", "0",
        "--warmup",
        "0", "--quiet", "--no-plots", "--path", "polynomial:40", "--layers", "8", "--out", at("run"));
    assertEquals(1, outcome.status(), outcome.err());
    assertTrue(outcome.err().contains("diverged at step"), outcome.err());
    assertTrue(Files.exists(folder.resolve("run/model.safetensors")));
  }

  @Test
  void allVerbsShowAnExampleFirst() {
    for (String verb : new String[]{"train", "sample", "plot", "report", "data", "datasets", "export", "import",
        "doctor",
        "reflow", "evaluate", "distance", "reproduce"}) {
      Outcome outcome = run(verb, "--help");
      assertEquals(0, outcome.status());
      assertTrue(outcome.out().startsWith("Example: millrace " + verb), outcome.out());
    }
  }
}
