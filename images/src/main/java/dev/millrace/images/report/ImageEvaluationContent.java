package dev.millrace.images.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

import dev.millrace.runs.page.EvaluationContent;
import dev.millrace.runs.page.ReportPage.Content;
import dev.millrace.runs.page.ReportPage.Table;
import dev.millrace.runs.page.ReportPage.Text;
import tools.jackson.databind.JsonNode;

/**
 * {@code evaluation.json} of a run of images as it is shown on a page. Unknown keys are ignored, and no key is
 * required.
 */
public final class ImageEvaluationContent {
  /** Keys of a row that are not shown: the parts of its distance, and values that are equal in all rows. */
  private static final Set<String> DETAILS = Set.of("count", "means", "spreads", "rank");
  private static final int MOST_CLASSES = 20;

  private ImageEvaluationContent() {
  }

  /**
   * {@return the content of a run's evaluation}
   *
   * @param tree the content of the file
   */
  public static List<Content> of(JsonNode tree) {
    EvaluationContent content = new EvaluationContent(tree).text("sentence", "%s").table("rows", DETAILS);
    JsonNode floor = tree.path("floor");
    if (floor.path("fd").isNumber()) {
      content.add(new Text(String.format(Locale.ROOT,
          "The floor, of %s training images in the place of samples: FD %s, precision %s, recall %s, density %s, "
              + "coverage %s.",
          floor.path("count").asString("?"), shown(floor, "fd"), shown(floor, "precision"), shown(floor, "recall"),
          shown(floor, "density"), shown(floor, "coverage"))));
    }
    JsonNode classifier = tree.path("classifier");
    if (classifier.path("hash").isString()) {
      content.add(new Text(String.format(Locale.ROOT,
          "Compared in the features of a classifier that classifies %.2f %% of the test images correctly; its weights "
              + "are %s. Figures of other weights are not comparable.",
          100 * classifier.path("accuracy").asDouble(Double.NaN), classifier.path("hash").asString())));
    }
    addGuided(content, tree.path("guided"));
    content.values("straightness");
    JsonNode nearest = tree.path("nearestTraining");
    if (nearest.path("samples").isNumber()) {
      content.add(new Text(String.format(Locale.ROOT,
          "Samples are %s from the nearest training image on average, pixel by pixel; test images are %s.",
          shown(nearest, "samples"), shown(nearest, "testImages"))));
    }
    return content.notes().content();
  }

  private static String shown(JsonNode tree, String key) {
    return EvaluationContent.shown(tree.path(key));
  }

  /** The predicted classes: a row for each class that was asked for. */
  private static void addGuided(EvaluationContent content, JsonNode guided) {
    JsonNode classes = guided.path("classes");
    JsonNode counts = guided.path("confusion");
    if (!guided.path("accuracy").isNumber()) {
      return;
    }
    content.add(new Text(String.format(Locale.ROOT,
        "Of %s samples with guidance %s after %s steps, %.2f %% are found to be of the class that was asked for.",
        guided.path("count").asString("?"), guided.path("guidance").asString("?"), guided.path("steps").asString("?"),
        100 * guided.path("accuracy").asDouble())));
    List<String> header = new ArrayList<>(List.of("asked"));
    classes.forEach(name -> header.add(name.asString("")));
    List<List<String>> rows = IntStream.range(0, counts.size()).mapToObj(c -> {
      List<String> row = new ArrayList<>(List.of(classes.path(c).asString("")));
      counts.path(c).forEach(count -> row.add(count.asString("")));
      return row;
    }).toList();
    if (!rows.isEmpty() && rows.size() <= MOST_CLASSES && rows.stream().allMatch(row -> row.size() == header.size())) {
      content.add(new Table(header, rows, List.of()));
    }
  }
}
