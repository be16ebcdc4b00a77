package dev.millrace.runs.points;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import dev.millrace.flow.text.Shown;
import dev.millrace.runs.page.EvaluationContent;
import dev.millrace.runs.page.ReportPage.Content;
import dev.millrace.runs.page.ReportPage.Text;
import tools.jackson.databind.JsonNode;

/** {@code evaluation.json} of a run of points as it is shown on a page. */
final class PointContent {
  private PointContent() {
  }

  static List<Content> of(JsonNode tree) {
    EvaluationContent page = new EvaluationContent(tree).text("sentence", "%s");
    if (tree.path("columns").isArray()) {
      page.add(new Text("Columns: " + StreamSupport.stream(tree.path("columns").spliterator(), false)
          .map(name -> Shown.name(name.asString())).collect(Collectors.joining(", ")) + "."));
    }
    page.text("units", "Distances are in %s.").table("rows", Set.of());
    if (tree.has("velocityRows")) {
      page.add(new Text("The rows above are steps of the flow map; the following are steps by its velocity."));
    }
    page.table("velocityRows", Set.of()).tableOfUnlike("classes", Set.of());
    if (tree.has("floor")) {
      page.add(new Text("The floor, W2 between two independent sets of " + points(tree) + ", is "
          + EvaluationContent.shown(tree.path("floor")) + ". This distance is due to chance alone."));
    }
    return page.values("straightness").table("rounds", Set.of("rows")).notes().content();
  }

  /** Describes a set of true points, as far as a file of an earlier version describes it. */
  private static String points(JsonNode tree) {
    String points = tree.path("count").isInt()
        ? String.format(Locale.ROOT, "%,d true points", tree.path("count").asInt())
        : "true points";
    return tree.path("dataRows").isInt()
        ? points + String.format(Locale.ROOT, " out of the file's %,d rows, with no row in common",
            tree.path("dataRows").asInt())
        : points;
  }
}
