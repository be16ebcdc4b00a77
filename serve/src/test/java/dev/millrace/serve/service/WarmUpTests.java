package dev.millrace.serve.service;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.random.Seed;
import dev.millrace.runs.rows.LoadedRun;
import dev.millrace.runs.rows.RowRange;
import dev.millrace.runs.rows.RowSettings;
import dev.millrace.runs.rows.RowSource;
import dev.millrace.runs.rows.RunFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is drawn before a service is ready. */
class WarmUpTests {
  /** So many batches can be drawn. */
  private static final int PERMITS = 1 << 30;
  /** Work of a row of which 10 are a part of a request. */
  private static final double LARGE = 2.5e7;

  /** A run of rows that are always the same. */
  private record Counted(CountedRows rows) implements LoadedRun {
    static Counted of(double work) {
      return new Counted(new CountedRows(new CountedRows.Group(PERMITS, work), 1));
    }

    List<List<RowRange>> batches() {
      return rows.group.batches();
    }

    @Override
    public RunFacts facts() {
      throw new IllegalStateException("not asked for");
    }

    @Override
    public RowSource rows(RowSettings how, Seed seed) {
      return rows;
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }

  private static double seconds(WarmUp warmUp, LoadedRun run) {
    long began = System.nanoTime();
    warmUp.warm(run);
    return (System.nanoTime() - began) * 1e-9;
  }

  @Test
  void itsTimeIsThatOfAllModelsTogether() {
    WarmUp warmUp = new WarmUp(WorkLimits.DEFAULTS, Duration.ofMillis(100));
    Counted first = Counted.of(LARGE);
    assertTrue(seconds(warmUp, first) >= 0.1);
    // The row alone, and as many rows as are computed together.
    assertEquals(List.of(1, 10), first.batches().stream().limit(2).map(batch -> batch.getFirst().count()).toList());
    Counted second = Counted.of(LARGE);
    warmUp.warm(second);
    assertEquals(List.of(), second.batches());
  }

  @Test
  void itEndsWhenNothingBecomesFaster() {
    Counted run = Counted.of(LARGE);
    assertTrue(seconds(new WarmUp(WorkLimits.DEFAULTS, Duration.ofMinutes(1)), run) < 20);
    assertTrue(run.batches().size() > 10);
  }

  @Test
  void rowsThatCannotBeDrawnEndItAlone() {
    Counted run = Counted.of(1);
    new WarmUp(WorkLimits.DEFAULTS, Duration.ofMinutes(1)).warm(run);
    assertEquals(2, run.batches().size(), "row 13 is in the second one");
  }

  private static int sampled(Served served, String model) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = served.post("/v1/models/%s/sample".formatted(model), "{\"count\":3,\"steps\":1}", "");
    if (answer.statusCode() == 503) {
      assertEquals("the models are being loaded", served.json(answer).path("detail").stringValue());
      assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
    }
    return answer.statusCode();
  }

  @Test
  @Timeout(60)
  void aModelIsServedWhileItIsWarmedUp(@TempDir Path folder) throws IOException, InterruptedException {
    for (String name : List.of("a", "b")) {
      Served.train("moons", Map.of("steps", 2, "hidden", 16, "layers", 2, "batch", 64), folder.resolve(name));
    }
    try (Served served = new Served(folder, WorkLimits.DEFAULTS, Duration.ofSeconds(2))) {
      int status;
      do {
        status = sampled(served, "a");
      } while (status == 503);
      assertEquals(200, status);
      // The other one comes after it.
      assertEquals(503, sampled(served, "b"));
      HttpResponse<byte[]> ready = served.get("/readyz");
      assertEquals(503, ready.statusCode());
      assertEquals("the models are being loaded", served.json(ready).path("reasons").path(0).stringValue());
      assertEquals(200, served.get("/healthz").statusCode());
      served.awaitLoaded();
      assertEquals(200, sampled(served, "b"));
      assertEquals(200, served.get("/readyz").statusCode());
      assertEquals(List.of(), served.faults);
    }
  }
}
