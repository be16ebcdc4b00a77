package dev.millrace.flow.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Measures that are taken one by one: one that fails leaves a line that says why, and the others stand. */
public final class Attempts {
  private final List<String> failures = new ArrayList<>();

  /**
   * Takes one measure.
   *
   * @param name as people know it
   * @return what it gave; none if it threw, which {@link #failures} then tells
   */
  public <T> Optional<T> of(String name, Supplier<T> measure) {
    try {
      return Optional.of(measure.get());
    } catch (RuntimeException e) {
      fail(name, e.getMessage() == null ? e.toString() : e.getMessage());
      return Optional.empty();
    }
  }

  /** As {@link #of}, of one number; NaN if it threw. One that is not finite is a failure too. */
  public double number(String name, Supplier<Double> measure) {
    Optional<Double> value = of(name, measure);
    if (value.isPresent() && !Double.isFinite(value.get())) {
      fail(name, "the figure is not a finite number");
    }
    return value.filter(Double::isFinite).orElse(Double.NaN);
  }

  /** Notes that a measure could not be taken. */
  public void fail(String name, String why) {
    failures.add("%s could not be measured: %s".formatted(name, why));
  }

  /** One line per measure that could not be taken, with its name and the reason. */
  public List<String> failures() {
    return List.copyOf(failures);
  }
}
