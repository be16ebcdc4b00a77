package dev.millrace.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.manage.TrainingRequest;
import dev.millrace.runs.open.ReflowArguments;
import dev.millrace.runs.rounds.ReflowOptions;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.MemoryLimit;
import dev.millrace.runs.work.StoppedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The times that a reflow of points draws. */
class ReflowTimeTests {
  @TempDir
  private Path folder = Path.of("");
  private final Runs runs = Runs.of(Caller.silent());

  @BeforeEach
  void trainATeacher() throws IOException {
    runs.train(TrainingRequest.of("moons", Map.of("steps", 4, "hidden", 8, "batch", 32, "threads", 1),
        folder.resolve("teacher")).bare());
  }

  private ReflowOptions reflow(@Nullable String time) {
    return new ReflowOptions(folder.resolve("teacher"), 1, false, 64, "heun", 2, null, null, false, time,
        Map.of("steps", 40, "checkpoint-every", 1), null, false);
  }

  private static String time(RunDirectory run) throws IOException {
    return ConfigFile.read(run.configFile()).time();
  }

  @Test
  void halfOfTheRowsAreAtNoiseSoThatSamplesTakeOneStep() throws IOException {
    RunDirectory straight = runs.reflow(reflow(null), folder.resolve("straight")).last();
    assertEquals("ends:0.5", time(straight));
    assertEquals(1, straight.model().usualSteps());
    assertEquals("logit-normal", time(runs.reflow(reflow("logit-normal"), folder.resolve("other")).last())
        .replaceFirst(":.*", ""));
  }

  @Test
  void aReflowThatAnEarlierVersionBeganGoesOnWithItsTimes() throws IOException {
    Path out = folder.resolve("old");
    AtomicInteger asked = new AtomicInteger();
    Runs stopping = Runs.of(new Caller(_ -> {}, () -> asked.incrementAndGet() > 12, MemoryLimit.ofJava()));
    assertThrows(StoppedException.class, () -> stopping.reflow(reflow("u-shaped"), out));
    assertTrue(Files.exists(out.resolve("run.yaml")));
    // Earlier versions did not write this option, which was the usual one.
    List<String> words = new ArrayList<>(List.of(ReflowArguments.require(out)));
    int at = words.indexOf("--time");
    words.subList(at, at + 2).clear();
    ReflowArguments.write(out, words);
    assertEquals("u-shaped", time(runs.resumeReflow(out).last()).replaceFirst(":.*", ""));
  }
}
