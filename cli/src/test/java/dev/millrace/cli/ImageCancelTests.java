package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.millrace.runs.Runs;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.MemoryLimit;
import dev.millrace.runs.work.StoppedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Work on images ends between two steps of the solver, not only after a whole group of images. */
class ImageCancelTests {
  private static final int CALLS = 6;
  @TempDir
  private Path folder = Path.of("");

  @Test
  void samplingThatIsCancelledEndsAtTheNextStep() throws IOException {
    Path run = folder.resolve("run");
    TinyImages.writeRun(run, folder.resolve("data"), 1, List.of(), Map.of("unconditional", true));
    AtomicInteger calls = new AtomicInteger();
    Runs runs = Runs.of(new Caller(_ -> {}, () -> calls.incrementAndGet() >= CALLS, MemoryLimit.ofJava()));
    // One group of images, which takes 5000 steps.
    SamplingOptions options = SamplingOptions.of(2, 0)
        .withIntegration(new Integration("euler", 5000, null, null, null, null));
    StoppedException stopped = assertThrows(StoppedException.class, () -> runs.sample(run, options));
    assertEquals("stopped before the end of the sampling", stopped.getMessage());
    assertEquals(run, stopped.run().path());
    assertEquals(CALLS, calls.get());
  }
}
