package dev.millrace.tables.trust;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.StreamSupport;

import dev.millrace.flow.text.Shown;
import dev.millrace.runs.page.ReportPage.Content;
import dev.millrace.runs.page.ReportPage.Definitions;
import dev.millrace.runs.page.ReportPage.Table;
import dev.millrace.runs.page.ReportPage.Text;
import tools.jackson.databind.JsonNode;

/**
 * {@code evaluation.json} of a run of tables as it is shown on a page. Unknown keys are ignored, and no key is required.
 */
public final class TrustContent {
  private static final List<Measure> COLUMNS = List.of(Measure.W1_TEST, Measure.COVERAGE, Measure.SHAPE, Measure.TREND,
      Measure.TREND_SDMETRICS, Measure.C2ST, Measure.SCORE, Measure.MISSING, Measure.W1_RATIO, Measure.DCR,
      Measure.COPIES, Measure.MEMBERSHIP);
  private static final int MOST_COLUMNS = 200;

  private TrustContent() {
  }

  /**
   * {@return whether the file has a trust report}
   *
   * @param tree the content of the file
   */
  public static boolean isIn(JsonNode tree) {
    return tree.path("metric").asString("").equals("trust");
  }

  /**
   * {@return the content of a run's evaluation: the verdict, the figures, columns and pairs, nearest rows}
   *
   * @param tree the content of the file
   */
  public static List<Content> of(JsonNode tree) {
    List<Content> content = new ArrayList<>();
    tree.path("verdict").forEach(line -> content.add(new Text(line.asString(""))));
    figures(content, tree);
    addRows(content, "Columns, and how far each is off in percent.", tree.path("columnErrors"),
        List.of("column", "shape"));
    addRows(content, "The pairs of columns that are off most, in percent, and how strongly they depend on each other.",
        tree.path("pairErrors"), List.of("a", "b", "trend", "real", "synthetic"));
    nearest(content, tree);
    return content;
  }

  private static void figures(List<Content> content, JsonNode tree) {
    List<JsonNode> sets = new ArrayList<>();
    tree.path("rows").forEach(sets::add);
    if (tree.path("trustFloor").isObject()) {
      sets.add(tree.path("trustFloor"));
    }
    tree.path("baselines").forEach(sets::add);
    List<Measure> measures = COLUMNS.stream()
        .filter(measure -> sets.stream().anyMatch(set -> set.path(measure.key()).isNumber())).toList();
    if (sets.isEmpty() || measures.isEmpty()) {
      return;
    }
    List<String> header = new ArrayList<>(List.of("rows"));
    measures.forEach(measure -> header.add(TrustText.column(measure)));
    header.add("seconds");
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode set : sets) {
      List<String> row = new ArrayList<>(List.of(name(set)));
      measures.forEach(measure -> row.add(shown(set.path(measure.key()))));
      row.add(shown(set.path("seconds")));
      rows.add(row);
    }
    content.add(new Table(header, rows, List.of()));
    SequencedMap<String, String> meanings = new LinkedHashMap<>();
    Arrays.stream(Measure.values()).filter(measures::contains)
        .forEach(measure -> meanings.put(TrustText.column(measure), measure.meaning()));
    content.add(new Definitions(meanings));
  }

  private static String name(JsonNode set) {
    int steps = set.path("steps").asInt(0);
    return steps > 0
        ? steps == 1 ? "1 step" : steps + " steps"
        : set.path("name").asString("?").equals("floor") ? "real rows" : set.path("name").asString("?");
  }

  private static void addRows(List<Content> content, String heading, JsonNode list, List<String> keys) {
    List<List<String>> rows = StreamSupport.stream(list.spliterator(), false).limit(MOST_COLUMNS)
        .map(row -> keys.stream().map(key -> shown(row.path(key))).toList()).toList();
    if (!rows.isEmpty()) {
      content.add(new Text(heading));
      content.add(new Table(keys, rows, List.of()));
    }
  }

  /** Pairs of rows one below the other; a synthetic row comes first. */
  private static void nearest(List<Content> content, JsonNode tree) {
    List<String> header = new ArrayList<>(List.of("distance", "row"));
    tree.path("columnNames").forEach(name -> header.add(Shown.cut(name.asString(""))));
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode pair : tree.path("nearest")) {
      for (String kind : List.of("synthetic", "train")) {
        List<String> row = new ArrayList<>(List.of(kind.equals("train") ? "" : shown(pair.path("distance")), kind));
        pair.path(kind).forEach(value -> row.add(Shown.cut(value.asString(""))));
        rows.add(row);
      }
    }
    if (!rows.isEmpty() && rows.stream().allMatch(row -> row.size() == header.size())) {
      content.add(new Text("The synthetic rows that come nearest to training rows, each above that row."));
      content.add(new Table(header, rows, List.of()));
    }
  }

  private static String shown(JsonNode value) {
    return value.isNumber()
        ? value.isIntegralNumber() ? String.format(Locale.ROOT, "%,d", value.asLong()) : Figure.of(value.asDouble())
        : value.isString() ? Shown.cut(value.asString()) : "–";
  }
}
