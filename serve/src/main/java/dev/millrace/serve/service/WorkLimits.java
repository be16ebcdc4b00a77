package dev.millrace.serve.service;

import java.time.Duration;

import dev.millrace.flow.InvalidInputException;

/**
 * How much a request may ask for, and how requests are put together.
 *
 * @param rows the most rows of a request, at least 1
 * @param work the greatest product of rows, steps and numbers in a row of a request, at least 1
 * @param batch the most rows that are computed together, at least 1
 * @param delay how long a batch waits for further requests while others are in flight; none if zero
 * @param queue how many requests of a model may wait, at least 1
 * @param queueing how long a request may wait in the queue
 * @param total how long a request may take in all
 */
public record WorkLimits(int rows, long work, int batch, Duration delay, int queue, Duration queueing, Duration total) {
  /** The usual limits. */
  public static final WorkLimits DEFAULTS = new WorkLimits(10_000_000, 20_000_000_000L, 16_384, Duration.ofMillis(2),
      1024, Duration.ofSeconds(10), Duration.ofMinutes(10));

  /** Checks the values. */
  public WorkLimits {
    atLeastOne("max-rows", rows);
    atLeastOne("max-work", work);
    atLeastOne("batch-rows", batch);
    atLeastOne("max-queue", queue);
    if (delay.isNegative() || delay.compareTo(Duration.ofSeconds(1)) > 0) {
      throw new InvalidInputException("`batch-delay` %d: expected 0 to 1000 milliseconds".formatted(delay.toMillis()));
    }
    positive("queue-timeout", queueing);
    positive("timeout", total);
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new InvalidInputException("`%s` %d: expected 1 or more".formatted(name, value));
    }
  }

  private static void positive(String name, Duration value) {
    if (!value.isPositive() || value.compareTo(Duration.ofDays(1)) > 0) {
      throw new InvalidInputException("`%s` %s: expected above 0 and at most a day of seconds".formatted(name,
          value.toMillis() / 1000.0));
    }
  }

  /**
   * {@return these limits with others for batches}
   *
   * @param most the most rows that are computed together
   * @param longest how long a batch waits
   */
  public WorkLimits withBatches(int most, Duration longest) {
    return new WorkLimits(rows, work, most, longest, queue, queueing, total);
  }

  /**
   * {@return these limits with others for the size of a request}
   *
   * @param most the most rows
   * @param product the greatest product of rows, steps and numbers in a row
   */
  public WorkLimits withSizes(int most, long product) {
    return new WorkLimits(most, product, batch, delay, queue, queueing, total);
  }

  /**
   * {@return these limits with others for waiting}
   *
   * @param most how many requests may wait
   * @param inQueue how long a request may wait in the queue
   * @param inAll how long a request may take
   */
  public WorkLimits withWaiting(int most, Duration inQueue, Duration inAll) {
    return new WorkLimits(rows, work, batch, delay, most, inQueue, inAll);
  }
}
