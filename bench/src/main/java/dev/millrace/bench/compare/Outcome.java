package dev.millrace.bench.compare;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The result of a case.
 *
 * @param work the case
 * @param entries one per form; the others are measured relative to the first
 */
record Outcome(Case work, List<Entry> entries) {

  /**
   * The result of a form.
   *
   * @param form the form
   * @param seconds seconds per unit, by rounds; empty if it could not take part
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
