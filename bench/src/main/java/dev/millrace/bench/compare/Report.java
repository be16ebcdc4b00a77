package dev.millrace.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.millrace.plot.RatioBars;

/**
 * The report of a comparison.
 *
 * @param machine where it ran
 * @param threads number of threads of each contestant
 * @param rounds the greatest number of counted rounds
 * @param outcomes one per case
 */
record Report(Machine machine, int threads, int rounds, List<Outcome> outcomes) {

  /** A table for users. */
  String table() {
    StringBuilder text = new StringBuilder(
        machine + "\n" + "%d threads; medians of %d rounds in turn; in brackets the quartiles%n"
            .formatted(threads, rounds));
    for (Outcome outcome : outcomes) {
      text.append("%n%-55s%28s   %s%n".formatted(outcome.work().label() + ": " + outcome.work().title(), "",
          "time ÷ that of the first"));
      for (Outcome.Entry entry : outcome.entries()) {
        String figure = entry.tookPart() ? outcome.work().unit().show(entry.median()) : "skipped";
        String note = entry.note().isEmpty() ? "" : "  " + entry.note();
        text.append("  %-43s%38s   %s%s".formatted(entry.form().title(), figure, ratio(entry), note).stripTrailing())
            .append('\n');
      }
    }
    return text.toString();
  }

  private static String ratio(Outcome.Entry entry) {
    Spread ratio = entry.ratio();
    return ratio == null
        ? ""
        : "%s (%s … %s)".formatted(Unit.digits(ratio.median()), Unit.digits(ratio.lower()), Unit.digits(ratio.upper()));
  }

  /** All figures, for {@code --json}. */
  Map<String, Object> content() {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("machine", machine);
    content.put("threads", threads);
    content.put("rounds", rounds);
    List<Map<String, Object>> cases = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("case", outcome.work().label());
      one.put("title", outcome.work().title());
      one.put("forms", outcome.entries().stream().map(entry -> content(outcome.work(), entry)).toList());
      cases.add(one);
    }
    content.put("cases", cases);
    return content;
  }

  private static Map<String, Object> content(Case work, Outcome.Entry entry) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("peer", entry.form().peer());
    one.put("form", entry.form().name());
    one.put("title", entry.form().title());
    if (entry.tookPart()) {
      one.put("shown", work.unit().show(entry.median()));
      one.put("medianSeconds", entry.median());
      one.put("seconds", entry.seconds());
    }
    Spread ratio = entry.ratio();
    if (ratio != null) {
      one.put("ratio", ratio);
    }
    if (!entry.note().isEmpty()) {
      one.put("note", entry.note());
    }
    return one;
  }

  /** A group of bars for each case that has a peer that took part. */
  List<RatioBars.Group> bars() {
    List<RatioBars.Group> groups = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      List<RatioBars.Bar> bars = new ArrayList<>();
      for (Outcome.Entry entry : outcome.entries()) {
        Spread ratio = entry.ratio();
        if (ratio != null && entry.form().peer() != Peer.MILLRACE) {
          bars.add(new RatioBars.Bar(entry.form().title(), ratio.median(), ratio.lower(), ratio.upper(),
              outcome.work().unit().show(entry.median())));
        }
      }
      Outcome.Entry ours = outcome.entries().getFirst();
      if (!bars.isEmpty()) {
        groups.add(new RatioBars.Group(outcome.work().title(), "Millrace " + outcome.work().unit().show(ours.median()),
            bars));
      }
    }
    return groups;
  }
}
