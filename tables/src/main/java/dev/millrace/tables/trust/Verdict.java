package dev.millrace.tables.trust;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.millrace.flow.text.Shown;
import dev.millrace.tables.measure.Baseline;

/** The verdict about the main number of steps in plain words, one sentence or two a line. */
final class Verdict {
  private static final double CLEARLY = 1;

  private final TrustReport report;
  private final Candidate main;
  private final Candidate floor;

  Verdict(TrustReport report) {
    this.report = report;
    main = report.main();
    floor = report.floor();
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>(List.of(summary(), distance(), columns()));
    if (report.train().width() > 1) {
      lines.add(pairs());
    }
    lines.add(classifier());
    if (Double.isFinite(main.get(Measure.UTILITY))) {
      lines.add(utility());
    }
    if (Double.isFinite(main.get(Measure.MISSING))) {
      lines.add(String.format(Locale.ROOT, "Shares of missing values are off by %s points on average.",
          Figure.share(main.get(Measure.MISSING))));
    }
    lines.add(closeness());
    lines.add(copies());
    lines.add(steps());
    return lines;
  }

  private String summary() {
    boolean good = Gates.parse("quality").failures(report).isEmpty();
    List<Gate.Result> near = Gates.parse("privacy").failures(report);
    String at = main.steps() == 1 ? "1 step" : main.steps() + " steps";
    String quality = good
        ? "the rows are close to real ones"
        : "the rows differ from real ones in "
            + names(Gates.parse("quality").failures(report));
    String privacy = near.isEmpty()
        ? "nothing suggests that they repeat single training rows"
        : "they come too near to training rows, by " + names(near);
    return String.format(Locale.ROOT, "With %s %s, %s %s.", at, quality, good == near.isEmpty() ? "and" : "but",
        privacy);
  }

  private static String names(List<Gate.Result> failures) {
    return failures.stream().map(result -> inWords(result.gate().measure())).collect(Collectors.joining(", "));
  }

  private static String inWords(Measure measure) {
    return switch (measure) {
      case W1, W1_TEST -> "their distance W1";
      case COVERAGE -> "coverage";
      case SHAPE -> "single columns";
      case TREND, TREND_SDMETRICS -> "pairs of columns";
      case C2ST -> "what a classifier sees";
      case SCORE, UTILITY -> "what models learn";
      case MISSING -> "missing values";
      case W1_TRAIN, W1_RATIO -> "their W1 to training rows";
      case DCR -> "nearest rows";
      case COPIES -> "exact copies";
      case MEMBERSHIP -> "membership";
    };
  }

  private String distance() {
    double ratio = main.get(Measure.W1);
    String beside = ratio < 0.97 ? "less than that of" : ratio < 1.05 ? "about that of" : "more than that of";
    return String.format(Locale.ROOT,
        "W1 to rows that were held out is %s, %s the training rows themselves (%s), which is the best to hope for; %s %% of "
            + "these rows have a synthetic one near them (real rows: %s %%).",
        Figure.of(main.get(Measure.W1_TEST)), beside,
        Figure.of(floor.get(Measure.W1_TEST)), Figure.percent(100 * main.get(Measure.COVERAGE)),
        Figure.percent(100 * floor.get(Measure.COVERAGE)));
  }

  private String columns() {
    double[] similarity = report.shape().similarity();
    String worst = IntStream.range(0, similarity.length).filter(c -> 100 * (1 - similarity[c]) > CLEARLY).boxed()
        .sorted(Comparator.comparingDouble((Integer c) -> similarity[c])).limit(3)
        .map(c -> Shown.cut(report.train().column(c).name()) + " " + Figure.percent(100 * (1 - similarity[c])))
        .collect(Collectors.joining(", "));
    return String.format(Locale.ROOT, "Single columns are off by %s %% (real rows: %s %%)%s.",
        Figure.percent(main.get(Measure.SHAPE)), Figure.percent(floor.get(Measure.SHAPE)),
        worst.isEmpty() ? "" : ", most of all " + worst);
  }

  private String pairs() {
    String worst = WorstPairs.of(report.trend(), 1).stream().filter(pair -> 100 * pair.error() > CLEARLY)
        .map(pair -> ", most of all " + Shown.cut(report.train().column(pair.a()).name()) + " with "
            + Shown.cut(report.train().column(pair.b()).name()) + ", " + Figure.percent(100 * pair.error()))
        .findFirst().orElse("");
    return String.format(Locale.ROOT, "Pairs of columns are off by %s %% (real rows: %s %%%s)%s.",
        Figure.percent(main.get(Measure.TREND)), Figure.percent(floor.get(Measure.TREND)),
        of(Baseline.INDEPENDENT, Measure.TREND, "independent columns: %s %%"), worst);
  }

  private String classifier() {
    return String.format(Locale.ROOT,
        "Boosted trees tell them from real rows with an area under the curve of %s; 0.5 is chance (real rows: %s%s).",
        Figure.share(main.get(Measure.C2ST)), Figure.share(floor.get(Measure.C2ST)),
        of(Baseline.COPULA, Measure.C2ST, "Gaussian copula: %s"));
  }

  private String utility() {
    Integer label = report.plan().label();
    return String.format(Locale.ROOT, "Models that learn %s from them reach %s on real rows, %s %% of what real rows "
        + "teach (%s).", label == null ? "columns" : Shown.cut(report.train().column(label).name()),
        Figure.share(main.get(Measure.SCORE)), Figure.percent(100 * main.get(Measure.UTILITY)),
        Figure.share(floor.get(Measure.SCORE)));
  }

  private String closeness() {
    return String.format(Locale.ROOT,
        "W1 alone rewards copying: W1 to the training rows is %s of that to held-out rows (1 is no copying%s), and "
            + "%s %% of the rows lie nearer to training rows than to as many held-out ones (50 is ideal%s).",
        Figure.share(main.get(Measure.W1_RATIO)), of(Baseline.SMOTE, Measure.W1_RATIO, "SMOTE: %s"),
        Figure.percent(100 * main.get(Measure.DCR)), of(Baseline.SMOTE, Measure.DCR, "SMOTE: %s"));
  }

  private String copies() {
    return String.format(Locale.ROOT,
        "%s %% equal a training row (of real rows that were held out %s %%). Who was in the training rows can be told "
            + "with an area under the curve of %s; 0.5 is chance%s.",
        Figure.percent(main.get(Measure.COPIES)), Figure.percent(floor.get(Measure.COPIES)),
        Figure.share(main.get(Measure.MEMBERSHIP)),
        of(Baseline.SMOTE, Measure.MEMBERSHIP, "SMOTE: %s").replace("; ", ", "));
  }

  private String steps() {
    int enough = report.sufficientSteps();
    return report.flow().size() == 1
        ? "Other numbers of steps were not measured."
        : enough == main.steps()
            ? enough == report.flow().getFirst().steps()
                ? "Fewer steps were not measured."
                : "Fewer steps give worse rows."
            : String.format(Locale.ROOT, "%d %s about as good as the best number of steps that was measured.", enough,
                enough == 1 ? "step is" : "steps are");
  }

  /** A figure of a baseline after a separator, or nothing if it was not measured. */
  private String of(Baseline baseline, Measure measure, String form) {
    return report.baselines().stream().filter(of -> of.name().equals(baseline.title())).findFirst()
        .map(of -> "; " + String.format(Locale.ROOT, form,
            measure == Measure.TREND || measure == Measure.SHAPE
                ? Figure.percent(of.get(measure))
                : measure == Measure.DCR ? Figure.percent(100 * of.get(measure)) : Figure.share(of.get(measure))))
        .orElse("");
  }
}
