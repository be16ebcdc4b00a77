package dev.millrace.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Contestants are shell scripts that answer what the test wants and write down their turns. */
class RoundsTests {
  @TempDir
  private Path folder = Path.of("");

  /** A contestant whose every run takes one more of {@code seconds}. */
  private Contestant contestant(String name, double first, double seconds, double value)
      throws IOException, Contestant.UnableException {
    Path script = folder.resolve(name + ".sh");
    Files.writeString(script, """
        echo '{"versions":{"%1$s":"1"}}'
        n=0
        while read verb case form; do
          if [ $verb = prepare ]; then
            echo '{"first":%2$s,"note":""}'
          else
            echo %1$s >> turns
            echo "{\\"seconds\\":$n%3$s,\\"value\\":%4$s}"
            n=$((n+1))
          fi
        done
        """.formatted(name, first, Double.toString(seconds).substring(1), value));
    return Contestant.start(List.of("sh", script.toString()), folder, 1, folder.resolve(name + ".log"));
  }

  @Test
  void contestantsTakeTurnsAndRatiosAreThoseOfPairs() throws IOException, Contestant.UnableException {
    try (Contestant ours = contestant("ours", 0, 0.5, 10); Contestant pot = contestant("pot", 0, 0.25, 10)) {
      assertEquals(Map.of("pot", "1"), pot.versions());
      Outcome outcome = new Rounds(Map.of(Peer.MILLRACE, ours, Peer.POT, pot), Map.of(Peer.SCIPY, "not here"), 3,
          _ -> {}).run(Case.OT_256);
      assertEquals("ours pot ours pot ours pot ours pot", turns());
      Outcome.Entry first = outcome.entries().getFirst();
      assertArrayEquals(new double[]{1.5, 2.5, 3.5}, first.seconds());
      assertNull(first.ratio());
      Outcome.Entry scipy = outcome.entries().get(1);
      assertFalse(scipy.tookPart());
      assertEquals("not here", scipy.note());
      Outcome.Entry last = outcome.entries().get(2);
      assertEquals(new Spread(2.25 / 2.5, (1.25 / 1.5 + 2.25 / 2.5) / 2, (2.25 / 2.5 + 3.25 / 3.5) / 2), last.ratio());
      assertEquals("", last.note());
    }
  }

  @Test
  void longWorkHasFewerRoundsAndAnotherResultIsNamed() throws IOException, Contestant.UnableException {
    try (Contestant ours = contestant("ours", 0, 0.5, 10); Contestant pot = contestant("pot", 20, 0.25, 11)) {
      Outcome outcome = new Rounds(Map.of(Peer.MILLRACE, ours, Peer.POT, pot), Map.of(), 5, _ -> {}).run(Case.W2_10000);
      assertEquals(5, outcome.entries().getFirst().seconds().length);
      assertEquals(3, outcome.entries().getLast().seconds().length);
      assertTrue(outcome.entries().getLast().note().contains("11.0 ≠ 10.0"));
    }
  }

  @Test
  void oneThatEndsIsSkippedWithItsLastWords() throws IOException {
    Path script = folder.resolve("broken.sh");
    Files.writeString(script, "echo 'ModuleNotFoundError: no jax' >&2\n");
    String message = "";
    try (Contestant _ = Contestant.start(List.of("sh", script.toString()), folder, 1, folder.resolve("broken.log"))) {
      message = "started";
    } catch (Contestant.UnableException e) {
      message = String.valueOf(e.getMessage());
    }
    assertEquals("it ended: ModuleNotFoundError: no jax", message);
  }

  private String turns() throws IOException {
    return Files.readAllLines(folder.resolve("turns")).stream().collect(Collectors.joining(" "));
  }
}
