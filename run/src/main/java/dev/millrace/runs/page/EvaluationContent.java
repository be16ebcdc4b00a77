package dev.millrace.runs.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import dev.millrace.runs.page.ReportPage.Content;
import dev.millrace.runs.page.ReportPage.KeyValues;
import dev.millrace.runs.page.ReportPage.Table;
import dev.millrace.runs.page.ReportPage.Text;
import tools.jackson.databind.JsonNode;

/**
 * {@code evaluation.json} as it is shown on a page: {@code sentence} and {@code floor} as text, {@code rows} and
 * {@code rounds} as tables, {@code straightness} as values. Unknown keys are ignored, and no key is required.
 */
public final class EvaluationContent {
  private static final Map<String, String> NAMES = Map.of("fd", "FD", "nfe", "NFE", "npe", "NPE", "s", "S", "w2", "W2");
  private static final Map<String, String> WHOLE_NAMES = Map.of("squaredW2SourceToData", "W2², noise to data",
      "squaredW2Bias", "W2², due to chance");

  private EvaluationContent() {
  }

  /**
   * {@return the content of a run's evaluation}
   *
   * @param tree the content of the file
   */
  public static List<Content> of(JsonNode tree) {
    List<Content> content = new ArrayList<>();
    if (tree.path("sentence").isString()) {
      content.add(new Text(tree.path("sentence").asString()));
    }
    if (tree.path("columns").isArray()) {
      content.add(new Text("Columns: " + StreamSupport.stream(tree.path("columns").spliterator(), false)
          .map(JsonNode::asString).collect(Collectors.joining(", ")) + "."));
    }
    if (tree.path("units").isString()) {
      content.add(new Text("Distances are in " + tree.path("units").asString() + "."));
    }
    addTable(content, tree.path("rows"), Set.of());
    addTable(content, tree.path("classes"), Set.of());
    if (tree.has("floor")) {
      content.add(new Text("The floor, W2 between two independent sets of " + points(tree) + ", is "
          + shown(tree.path("floor")) + ". This distance is due to chance alone."));
    }
    addValues(content, tree.path("straightness"));
    addTable(content, tree.path("rounds"), Set.of("rows"));
    addNotes(content, tree.path("notes"));
    return content;
  }

  /**
   * The notes for readers, one paragraph each.
   *
   * @param content the parts of a page, which receive more
   * @param notes the notes in the file
   */
  public static void addNotes(List<Content> content, JsonNode notes) {
    notes.forEach(note -> content.add(new Text("Note: " + note.asString(""))));
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

  /**
   * An object of plain values, if it has any.
   *
   * @param content the parts of a page, which receive more
   * @param object the figures, by name
   */
  public static void addValues(List<Content> content, JsonNode object) {
    SequencedMap<String, String> values = new LinkedHashMap<>();
    object.properties().forEach(entry -> {
      if (entry.getValue().isValueNode() || entry.getValue().has("mean")) {
        values.put(name(entry.getKey()), shown(entry.getValue()));
      }
    });
    if (!values.isEmpty()) {
      content.add(new KeyValues(values));
    }
  }

  /**
   * Turns an array of objects into a table with a column for every key that any of them has, except some.
   *
   * @param content the parts of a page, which receive more
   * @param rows the rows of the table
   * @param without the names of the columns that are left out
   */
  public static void addTable(List<Content> content, JsonNode rows, Set<String> without) {
    Set<String> keys = new LinkedHashSet<>();
    rows.forEach(row -> keys.addAll(row.propertyNames()));
    keys.removeAll(without);
    if (!rows.isArray() || keys.isEmpty()) {
      return;
    }
    List<String> columns = List.copyOf(keys);
    List<List<String>> cells = new ArrayList<>();
    for (JsonNode row : rows) {
      cells.add(columns.stream().map(key -> key.equals("asAsked") ? percent(row.path(key)) : shown(row.path(key)))
          .toList());
    }
    content.add(new Table(columns.stream().map(EvaluationContent::name).toList(), cells,
        IntStream.range(0, columns.size()).filter(c -> lowerIsBetter(columns.get(c))).boxed().toList()));
  }

  private static String percent(JsonNode share) {
    return share.isNumber() ? String.format(Locale.ROOT, "%.2f %%", 100 * share.asDouble()) : shown(share);
  }

  private static boolean lowerIsBetter(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return lower.startsWith("w2") || lower.equals("fd") || lower.equals("s") || lower.equals("npe")
        || lower.startsWith("roundtrip");
  }

  /**
   * {@return the name of a camelCase key: "lengthRatio" is "length ratio", "w2At100" is "W2 at 100"}
   *
   * @param key the name in the file
   */
  public static String name(String key) {
    if (key.matches("s\\d+%")) {
      return "S: " + key.substring(1).replace("%", " % of the samples are below");
    }
    if (WHOLE_NAMES.containsKey(key)) {
      return WHOLE_NAMES.get(key);
    }
    String words = key.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=At)(?=\\d)", " ").toLowerCase(Locale.ROOT);
    String first = words.replaceFirst(" .*", "");
    return NAMES.getOrDefault(first, first) + words.substring(first.length());
  }

  /**
   * {@return a value in a few characters; {"mean": m, "error": e} is m ± e, both with the same decimals}
   *
   * @param value the value
   */
  public static String shown(JsonNode value) {
    if (value.has("mean") && !value.path("mean").isNumber()) {
      return shown(value.path("mean"));
    }
    if (value.has("mean")) {
      double mean = value.path("mean").asDouble();
      double error = value.path("error").asDouble(Double.NaN);
      String form = form(mean);
      return Double.isFinite(error)
          ? in(form, mean) + " ± " + in(form, error)
          : in(form, mean);
    }
    if (value.isNumber() && !value.isIntegralNumber()) {
      return in(form(value.asDouble()), value.asDouble());
    }
    return value.isMissingNode() || value.isNull() ? "–" : value.isValueNode() ? value.asString() : value.toString();
  }

  /** The number in a form, with a power of ten such as e7 or e-4. */
  private static String in(String form, double value) {
    return String.format(Locale.ROOT, form, value).replaceFirst("e\\+?(-?)0?", "e$1");
  }

  private static String form(double value) {
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-3 || size >= 1e6)) {
      return "%.2e";
    }
    return size < 10 ? "%.4f" : size < 1000 ? "%.2f" : "%,.0f";
  }
}
