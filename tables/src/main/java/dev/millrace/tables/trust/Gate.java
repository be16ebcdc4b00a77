package dev.millrace.tables.trust;

import java.util.Locale;

/**
 * One demand on the figures of a flow.
 *
 * @param measure what is looked at
 * @param atMost whether the figure must be at most the limit; else at least
 * @param strict whether the limit itself fails
 * @param limit NaN for the usual limit, which depends on what real rows reach
 */
public record Gate(Measure measure, boolean atMost, boolean strict, double limit) {

  /** The usual demand on a figure. */
  static Gate usual(Measure measure) {
    return new Gate(measure, measure.lessIsBetter(), false, Double.NaN);
  }

  /**
   * What came of it.
   *
   * @param gate the demand
   * @param value the figure; NaN if it was not measured, which meets no demand
   * @param limit the limit that applied
   * @param met whether the figure meets it
   */
  public record Result(Gate gate, double value, double limit, boolean met) {
    /** {@return a line such as "quality: c2st is 0.71, at most 0.60 was asked for"} */
    public String text() {
      return String.format(Locale.ROOT, "%s: %s is %s, %s %s was asked for", gate.measure.family(), gate.measure.key(),
          Double.isNaN(value) ? "not known" : Figure.of(value),
          gate.atMost ? gate.strict ? "less than" : "at most" : gate.strict ? "more than" : "at least",
          Figure.of(limit));
    }
  }

  /** Looks at the figures of the main number of steps. */
  Result check(TrustReport report) {
    double value = report.main().get(measure);
    double applied = Double.isNaN(limit) ? UsualLimits.of(measure, report) : limit;
    boolean met = atMost
        ? strict ? value < applied : value <= applied
        : strict ? value > applied : value >= applied;
    return new Result(this, value, applied, met);
  }
}
