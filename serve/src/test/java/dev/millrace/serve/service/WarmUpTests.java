package dev.millrace.serve.service;

import java.time.Duration;
import java.util.List;

import dev.millrace.flow.random.Seed;
import dev.millrace.runs.rows.LoadedRun;
import dev.millrace.runs.rows.RowRange;
import dev.millrace.runs.rows.RowSettings;
import dev.millrace.runs.rows.RowSource;
import dev.millrace.runs.rows.RunFacts;
import org.junit.jupiter.api.Test;

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
}
