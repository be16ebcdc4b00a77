package dev.millrace.tables.published;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.millrace.flow.evaluate.Estimate;
import dev.millrace.runs.text.MarkdownTable;

/** What was measured on the sets of ForestDiffusion, beside what its authors publish, in Markdown. */
public final class ForestTable {
  private static final String NONE = "–";

  /** The figures of the training rows of a split in the place of synthetic ones: the floor. */
  record Floor(String set, ForestFigures figures) {}

  /**
   * The figures of the rows of one training.
   *
   * @param training seconds of the training
   * @param sampling seconds of the sampling
   */
  record Drawn(String set, int seed, int steps, ForestFigures figures, double training, double sampling) {}

  private final ForestOptions options;
  private final List<String> sets;
  private final List<Floor> floors;
  private final List<Drawn> drawn;

  /** The figures of some sets, each with all seeds, splits and numbers of steps. */
  ForestTable(ForestOptions options, List<String> sets, List<Floor> floors, List<Drawn> drawn) {
    this.options = options;
    this.sets = sets;
    this.floors = floors;
    this.drawn = drawn;
  }

  /** {@return W1 to the test rows set by set, and the means of all figures} */
  public String markdown() {
    return distances() + "\n" + means();
  }

  /** {@return the tables with a description of how they were made} */
  public String document() {
    return """
        # The sets of ForestDiffusion, measured beside what is published

        `millrace reproduce forest --data DIR --seeds %d --at %s%s` trains on %d sets of the nine of Jolicoeur-Martineau,
        Fatras and Kachman (AISTATS 2024) as `millrace train --label` does, on their three splits and with %d
        seeds, and draws as many rows as were learnt. Columns marked [P] are published by them: means over the same splits
        and five generations. All others were measured here. ± is the standard error over the seeds.

        ## W1 to the test rows

        %s
        W1 is the distance of optimal transport between synthetic and test rows (Gower's cost, summed over the columns);
        less is better. The floor takes the training rows themselves as synthetic, which the authors call the oracle.
        Bold is below Forest-Flow.

        ## Means over the sets

        %s
        W1/floor is W1 divided by the floor of the set. Score is what linear or logistic regression, a random forest and
        boosted trees learn from synthetic rows about test rows: macro-F1, for concrete R², without AdaBoost. Its models
        are XGBoost's here and scikit-learn's there, so that the floor has two scores. W1 to training over W1 to test
        rows is near 0 for copies. DCR is the share of the rows that are nearer to training rows than to as many test
        rows. Seconds are those of a set, for training and sampling: here on one core, with other trainings beside it;
        there on 10 to 20 cores, or a GPU for TabDDPM.

        ## Set by set

        %s"""
        .formatted(options.seeds(),
            options.at().stream().map(String::valueOf).collect(Collectors.joining(",")),
            options.steps() == null ? "" : " --steps " + options.steps(), sets.size(), options.seeds(), distances(),
            means(), details());
  }

  private String distances() {
    List<String> methods = List.of(PublishedFigures.ORACLE, PublishedFigures.FOREST_FLOW, PublishedFigures.TABDDPM,
        PublishedFigures.TVAE);
    MarkdownTable text = new MarkdownTable(
        Stream.of(List.of("set"), methods.stream().map(name -> name + " [P]").toList(),
            List.of("floor"), options.at().stream().map(ForestTable::steps).toList()).flatMap(List::stream).toList());
    for (String set : sets) {
      List<String> cells = new ArrayList<>(List.of(set));
      methods.forEach(method -> cells.add(number(PublishedFigures.of(set, method).w1Test(), 3)));
      cells.add(number(floor(set, ForestFigures::w1Test), 3));
      for (int at : options.at()) {
        Estimate w1 = ofSet(set, at, each -> each.figures.w1Test());
        cells.add(wins(set, at) ? "**" + text(w1, 3) + "**" : text(w1, 3));
      }
      text.row(cells);
    }
    return text.text();
  }

  private String means() {
    MarkdownTable text = new MarkdownTable(
        List.of("", "W1/floor", "below Forest-Flow", "coverage", "score", "W1 train/test", "DCR",
            "seconds"));
    text.row(List.of("floor", "1", NONE, number(mean(set -> floor(set, ForestFigures::coverage)), 3),
        number(mean(set -> floor(set, ForestFigures::score)), 3), NONE, NONE, NONE));
    published(text, PublishedFigures.ORACLE);
    PublishedFigures.METHODS.forEach(method -> published(text, method));
    for (int at : options.at()) {
      long won = sets.stream().filter(set -> wins(set, at)).count();
      text.row(List.of("Millrace, " + steps(at),
          text(ofAll(at, each -> each.figures.w1Test() / floor(each.set, ForestFigures::w1Test)), 3),
          won + " of " + sets.size(), text(ofAll(at, each -> each.figures.coverage()), 3),
          text(ofAll(at, each -> each.figures.score()), 3), text(ofAll(at, ForestTable::trainOverTest), 2),
          text(ofAll(at, each -> each.figures.closeness()), 2),
          number(ofAll(at, each -> each.training).mean(), 1) + " + "
              + number(ofAll(at, each -> each.sampling).mean(), 2)));
    }
    return text.text();
  }

