package dev.millrace.runs.published;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

import dev.millrace.flow.evaluate.Estimate;
import dev.millrace.plot.Picture;
import dev.millrace.runs.text.MarkdownTable;
import dev.millrace.runs.text.TextTable;

/** What was measured of the methods for few steps, as text of at most 80 columns, in Markdown, and as a picture. */
public final class FewStepsTable {
  private static final String NONE = "–";
  private static final int THOUSAND = 1000;
  private static final double SECONDS_OF_MINUTE = 60;

  private final FewStepsOptions options;
  private final List<FewStepsCell> cells;

  /** The figures of all cells. */
  FewStepsTable(FewStepsOptions options, List<FewStepsCell> cells) {
    this.options = options;
    this.cells = cells;
  }

  /** {@return the tables of all data sets, in lines of at most 80 columns} */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (FewStepsData data : options.data()) {
      text.append(TextTable.paragraph("%s: %s by number of steps; floor %s", data, data.measure(),
          form(floor(data, false), " ± ")));
      TextTable table = new TextTable("l" + "r".repeat(options.at().size() + 2));
      table.row(heading(data, true));
      for (FewStepsMethod method : methods(data)) {
        table.row(row(data, method, "±"));
      }
      text.append(table.text());
      notes(data).forEach(note -> text.append(TextTable.paragraph("%s", note)));
      text.append(System.lineSeparator());
    }
    return text.toString();
  }

  /** {@return the tables of all data sets in Markdown} */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    for (FewStepsData data : options.data()) {
      text.append("### ").append(data).append("\n\n").append(
          "%s by number of steps; floor %s.\n\n".formatted(data.measure(), form(floor(data, false), " ± ")));
      MarkdownTable table = new MarkdownTable(heading(data, false));
      methods(data).forEach(method -> table.row(row(data, method, " ± ")));
      text.append(table.text()).append('\n');
      notes(data).forEach(note -> text.append(note).append("\n\n"));
    }
    return text.toString();
  }

  /** {@return the tables with a description of how they were made, in Markdown} */
  public String document() {
    return """
        # Few steps, method by method

        `millrace reproduce few-steps%s` trained every method and measured it. Points: mean ± standard error of %d \
        seeds of the training, W2 between %,d samples (of the table %,d) and as many true points. Images: seed 0, FD in \
        the features of a classifier. The floor is the same figure of true data in place of samples: a perfect sampler \
        is not below it, except by chance.

        %s"""
        .formatted(command(), options.seeds(), options.pointsOf(FewStepsData.MOONS),
            options.pointsOf(FewStepsData.TABLE), markdown());
  }

  private String command() {
    StringBuilder words = new StringBuilder(" --data ").append(joined(options.data())).append(" --methods ")
        .append(joined(options.methods())).append(" --seeds ").append(options.seeds()).append(" --at ")
        .append(joined(options.at()));
    if (options.steps() != null) {
      words.append(" --steps ").append(options.steps());
    }
    if (options.count() != null) {
      words.append(" --count ").append(options.count());
    }
    return words.toString();
  }

  private static String joined(List<?> parts) {
    return parts.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /** {@return the quality against the number of steps, with a panel for each set of points, or of images, if there are any} */
  Optional<Picture> picture(boolean images) {
    return FewStepsPicture.of(this, options, images);
  }

  private List<String> heading(FewStepsData data, boolean narrow) {
    List<String> names = new ArrayList<>(List.of("method"));
    options.at().forEach(steps -> names.add(names.size() == 1 && steps == 1 ? "1 step" : Integer.toString(steps)));
    names.add(narrow ? "steps" : "training steps");
    names.add(data.isImages() ? narrow ? "min" : "minutes" : narrow ? "s" : "seconds");
    return names;
  }

  private List<String> row(FewStepsData data, FewStepsMethod method, String between) {
    List<String> row = new ArrayList<>(List.of(method.heading()));
    for (int steps : options.at()) {
      row.add(form(at(data, method, steps), between));
    }
    List<FewStepsCell> measured = of(data, method);
    row.add(thousands(measured.getFirst().cost().steps()));
    double seconds = seconds(measured);
    row.add(String.format(Locale.ROOT, "%.0f", data.isImages() ? seconds / SECONDS_OF_MINUTE : seconds));
    return row;
  }

  /** The seconds of the processor, if they are known of any seed. */
  private static double seconds(List<FewStepsCell> measured) {
    List<FewStepsCell> known = measured.stream().filter(cell -> cell.cost().processor()).toList();
    return (known.isEmpty() ? measured : known).stream().mapToDouble(cell -> cell.cost().seconds()).average()
        .orElseThrow();
  }

  private List<String> notes(FewStepsData data) {
    List<String> notes = new ArrayList<>();
    List<FewStepsMethod> methods = methods(data);
    if (methods.stream().anyMatch(FewStepsMethod::isDistilled) && options.at().size() > 1) {
      notes.add(NONE + ": a distilled flow is for one step only.");
    }
    if (!data.isImages() && methods.contains(FewStepsMethod.GUIDED)) {
      notes.add("guided mean is told the class of each sample, and each class is as frequent as among the true points: "
          + "its floor is " + form(floor(data, true), " ± ") + ".");
    }
    if (data.isImages()) {
      List<String> asked = new ArrayList<>();
      for (FewStepsMethod method : methods) {
        of(data, method).getFirst().asked().ifPresent(found -> asked.add(asked(method, found)));
      }
      if (!asked.isEmpty()) {
        notes.add("Samples that are of the class asked for: " + String.join("; ", asked) + ".");
      }
      if (methods.stream().anyMatch(FewStepsMethod::learnsAverages)) {
        notes.add("Of mean flows, more than 10 steps are by the velocity.");
      }
      notes.add("minutes: of the clock, by the logs of the trainings, without the making of reflow's pairs.");
    } else if (methods.stream().flatMap(method -> of(data, method).stream()).anyMatch(c -> !c.cost().processor())) {
      notes.add("s: of the processor where that was observed, otherwise of the clock.");
    }
    return notes;
  }

  /** A step of the velocity takes two evaluations with guidance, one of a guided map takes one. */
  private static String asked(FewStepsMethod method, FewStepsCell.Asked asked) {
    int evaluations = method == FewStepsMethod.GUIDED ? asked.steps() : 2 * asked.steps();
    return String.format(Locale.ROOT, "%s %.1f %% with guidance %s in %s", method.heading(), 100 * asked.share(),
        Double.toString(asked.guidance()).replaceFirst("\\.0$", ""),
        evaluations == 1 ? "1 evaluation" : evaluations + " evaluations");
  }

  /** The methods of which there are figures. */
  List<FewStepsMethod> methods(FewStepsData data) {
    return options.methods().stream().filter(method -> method.isFor(data)).toList();
  }

  /** The figure at a number of steps, over the seeds. */
  Estimate at(FewStepsData data, FewStepsMethod method, int steps) {
    return over(of(data, method), cell -> cell.at().getOrDefault(steps, Double.NaN));
  }

  /** The floor over the seeds: of flows that are told classes, or of the others if there are any. */
  Estimate floor(FewStepsData data, boolean guided) {
    List<FewStepsMethod> methods = methods(data);
    FewStepsMethod any = guided ? FewStepsMethod.GUIDED : methods.isEmpty() ? FewStepsMethod.PLAIN : methods.getFirst();
    return over(of(data, any), FewStepsCell::floor);
  }

  private List<FewStepsCell> of(FewStepsData data, FewStepsMethod method) {
    return cells.stream().filter(cell -> cell.data() == data && cell.method() == method).toList();
  }

  private static Estimate over(List<FewStepsCell> of, ToDoubleFunction<FewStepsCell> figure) {
    return Estimate.of(of.stream().mapToDouble(figure).toArray());
  }

  private static String thousands(int steps) {
    return steps < THOUSAND
        ? Integer.toString(steps)
        : String.format(Locale.ROOT, "%.1f", (double) steps / THOUSAND).replace(".0", "") + "k";
  }

  /** Three digits, such as .079 ± .003, 2.71 ± .01 or 62.7; – for none. */
  private static String form(Estimate estimate, String between) {
    double mean = estimate.mean();
    if (Double.isNaN(mean)) {
      return NONE;
    }
    int digits = mean < 1 ? 3 : mean < 10 ? 2 : 1;
    return number(mean, digits)
        + (Double.isNaN(estimate.error()) ? "" : between + number(estimate.error(), digits));
  }

  private static String number(double value, int digits) {
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    return text.startsWith("0.") ? text.substring(1) : text;
  }
}
