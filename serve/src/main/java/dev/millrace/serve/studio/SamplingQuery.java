package dev.millrace.serve.studio;

import java.io.IOException;

import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.serve.http.Exchange;
import dev.millrace.serve.http.Problem;

/** What a query says of the samples that it asks for: count, seed, class, guidance, steps and solver. */
final class SamplingQuery {
  private SamplingQuery() {
  }

  /**
   * {@return the options of a query}
   *
   * @param usual the number of samples if it names none
   * @param most the greatest number of samples
   * @param mostSteps the greatest number of steps; without steps, a run takes its usual ones
   * @throws Problem 422 if a value is out of range
   */
  static SamplingOptions of(Exchange exchange, int usual, int most, int mostSteps) {
    int steps = exchange.query("steps").isEmpty() ? 0 : exchange.whole("steps", 0, 1, mostSteps);
    SamplingOptions options = SamplingOptions.of(exchange.whole("count", usual, 1, most), seed(exchange))
        .withClasses(exchange.query("class").orElse(null)).withGuidance(exchange.number("guidance").orElse(null));
    return steps == 0
        ? options
        : options
            .withIntegration(new Integration(exchange.query("solver").orElse(null), steps, null, null, null, null));
  }

  /** {@return the seed of a query, which is 0 if it names none} */
  static long seed(Exchange exchange) {
    return exchange.whole("seed", 0L, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** @throws Problem 409 if a run has no samples yet */
  static void requireTrained(RunDirectory run) throws IOException {
    if (!run.isTrained()) {
      throw new Problem(409, "the run is not trained to its end yet");
    }
  }
}
