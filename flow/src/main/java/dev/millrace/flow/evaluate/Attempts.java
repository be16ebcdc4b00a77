package dev.millrace.flow.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/** Runs measures one by one. If one fails, the reason is recorded and the others are not affected. */
public final class Attempts {
  private final List<String> failures = new ArrayList<>();

  /** Starts without failures. */
  public Attempts() {
  }

  /**
   * Runs one measure.
   *
   * @param <T> the type of the result
   * @param name the name of the measure, for messages
   * @param measure computes the figure
   * @return the result, or empty if the measure threw an exception, which {@link #failures} then reports
   * @throws CancellationException if the measure threw it, because the user wants no more of them
   */
  public <T> Optional<T> of(String name, Supplier<T> measure) {
    try {
      return Optional.of(measure.get());
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException e) {
      fail(name, e.getMessage() == null ? e.toString() : e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * As {@link #of}, for a single number; NaN if the measure threw an exception. A number that is not finite is also a
   * failure.
   *
   * @param name the name of the measure, for messages
   * @param measure computes the figure
   * @return the number, or NaN
   */
  public double number(String name, Supplier<Double> measure) {
    Optional<Double> value = of(name, measure);
    if (value.isPresent() && !Double.isFinite(value.get())) {
      fail(name, "the figure is not a finite number");
    }
    return value.filter(Double::isFinite).orElse(Double.NaN);
  }

  /**
   * Records that a measure failed.
   *
   * @param name the name of the measure
   * @param why the reason
   */
  public void fail(String name, String why) {
    failures.add("%s could not be measured: %s".formatted(name, why));
  }

  /** {@return one line per measure that failed, with its name and the reason} */
  public List<String> failures() {
    return List.copyOf(failures);
  }
}
