package dev.millrace.runs.published;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import dev.millrace.runs.Runs;
import dev.millrace.runs.published.FewStepsTraining.Cost;
import dev.millrace.runs.text.MarkdownTable;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.MemoryLimit;
import dev.millrace.runs.work.StoppedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FewStepsTests {
  @TempDir
  private Path folder = Path.of("");

  private static FewStepsOptions options(List<FewStepsData> data, List<FewStepsMethod> methods, int seeds) {
    return new FewStepsOptions(data, methods, seeds, 2, List.of(1, 3), 30, "", 1);
  }

  /** A caller who wants the work to end when it is asked for the n-th time. */
  private static Caller stoppingAt(int n) {
    AtomicInteger asked = new AtomicInteger();
    return new Caller(_ -> {}, () -> asked.incrementAndGet() >= n, MemoryLimit.ofJava());
  }

  @Test
  void workThatWasStoppedGoesOnAndEndsWithTheSameFigures() throws IOException {
    FewStepsOptions options = options(List.of(FewStepsData.MOONS),
        List.of(FewStepsMethod.REFLOW, FewStepsMethod.PLAIN, FewStepsMethod.MEAN_FLOW), 1);
    List<String> whole = new FewStepsRun(options, folder.resolve("whole"), Runs.of(Caller.silent())).run().text()
        .lines().map(FewStepsTests::withoutSeconds).toList();
    Path out = folder.resolve("stopped");
    int stops = 0;
    for (int n = 2; n < 12; n += 4) {
      Runs stopping = Runs.of(stoppingAt(n));
      try {
        new FewStepsRun(options, out, stopping).run();
      } catch (StoppedException e) {
        assertEquals("stopped before the end of the table; the same command goes on", e.getMessage());
        stops++;
      }
    }
    assertTrue(stops > 1, stops + " stops");
    String text = new FewStepsRun(options, out, Runs.of(Caller.silent())).run().text();
    assertEquals(whole, text.lines().filter(line -> !line.startsWith("s: ")).map(FewStepsTests::withoutSeconds)
        .toList());
  }

  private static String withoutSeconds(String line) {
    return line.replaceFirst("(?<=[k\\d]) +\\d+$", "");
  }

  @Test
  void theTableHasAFigureForEachNumberOfStepsAndFitsIntoALine() {
    FewStepsOptions options = new FewStepsOptions(List.of(FewStepsData.MNIST, FewStepsData.MOONS),
        List.of(FewStepsMethod.values()), 2, null, List.of(1, 2, 4, 8, 100), null, "", 1);
    List<FewStepsCell> cells = new ArrayList<>();
    for (FewStepsData data : options.data()) {
      for (FewStepsMethod method : options.methods()) {
        for (int seed = 0; seed < options.seedsOf(data) && method.isFor(data); seed++) {
          double w2 = 2.71 + 0.02 * seed;
          cells.add(new FewStepsCell(data, method, seed,
              new TreeMap<>(
                  method.isDistilled() ? Map.of(1, 0.08) : Map.of(1, w2, 2, 0.5, 4, 12.34, 8, 0.1, 100, 0.07)),
              0.05, new Cost(25_500, 99 + 2.0 * seed, !data.isImages()),
              data.isImages() ? Optional.of(new FewStepsCell.Asked(2, 0.9987, 1)) : Optional.empty()));
        }
      }
    }
    FewStepsTable table = new FewStepsTable(options, cells);
    assertTrue(table.text().lines().allMatch(line -> line.length() <= 80), table.text());
    assertTrue(table.text().contains("moons: W2 by number of steps; floor .050 ± .000"), table.text());
    assertTrue(table.text().contains("FD(mnist)"), table.text());
    String document = table.document();
    assertTrue(document.contains(
        "| plain | 2.72 ± .01 | .500 ± .000 | 12.3 ± .0 | .100 ± .000 | .070 ± .000 | 25.5k | 100 |"), document);
    assertTrue(document.contains("| plain | 2.71 | .500 | 12.3 | .100 | .070 | 25.5k | 2 |"), document);
    assertTrue(document.contains("| reflow + distil | .080 ± .000 | – | – | – | – |"), document);
    assertTrue(document.contains("–: a distilled flow is for one step only."), document);
    assertTrue(document.contains("guided mean 99.9 % with guidance 2 in 1 evaluation."), document);
    assertTrue(document.contains("`millrace reproduce few-steps --data moons,mnist --methods plain,ot,"), document);
    // Images are of one seed, and of the methods that there are for images.
    assertEquals(5, table.methods(FewStepsData.MNIST).size());
    assertTrue(table.picture(false).isPresent() && table.picture(true).isPresent());
  }

  @Test
  void theTableOfSixteenColumnsIsTheSameForAll() throws IOException {
    FewStepsRows.write(folder);
    byte[] first = Files.readAllBytes(FewStepsRows.rows(folder));
    FloatArray rows = Npy.read(FewStepsRows.rows(folder));
    assertEquals(List.of(20_000, 16), rows.shape());
    for (int i = 0; i < rows.values().length; i++) {
      float value = rows.values()[i];
      int column = i % 16;
      assertTrue(Float.isFinite(value) && (column % 4 != 1 || value > 0)
          && (column % 4 != 3 || (value >= 0 && value <= 1)), column + ": " + value);
    }
    float[] groups = Npy.read(FewStepsRows.groups(folder)).values();
    int[] counts = new int[5];
    for (float group : groups) {
      counts[(int) group]++;
    }
    double[] shares = {0.35, 0.25, 0.2, 0.12, 0.08};
    for (int g = 0; g < shares.length; g++) {
      assertEquals(shares[g], counts[g] / 20_000.0, 4 * Math.sqrt(shares[g] * (1 - shares[g]) / 20_000));
    }
    Files.delete(FewStepsRows.groups(folder));
    FewStepsRows.write(folder);
    assertArrayEquals(first, Files.readAllBytes(FewStepsRows.rows(folder)));
    assertArrayEquals(groups, Npy.read(FewStepsRows.groups(folder)).values());
  }

  @Test
  void aMarkdownTableHasAsManyCellsInEachRow() {
    MarkdownTable table = new MarkdownTable(List.of("a", "b")).row(List.of("x", "1"));
    assertEquals("| a | b |\n|---|---:|\n| x | 1 |\n", table.text());
    assertThrows(IllegalArgumentException.class, () -> table.row(List.of("x")));
  }
}
