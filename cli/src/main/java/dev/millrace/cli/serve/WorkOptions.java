package dev.millrace.cli.serve;

import java.time.Duration;

import dev.millrace.serve.service.WorkLimits;
import picocli.CommandLine.Option;

/** How much a request may ask for, and how requests are put together. */
final class WorkOptions {
  private static final double MILLIS = 1000;

  @Option(names = "--max-rows", paramLabel = "N", description = "the most rows of a request; default ${DEFAULT-VALUE}")
  private int rows = WorkLimits.DEFAULTS.rows();

  @Option(names = "--max-work", paramLabel = "N",
      description = "the greatest product of rows, evaluations and numbers in a row of a request; default "
          + "${DEFAULT-VALUE}")
  private long work = WorkLimits.DEFAULTS.work();

  @Option(names = "--batch-rows", paramLabel = "N",
      description = "the most rows that are computed together; default ${DEFAULT-VALUE}, fewer of large networks")
  private int batch = WorkLimits.DEFAULTS.batch();

  @Option(names = "--batch-delay", paramLabel = "MS",
      description = "milliseconds that short requests wait for others that are in flight, to be computed with them; "
          + "default ${DEFAULT-VALUE}")
  private double delay = WorkLimits.DEFAULTS.delay().toMillis();

  @Option(names = "--max-queue", paramLabel = "N",
      description = "how many requests of a model may wait; default ${DEFAULT-VALUE}")
  private int queue = WorkLimits.DEFAULTS.queue();

  @Option(names = "--queue-timeout", paramLabel = "S",
      description = "seconds that a request may wait; default ${DEFAULT-VALUE}")
  private double queueing = WorkLimits.DEFAULTS.queueing().toSeconds();

  @Option(names = "--timeout", paramLabel = "S",
      description = "seconds that a request may take in all; default ${DEFAULT-VALUE}")
  private double total = WorkLimits.DEFAULTS.total().toSeconds();

  WorkLimits limits() {
    return new WorkLimits(rows, work, batch, duration(delay), queue, duration(MILLIS * queueing),
        duration(MILLIS * total));
  }

  private static Duration duration(double milliseconds) {
    return Duration.ofNanos((long) Math.rint(milliseconds * 1e6));
  }
}
