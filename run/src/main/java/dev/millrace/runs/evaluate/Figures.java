package dev.millrace.runs.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

import dev.millrace.flow.evaluate.ClassQuality;
import dev.millrace.flow.evaluate.Estimate;
import dev.millrace.flow.evaluate.FlowReport;
import dev.millrace.flow.evaluate.MapQuality;
import dev.millrace.flow.evaluate.StepCounts;
import dev.millrace.flow.evaluate.Transport;
import dev.millrace.flow.measure.Quantiles;
import dev.millrace.flow.text.Shown;
import dev.millrace.runs.text.TextTable;

/**
 * The measurements of one flow, as a table for users and as JSON for {@code evaluation.json}.
 *
 * @param name of the flow
 * @param report the measurements
 * @param classes how good the samples of each class are, by the names of the classes; empty if there are none
 * @param maps the quality of the flow map, if the network has learnt average velocities; the report is then that of its
 *     velocity
 */
public record Figures(String name, FlowReport report, SequencedMap<String, ClassQuality> classes,
    Optional<MapQuality> maps) {
  private static final int MOST_SHOWN = 50;

  /**
   * The measurements of a flow without classes.
   *
   * @param name the name of the data
   * @param report the figures of the flow
   */
  public Figures(String name, FlowReport report) {
    this(name, report, new LinkedHashMap<>(), Optional.empty());
  }

  /**
   * The measurements of a flow without average velocities.
   *
   * @param name of the flow
   * @param report the measurements
   * @param classes how good the samples of each class are, by the names of the classes; empty if there are none
   */
  public Figures(String name, FlowReport report, SequencedMap<String, ClassQuality> classes) {
    this(name, report, classes, Optional.empty());
  }

  /** {@return the figures as a table for people} */
  public String text() {
    StepCounts counts = counts();
    var straightness = report.straightness();
    StringBuilder text = new StringBuilder();
    text.append(TextTable.paragraph("%s: W2 between %,d samples and as many true points, %s steps, %s", name,
        counts.count(), method(counts.solver()), draws(counts))).append(System.lineSeparator());
    table(text, counts);
    if (maps.isPresent()) {
      text.append(TextTable.paragraph("the same by the velocity u(x, t, 0), %s steps",
          method(report.stepCounts().solver())));
      table(text, report.stepCounts());
    }
    text.append(floors(counts)).append(System.lineSeparator()).append(ofClasses())
        .append(TextTable.paragraph("%s", sentence()))
        .append(System.lineSeparator());
    double[] quantiles = quantiles();
    FigureText lines = new FigureText(text);
    lines.line("S", straightness.mean(), String.format(Locale.ROOT,
        "0 is straight; quantiles of the samples: 5 %% %.4g, 50 %% %.4g, 95 %% %.4g", quantiles[0], quantiles[1],
        quantiles[2]));
    lines.line("NPE", report.npe(), npeMeaning());
    lines.trajectories(straightness.lengthRatio(), straightness.transportCost());
    maps.ifPresent(map -> lines.line("composition", map.composition(),
        "flow map in two steps against one, from the same noise: RMS distance"));
    lines.line("round trip", report.roundTrip(), "data, noise and back to data, 100 Euler steps each way: RMS error");
    report.failures().forEach(line -> text.append(TextTable.paragraph("note: %s", line)));
    return text.toString();
  }

  private static void table(StringBuilder text, StepCounts counts) {
    text.append(String.format(Locale.ROOT, "%8s %8s   %-19s %9s%n", "NFE", "steps", "W2", "seconds"));
    for (StepCounts.Row row : counts.rows()) {
      text.append(String.format(Locale.ROOT, "%8d %8d   %-19s %9.4f%n", row.nfe(), row.steps(), row.w2(),
          row.seconds()));
    }
  }

  /** The figures of the steps that samples take: those of the flow map, if there is one. */
  private StepCounts counts() {
    return maps.map(MapQuality::stepCounts).orElse(report.stepCounts());
  }

  /** The distance between two sets of n true points. */
  private String floors(StepCounts counts) {
    if (!classes.isEmpty()) {
      return floor(counts.floor(), "a perfect sampler: two sets of true points"
          + (counts.supply() < Integer.MAX_VALUE ? ", no row twice" : " with equal counts of each class"));
    }
    if (counts.supply() < Integer.MAX_VALUE) {
      return floor(counts.floor(), String.format(Locale.ROOT,
          "a perfect sampler: two sets of %,d of the %,d rows, none twice", counts.count(), counts.supply()));
    }
    return floor(counts.floor(),
        "two sets of true points, whose parts have equal shares, such as the two moons")
        + floor(counts.plainFloor(),
            "a perfect sampler: the same, but the shares of one set are left to chance, as those of samples are");
  }

  /** The samples of each class beside true points of that class. */
  private String ofClasses() {
    if (classes.isEmpty()) {
      return "";
    }
    int steps = classes.firstEntry().getValue().steps();
    StringBuilder text = new StringBuilder(TextTable.paragraph(
        "by class: W2 between n samples and as many true points of the class, %d steps; the floor is that of two sets "
            + "of true points",
        steps)).append(String.format(Locale.ROOT, "%8s %8s   %-19s %-19s%n", "class", "n", "W2", "floor"));
    classes.entrySet().stream().limit(MOST_SHOWN).forEach(of -> {
      ClassQuality quality = of.getValue();
      text.append(quality.count() == 0
          ? String.format(Locale.ROOT, "%8s %8s   too few rows to compare%n", Shown.cut(of.getKey()), "-")
          : String.format(Locale.ROOT, "%8s %8d   %-19s %s%n", Shown.cut(of.getKey()), quality.count(), quality.w2(),
              quality.floor()));
    });
    if (classes.size() > MOST_SHOWN) {
      text.append(String.format(Locale.ROOT, "%8s of %d classes%n", "…", classes.size()));
    }
    return text.append(System.lineSeparator()).toString();
  }

  private static String floor(Estimate floor, String meaning) {
    return TextTable.hanging(String.format(Locale.ROOT, "%17s   %-19s ", "floor", floor), meaning);
  }

  private String npeMeaning() {
    Transport transport = report.transport();
    String points = String.format(Locale.ROOT, "%,d points", report.stepCounts().count());
    return transport.isKnown()
        ? String.format(Locale.ROOT,
            "normalised path energy, 0 for straight trajectories of least cost%s; W2^2 from source to data is taken as %.4g, "
                + "after the bias of %s, %.2g, is taken off",
            classes.isEmpty() ? "" : ", which a flow of classes cannot reach, as each class takes all of the noise",
            transport.squaredW2().mean(), points, transport.bias())
        : "not known: " + points + " of source and data are no further apart than by chance";
  }

  private double[] quantiles() {
    return Quantiles.of(report.straightness().straightness(), 0.05, 0.5, 0.95);
  }

  private static String draws(StepCounts counts) {
    return counts.repeats() == 1 ? "one draw" : "mean ± standard error of " + counts.repeats() + " draws";
  }

  /** {@return the conclusion, such as "4 Euler steps suffice: …"} */
  public String sentence() {
    StepCounts.Row enough = counts().sufficient();
    StepCounts.Row best = counts().best();
    if (Double.isNaN(best.w2().mean())) {
      return "No number of steps gives samples that can be compared with the data.";
    }
    StepCounts counts = counts();
    String method = method(counts.solver());
    if (counts.rows().size() == 1) {
      return String.format(Locale.ROOT,
          "W2 at %s is %s. Other numbers of steps were not measured: how many suffice is not known.",
          steps(best, method), best.w2());
    }
    if (counts.repeats() == 1) {
      return String.format(Locale.ROOT,
          "W2 is least at %s: %s. That is one draw; only `repeats` 2 or more tells how many steps suffice.",
          steps(best, method), best.w2());
    }
    String start = steps(enough, method) + (enough.steps() == 1 ? " suffices" : " suffice");
    boolean least = counts.rows().stream().noneMatch(row -> row.steps() < enough.steps());
    return enough.equals(best) && least
        ? start + ": its W2, " + best.w2() + ", is the best."
        : enough.equals(best)
            ? start + ": its W2, " + best.w2() + ", is the best; fewer are not within noise of it."
            : String.format(Locale.ROOT, "%s: W2 %s cannot be told apart from the best, %s at %d, with %,d points.",
                start,
                enough.w2(), best.w2(), best.steps(), counts.count());
  }

  /**
   * {@return the name of a solver in sentences, such as "Euler"}
   *
   * @param solver the name of the method
   */
  public static String method(String solver) {
    return solver.substring(0, 1).toUpperCase(Locale.ROOT) + solver.substring(1);
  }

  private static String steps(StepCounts.Row row, String method) {
    return row.steps() + " " + method + (row.steps() == 1 ? " step" : " steps");
  }

  /** {@return one line of the table of rounds} */
  public Map<String, Object> line() {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("flow", name);
    line.put("s", report.straightness().mean());
    if (report.transport().isKnown()) {
      line.put("npe", report.npe());
    }
    line.put("lengthRatio", report.straightness().lengthRatio());
    line.put("transportCost", report.straightness().transportCost());
    for (StepCounts.Row row : counts().rows()) {
      line.put("w2At" + row.nfe(), row.w2().mean());
    }
    line.put("roundTrip", report.roundTrip());
    return line;
  }

  /** {@return the figures as they are written to {@code evaluation.json}} */
  public Map<String, Object> toJson() {
    StepCounts counts = counts();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("sentence", sentence());
    json.put("metric", "w2");
    json.put("solver", counts.solver());
    json.put("count", counts.count());
    if (counts.supply() < Integer.MAX_VALUE) {
      json.put("dataRows", counts.supply());
    }
    json.put("repeats", counts.repeats());
    json.put("floor", json(counts.floor()));
    json.put("plainFloor", json(counts.plainFloor()));
    json.put("rows", rows());
    maps.ifPresent(map -> {
      json.put("velocityRows", rows(report.stepCounts()));
      json.put("composition", map.composition());
    });
    if (!classes.isEmpty()) {
      json.put("classes", rowsOfClasses());
    }
    double[] quantiles = quantiles();
    Map<String, Object> straightness = new LinkedHashMap<>(line());
    straightness.keySet().removeIf(key -> key.equals("flow") || key.startsWith("w2"));
    straightness.put("squaredW2SourceToData", json(report.transport().squaredW2()));
    straightness.put("squaredW2Bias", report.transport().bias());
    straightness.put("s5%", quantiles[0]);
    straightness.put("s50%", quantiles[1]);
    straightness.put("s95%", quantiles[2]);
    json.put("straightness", straightness);
    if (!report.failures().isEmpty()) {
      json.put("notes", report.failures());
    }
    return json;
  }

  private List<Map<String, Object>> rowsOfClasses() {
    List<Map<String, Object>> rows = new ArrayList<>();
    classes.forEach((of, quality) -> {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("class", of);
      line.put("n", quality.count());
      line.put("steps", quality.steps());
      if (quality.count() > 0) {
        line.put("w2", json(quality.w2()));
        line.put("floor", json(quality.floor()));
      }
      rows.add(line);
    });
    return rows;
  }

  /** {@return the quality by number of steps} */
  public List<Map<String, Object>> rows() {
    return rows(counts());
  }

  private static List<Map<String, Object>> rows(StepCounts counts) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (StepCounts.Row row : counts.rows()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("nfe", row.nfe());
      line.put("steps", row.steps());
      line.put("w2", json(row.w2()));
      line.put("seconds", row.seconds());
      rows.add(line);
    }
    return rows;
  }

  private static Map<String, Object> json(Estimate estimate) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("mean", estimate.mean());
    if (!Double.isNaN(estimate.error())) {
      json.put("error", estimate.error());
    }
    return json;
  }
}
