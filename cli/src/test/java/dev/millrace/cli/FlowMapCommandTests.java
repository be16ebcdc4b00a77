package dev.millrace.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Runs that have learnt average velocities, from the command line. */
class FlowMapCommandTests {
  @TempDir
  private Path folder = Path.of("");

  /** Words, where @ stands for the folder. */
  private Outcome of(String line, String... more) {
    return Outcome.of(Stream.concat(Arrays.stream(line.split(" ")), Stream.of(more))
        .map(word -> word.replace("@", folder + "/")).toArray(String[]::new));
  }

  private void refused(String line, String... words) {
    Outcome outcome = of(line);
    assertEquals(Millrace.WRONG_INPUT, outcome.status(), line);
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    for (String word : words) {
      assertTrue(outcome.err().contains(word.replace("@", folder + "/")), outcome.err());
    }
  }

  @Test
  void aPlainRunBecomesAMeanFlow() {
    of("train moons --steps 40 --batch 32 --hidden 16 --layers 2 --no-plots --quiet --out @plain").succeeded();
    Outcome trained = of("train --from @plain --objective mean-flow --steps 40 --no-plots --out @mean").succeeded();
    // What it proposes next works.
    List<String> next = trained.out().lines().filter(line -> line.contains(" sample ")).toList();
    assertEquals(1, next.size(), trained.out());
    assertTrue(trained.out().lines().noneMatch(line -> line.contains("reflow")), trained.out());
    Outcome one = of("sample @mean --count 7 --out @one.csv").succeeded();
    assertTrue(one.err().contains("7 points, 1 flow-map step,"), one.err());
    Outcome three = of("sample @mean --steps 3 --trajectory @way.npy --out @three.csv").succeeded();
    assertTrue(three.err().contains("3 flow-map steps,"), three.err());
    Outcome euler = of("sample @mean --solver euler --out @euler.csv").succeeded();
    assertTrue(euler.err().contains("100 Euler steps,"), euler.err());
    of("sample @mean --invert @one.csv --out @noise.npy").succeeded();
    of("likelihood @mean @one.csv --out @density.csv").succeeded();
    assertTrue(of("verify @mean --quiet").succeeded().out().contains("the same bytes"));
    Outcome measured = of("evaluate @mean --count 50 --repeats 2 --nfe 1,2 --no-plots").succeeded();
    assertTrue(measured.out().contains("flow map in two steps"), measured.out());

    refused("sample @mean --steps 0 --out @x.csv", "--steps 0: expected 1 to");
    refused("train circles --from @plain --out @x", "--data circles", "--from @plain was trained with moons");
    refused("train mnist --from @plain --out @x", "--from @plain: a run of points, but mnist are images");
    refused("train --from @nothing --out @x", "@nothing");
    refused("train --from @plain --resume --out @mean", "--from", "--resume");
    refused("train moons --objective mean-flow --guided --out @x", "--guided: moons is trained without classes");
    refused("train moons --off-diagonal 0.2 --out @x", "--off-diagonal 0.2 with --objective flow");
  }
}
