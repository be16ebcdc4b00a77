package dev.millrace.bench.compare;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a case gave.
 *
 * @param work the case
 * @param entries one a form, the first being what the others are measured against
 */
record Outcome(Case work, List<Entry> entries) {

  /**
   * What a form gave.
   *
   * @param form which
   * @param seconds of a unit, by rounds; empty if it could not take part
   * @param ratio this form's seconds by the first form's, over the rounds that both have; null without any
   * @param note a remark; if it could not take part, why
   */
  record Entry(Form form, double[] seconds, @Nullable Spread ratio, String note) {
    boolean tookPart() {
      return seconds.length > 0;
    }

    double median() {
      return Spread.of(seconds).median();
    }
  }
}
