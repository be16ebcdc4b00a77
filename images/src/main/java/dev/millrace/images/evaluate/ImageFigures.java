package dev.millrace.images.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

import dev.millrace.flow.evaluate.MapQuality;
import dev.millrace.flow.measure.Confusion;
import dev.millrace.flow.measure.Straightness;
import dev.millrace.images.open.ImageRun;
import dev.millrace.runs.evaluate.FigureText;
import dev.millrace.runs.evaluate.Figures;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.text.DataNames;
import dev.millrace.runs.text.TextTable;
import dev.millrace.torch.ImageFlow;

/**
 * The measurements of one flow of images, as a table for users and as JSON for {@code evaluation.json}.
 *
 * @param run the run that was measured
 * @param plan the settings of the evaluation
 * @param likeness how similar samples and test images are in a classifier's features; absent if there is no classifier
 * @param straight the straightness of the field that samples follow
 * @param memorisation how near samples are to training images
 * @param notes notes for users, one line each
 */
public record ImageFigures(ImageRun run, ImageEvaluation.Plan plan, Optional<Likeness> likeness, Straight straight,
    Memorisation memorisation, List<String> notes) {

  /**
   * The figures that a classifier gives.
   *
   * @param classifier the classifier, its hash and accuracy
   * @param testCount number of test images
   * @param floor the figures of training images in place of samples
   * @param rows one per number of steps, in the order asked for: of the flow map, if the network has learnt one
   * @param velocityRows those of the velocity, if {@code rows} are those of the flow map; otherwise empty
   * @param guided the guided samples; absent for a network without classes
   */
  public record Likeness(ImageJudge.Credentials classifier, int testCount, ImageLikeness floor, List<Row> rows,
      List<Row> velocityRows, Optional<Guided> guided) {
    /**
     * The figures of a flow without a flow map.
     *
     * @param classifier the classifier, its hash and accuracy
     * @param testCount number of test images
     * @param floor the figures of training images in place of samples
     * @param rows one per number of steps
     * @param guided the guided samples
     */
    public Likeness(ImageJudge.Credentials classifier, int testCount, ImageLikeness floor, List<Row> rows,
        Optional<Guided> guided) {
      this(classifier, testCount, floor, rows, List.of(), guided);
    }

    /** {@return the rows of the velocity} */
    public List<Row> ofVelocity() {
      return velocityRows.isEmpty() ? rows : velocityRows;
    }

    Row best() {
      return rows.stream().min(Comparator.comparingDouble(row -> row.likeness().distance().value())).orElseThrow();
    }
  }

  /**
   * The figures for one number of steps.
   *
   * @param nfe function evaluations per sample
   * @param steps of the solver
   * @param likeness how similar the samples are to the test images
   * @param seconds the time to draw them
   */
  public record Row(int nfe, int steps, ImageLikeness likeness, double seconds) {}

  /**
   * The classes predicted for {@code count} guided samples, which are of all classes in turn.
   *
   * @param count how many
   * @param confusion the classes of the samples, as the classifier sees them
   */
  public record Guided(int count, Confusion confusion) {}

  /**
   * The measures of {@link Straightness}, over all pixels together.
   *
   * @param s the straightness S
   * @param pathEnergy the normalised path energy
   * @param transportCost the mean squared distance between noise and image
   * @param lengthRatio the length of the paths over that of straight lines
   */
  public record Straight(double s, double pathEnergy, double transportCost, double lengthRatio) {
    /** The values for trajectories that could not be measured. */
    static final Straight UNKNOWN = new Straight(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    /** The mean of several. */
    static Straight of(Straightness[] found) {
      return new Straight(mean(found, Straightness::mean), mean(found, Straightness::pathEnergy),
          mean(found, Straightness::transportCost), mean(found, Straightness::lengthRatio));
    }

    private static double mean(Straightness[] found, ToDoubleFunction<Straightness> figure) {
      return Arrays.stream(found).mapToDouble(figure).average().orElseThrow();
    }
  }

  /**
   * The mean distance, pixel by pixel, from samples and from test images to the nearest training image.
   *
   * @param samples the share of samples that the classifier takes for the class that was asked for
   * @param test the same of true images
   */
  public record Memorisation(double samples, double test) {
    /** The values if there are no samples. */
    static final Memorisation UNKNOWN = new Memorisation(Double.NaN, Double.NaN);
  }

  private String name() {
    return DataNames.shortName(run.config().data());
  }

  /** {@return the name of the distance} "FID" is not used: it is measured with another classifier. */
  public String metric() {
    return "FD(" + name() + ")";
  }

  /** {@return whether there are no samples that can be compared} */
  public boolean isUnknown() {
    return likeness.isEmpty() && Double.isNaN(memorisation.samples);
  }

  /** {@return the figures as a table for people} */
  public String text() {
    StringBuilder text = new StringBuilder();
    FigureText lines = new FigureText(text);
    likeness.ifPresent(found -> append(text, lines, found));
    lines.line("S", straight.s, "0 is straight; of 20 Heun steps, summed over the pixels");
    lines.trajectories(straight.lengthRatio, straight.transportCost);
    lines.line("nearest", memorisation.samples, String.format(Locale.ROOT,
        "pixel distance of samples to the nearest training image; of test images %.4g", memorisation.test));
    notes.forEach(note -> text.append(TextTable.paragraph("note: %s", note)));
    return text.toString();
  }

  private void append(StringBuilder text, FigureText lines, Likeness found) {
    text.append(TextTable.paragraph("%s: %s between %,d samples and the %,d test images, %s steps", name(), metric(),
        plan.count(), found.testCount,
        found.velocityRows.isEmpty() ? Figures.method(plan.method().name()) : MapQuality.SOLVER))
        .append(System.lineSeparator());
    boolean asked = !Double.isNaN(found.rows.getFirst().likeness().asAsked());
    table(text, found.rows, asked);
    if (!found.velocityRows.isEmpty()) {
      text.append(TextTable.paragraph("the same by the velocity u(x, t, 0), %s steps",
          Figures.method(plan.method().name())));
      table(text, found.velocityRows, asked);
    }
    text.append(String.format(Locale.ROOT, "%13s %s%n%n", "floor", cells(found.floor, asked)))
        .append(TextTable.paragraph("%s", sentence(found))).append(System.lineSeparator());
    lines.line("floor", "", String.format(Locale.ROOT, "the same for %,d training images in place of samples",
        found.floor.count()));
    lines.line("classifier", percent(found.classifier.accuracy()),
        "of the test images classified correctly; " + found.classifier.hash().substring(0, 23) + "…");
    found.guided.ifPresent(g -> lines.line("guided", percent(g.confusion.accuracy()), String.format(Locale.ROOT,
        "of %,d samples are of the class asked for; guidance %s, %s", g.count,
        Double.toString(plan.guidance()).replaceFirst("\\.0$", ""), ImageFlow.mapsWith(run.net(), plan.guidance())
            ? Integration.maps(plan.guidedSteps())
            : "%d step%s".formatted(plan.guidedSteps(), plan.guidedSteps() == 1 ? "" : "s"))));
  }

  private static void table(StringBuilder text, List<Row> rows, boolean asked) {
    text.append(
        String.format(Locale.ROOT, "%6s %6s %10s %9s %7s %8s %8s%s %8s%n", "NFE", "steps", "FD", "precision", "recall",
            "density", "coverage", asked ? " as asked" : "", "seconds"));
    for (Row row : rows) {
      text.append(String.format(Locale.ROOT, "%6d %6d %s %8.2f%n", row.nfe, row.steps, cells(row.likeness(), asked),
          row.seconds));
    }
  }

  private static String cells(ImageLikeness likeness, boolean asked) {
    var f = likeness.fidelity();
    return String.format(Locale.ROOT, "%10s %9.3f %7.3f %8.3f %8.3f", number(likeness.distance().value()),
        f.precision(), f.recall(), f.density(), f.coverage())
        + (asked ? String.format(Locale.ROOT, "%9s", percent(likeness.asAsked())) : "");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  private String sentence(Likeness found) {
    Row best = found.best();
    return String.format(Locale.ROOT,
        "%s is least at %s: %.4g; its floor, %,d training images, is %.4g. Fewer images give a larger FD.", metric(),
        best.steps == 1 ? "1 step" : best.steps + " steps", best.likeness().distance().value(), found.floor.count(),
        found.floor.distance().value());
  }

  /** {@return the figures as they are written to {@code evaluation.json}} */
  public Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    likeness.ifPresent(found -> put(json, found));
    Map<String, Object> straightness = new LinkedHashMap<>();
    straightness.put("s", straight.s);
    straightness.put("lengthRatio", straight.lengthRatio);
    straightness.put("transportCost", straight.transportCost);
    straightness.put("pathEnergy", straight.pathEnergy);
    json.put("straightness", straightness);
    json.put("nearestTraining", new LinkedHashMap<>(
        Map.of("samples", memorisation.samples, "testImages", memorisation.test)));
    if (!notes.isEmpty()) {
      json.put("notes", notes);
    }
    return json;
  }

  private static List<Map<String, Object>> toJson(List<Row> rows) {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (Row row : rows) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("nfe", row.nfe);
      line.put("steps", row.steps);
      line.putAll(row.likeness().toJson());
      line.put("seconds", row.seconds);
      lines.add(line);
    }
    return lines;
  }

  private void put(Map<String, Object> json, Likeness found) {
    json.put("sentence", sentence(found));
    json.put("metric", metric());
    json.put("solver", found.velocityRows.isEmpty() ? plan.method().name() : MapQuality.SOLVER);
    json.put("count", plan.count());
    json.put("testCount", found.testCount);
    json.put("seed", plan.seed().value());
    json.put("classifier", Map.of("hash", found.classifier.hash(), "accuracy", found.classifier.accuracy()));
    json.put("floor", found.floor.toJson());
    json.put("rows", toJson(found.rows));
    if (!found.velocityRows.isEmpty()) {
      json.put("velocityRows", toJson(found.velocityRows));
    }
    found.guided.ifPresent(g -> {
      Map<String, Object> guided = new LinkedHashMap<>();
      guided.put("guidance", plan.guidance());
      guided.put("steps", plan.guidedSteps());
      guided.put("count", g.count);
      guided.put("accuracy", g.confusion.accuracy());
      guided.put("classes", g.confusion.classNames());
      guided.put("confusion", g.confusion.counts());
      json.put("guided", guided);
    });
  }
}