  private void published(MarkdownTable text, String method) {
    boolean oracle = method.equals(PublishedFigures.ORACLE);
    long won = sets.stream().filter(
        set -> of(set, method).w1Test() < of(set, PublishedFigures.FOREST_FLOW).w1Test()).count();
    text.row(List.of(method + " [P]",
        number(mean(set -> of(set, method).w1Test() / of(set, PublishedFigures.ORACLE).w1Test()), oracle ? 0 : 3),
        oracle || method.equals(PublishedFigures.FOREST_FLOW) ? NONE : won + " of " + sets.size(),
        number(mean(set -> of(set, method).coverage()), 3), number(mean(set -> of(set, method).score()), 3),
        oracle ? NONE : number(mean(set -> of(set, method).w1Train() / of(set, method).w1Test()), 2), NONE,
        oracle ? NONE : number(mean(set -> of(set, method).seconds()), 0)));
  }

  /** All figures of every set. */
  private String details() {
    MarkdownTable text = new MarkdownTable(
        List.of("set", "steps", "coverage: floor", "Forest-Flow [P]", "ours", "score: floor",
            "oracle [P]", "Forest-Flow [P]", "ours", "W1 train/test: Forest-Flow [P]", "ours", "DCR",
            "seconds: Forest-Flow [P]", "training", "sampling"));
    for (String set : sets) {
      PublishedFigures forest = of(set, PublishedFigures.FOREST_FLOW);
      for (int at : options.at()) {
        text.row(List.of(set, Integer.toString(at), number(floor(set, ForestFigures::coverage), 3),
            number(forest.coverage(), 3), text(ofSet(set, at, each -> each.figures.coverage()), 3),
            number(floor(set, ForestFigures::score), 3), number(of(set, PublishedFigures.ORACLE).score(), 3),
            number(forest.score(), 3), text(ofSet(set, at, each -> each.figures.score()), 3),
            number(forest.w1Train() / forest.w1Test(), 2), text(ofSet(set, at, ForestTable::trainOverTest), 2),
            text(ofSet(set, at, each -> each.figures.closeness()), 2), number(forest.seconds(), 0),
            number(ofSet(set, at, each -> each.training).mean(), 1),
            number(ofSet(set, at, each -> each.sampling).mean(), 3)));
      }
    }
    return text.text();
  }

  private static PublishedFigures of(String set, String method) {
    return PublishedFigures.of(set, method);
  }

  private static double trainOverTest(Drawn each) {
    return each.figures.w1Train() / each.figures.w1Test();
  }

  private boolean wins(String set, int at) {
    return ofSet(set, at, each -> each.figures.w1Test()).mean() < of(set, PublishedFigures.FOREST_FLOW).w1Test();
  }

  private double floor(String set, ToDoubleFunction<ForestFigures> figure) {
    return floors.stream().filter(each -> each.set.equals(set)).mapToDouble(each -> figure.applyAsDouble(each.figures))
        .average().orElseThrow();
  }

  private double mean(ToDoubleFunction<String> figure) {
    return sets.stream().mapToDouble(figure).average().orElseThrow();
  }

  /** The mean over splits, with the error over seeds. */
  private Estimate ofSet(String set, int at, ToDoubleFunction<Drawn> figure) {
    return overSeeds(seed -> drawn.stream()
        .filter(each -> each.seed == seed && each.steps == at && each.set.equals(set)).mapToDouble(figure).average()
        .orElseThrow());
  }

  /** The mean over sets and splits, with the error over seeds. All sets have as many splits. */
  private Estimate ofAll(int at, ToDoubleFunction<Drawn> figure) {
    return overSeeds(seed -> drawn.stream().filter(each -> each.seed == seed && each.steps == at)
        .mapToDouble(figure).average().orElseThrow());
  }

  private Estimate overSeeds(ToDoubleFunction<Integer> figure) {
    return Estimate.of(IntStream.range(0, options.seeds()).mapToDouble(figure::applyAsDouble).toArray());
  }

  private static String steps(int at) {
    return at == 1 ? "1 step" : at + " steps";
  }

  private static String text(Estimate estimate, int digits) {
    String mean = number(estimate.mean(), digits);
    return Double.isNaN(estimate.error()) ? mean : mean + " ± " + number(estimate.error(), digits);
  }

  private static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
