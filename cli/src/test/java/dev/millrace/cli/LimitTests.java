package dev.millrace.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Numbers beyond reason and memory that does not suffice are told before the work, by every verb. */
class LimitTests {
  @TempDir
  static Path folder = Path.of("");

  @BeforeAll
  static void files() throws IOException {
    Outcome.of("train", "moons", "--steps", "20", "--batch", "8", "--hidden", "8", "--layers", "1", "--quiet",
        "--no-plots", "--out", folder.resolve("run").toString()).succeeded();
    Outcome.of("data", "moons", "--count", "100", "--out", folder.resolve("d.csv").toString()).succeeded();
    // 400 million numbers of which the disk holds none.
    byte[] header = "{'descr': '<f4', 'fortran_order': False, 'shape': (200000000, 2), }"
        .getBytes(StandardCharsets.US_ASCII);
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("big.npy").toFile(), "rw")) {
      file.write(new byte[]{(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
      file.write(header);
      file.write(" ".repeat(117 - header.length).getBytes(StandardCharsets.US_ASCII));
      file.write('\n');
      file.setLength(128 + 1_600_000_000L);
    }
  }

  private static Outcome run(String line) {
    return Outcome.of(Stream.of(line.split(" +")).map(
        word -> word.matches("run|d\\.csv|big\\.npy|out.*") ? folder.resolve(word).toString() : word)
        .toArray(String[]::new));
  }

  private static void refused(String line, String message) {
    Outcome outcome = run(line);
    assertEquals(Millrace.WRONG_INPUT, outcome.status(), line + ": " + outcome.err());
    assertEquals(1, outcome.err().lines().filter(each -> each.startsWith("millrace: ")).count(), outcome.err());
    assertTrue(outcome.err().contains(message), line + ": " + outcome.err());
    assertFalse(outcome.err().contains("-2147483648"), outcome.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sample run --count 10 --out out.npy --steps", "sample run --out out.npy --count",
      "sample run --count 10 --solver dopri5 --trajectory out2.npy --out out.npy --steps",
      "data moons --out out.npy --count", "evaluate run --no-plots --nfe", "evaluate run --no-plots --repeats",
      "evaluate run --no-plots --count", "distance d.csv d.csv --splits", "distance d.csv d.csv --projections",
      "likelihood run --probes", "reflow run --out out --quiet --pairs",
      "reflow run --out out --quiet --pairs 1000 --teacher-steps", "reflow run --out out --quiet --pairs 1000 --rounds",
      "reproduce sf2m --out out --seeds", "train moons --out out --batch", "train moons --out out --hidden",
      "train moons --out out --threads", "train moons --out out --coupling-batch"})
  void theLargestWholeNumberIsRefusedBeforeTheWork(String line) {
    String[] words = line.split(" ", -1);
    String option = words[words.length - 1];
    refused(line + " 2147483647", option.equals("--count")
        ? "2147483647"
        : option.equals("--pairs")
            ? "2147483647 pairs"
            : option);
    assertFalse(Files.exists(folder.resolve("out")) || Files.exists(folder.resolve("out.npy")));
  }

  @Test
  void everyVerbRefusesASizeThatIsNone() {
    for (String verb : List.of("doctor", "datasets", "verify run", "report run", "plot run", "export run --out out",
        "import out --out out2", "distance d.csv d.csv", "likelihood run", "evaluate run", "data moons --out out.npy",
        "sample run --out out.npy", "reflow run --out out", "reproduce sf2m", "train moons")) {
      refused(verb + " --max-memory lots", "--max-memory lots: expected a size such as 512m or 4g");
    }
    refused("datasets --max-memory 1g", "--max-memory 1g: has no meaning for datasets");
    refused("generate-completion --max-memory 1g", "has no meaning for generate-completion");
    assertTrue(run("doctor --max-memory 300m").succeeded().out().contains("300 MB heap at most"));
    assertEquals(0, run("datasets --help --max-memory 1g").status());
  }

  /** 48 MB are for the command itself: nothing else fits into that. */
  @Test
  void everyVerbThatReadsOrMakesDataKeepsToTheLimit() {
    refused("verify run --max-memory 48m --quiet", "--max-memory leaves 48 MB");
    refused("evaluate run --max-memory 48m", "--max-memory leaves 48 MB");
    refused("data moons --count 1000000 --out out.npy --max-memory 60m", "drawing 1000000 points takes about");
    refused("reflow run --out out --max-memory 50m --quiet", "--max-memory leaves 50 MB");
  }

  /** 3,000² costs: of W2 in two columns none are held, Sinkhorn and W2 in many columns hold them all. */
  @Test
  void measuresThatHoldAllPairsCountThem() {
    run("data moons --count 3000 --out out.csv").succeeded();
    refused("distance out.csv out.csv --metric sinkhorn --max-memory 100m", "measuring 3000 and 3000 rows takes about");
    run("distance out.csv out.csv --metric w2 --splits 0 --max-memory 100m").succeeded();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sample run --out out.npy --noise big.npy", "sample run --out out.npy --invert big.npy",
      "likelihood run big.npy", "distance big.npy d.csv", "distance d.csv big.npy", "data big.npy --out out.npy",
      "train big.npy --out out"})
  void aLargeArrayIsCountedBeforeItIsRead(String line) {
    // 24 bytes per number, 400 million of them.
    refused(line + " --max-memory 2g", "big.npy takes about 9203 MB, but --max-memory leaves");
    assertFalse(Files.exists(folder.resolve("out")));
  }

  /** What a heap that is too small after all says; the limit of this process stays as it is. */
  @Test
  void theAdviceFitsWhatWasGiven() {
    refused("sample run --count 2000000000 --out out.npy", "MB, but Java may take");
    for (String size : new String[]{"0g", "1k", "1m", "15m"}) {
      refused("doctor --max-memory " + size, "--max-memory " + size + ": expected at least 16m");
    }
    refused("sample run --count 2000000000 --out out.npy --max-memory 100m", "but --max-memory leaves 100 MB");
  }
}
