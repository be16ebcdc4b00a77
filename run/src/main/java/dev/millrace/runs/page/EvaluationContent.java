package dev.millrace.runs.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;

import dev.millrace.runs.page.ReportPage.Content;
import dev.millrace.runs.page.ReportPage.KeyValues;
import dev.millrace.runs.page.ReportPage.Table;
import dev.millrace.runs.page.ReportPage.Text;
import tools.jackson.databind.JsonNode;

/**
 * The parts of {@code evaluation.json} as they are shown on a page, in the order in which a kind of data adds them.
 * Unknown keys are ignored, and no key is required.
 */
public final class EvaluationContent {
  private static final Map<String, String> NAMES = Map.of("fd", "FD", "nfe", "NFE", "npe", "NPE", "s", "S", "w2", "W2");
  private static final Map<String, String> WHOLE_NAMES = Map.of("squaredW2SourceToData", "W2², noise to data",
      "squaredW2Bias", "W2², due to chance");

  private final JsonNode evaluation;
  private final List<Content> content = new ArrayList<>();

  /**
   * An empty page.
   *
   * @param evaluation the content of the file
   */
  public EvaluationContent(JsonNode evaluation) {
    this.evaluation = evaluation;
  }

  /** {@return the parts that were added} */
  public List<Content> content() {
    return List.copyOf(content);
  }

  /**
   * Adds a part.
   *
   * @param part the part
   * @return this
   */
  public EvaluationContent add(Content part) {
    content.add(part);
    return this;
  }

  /**
   * Adds a paragraph that the file contains.
   *
   * @param key its name
   * @param form a format for it
   * @return this
   */
  public EvaluationContent text(String key, String form) {
    JsonNode text = evaluation.path(key);
    return text.isString() ? add(new Text(String.format(Locale.ROOT, form, text.asString()))) : this;
  }

  /**
   * Adds the notes for readers, one paragraph each.
   *
   * @return this
   */
  public EvaluationContent notes() {
    evaluation.path("notes").forEach(note -> add(new Text("Note: " + sentence(note.asString("")))));
    return this;
  }

  private static String sentence(String text) {
    return text.isEmpty() || text.endsWith(".") ? text : text + ".";
  }

  /**
   * Adds an object of plain values, if it has any.
   *
   * @param key its name
   * @return this
   */
  public EvaluationContent values(String key) {
    SequencedMap<String, String> values = new LinkedHashMap<>();
    evaluation.path(key).properties().forEach(entry -> {
      if (entry.getValue().isValueNode() || entry.getValue().has("mean")) {
        values.put(name(entry.getKey()), shown(entry.getValue()));
      }
    });
    return values.isEmpty() ? this : add(new KeyValues(values));
  }

  /**
   * Adds an array of objects as a table with a column for every key that any of them has, except some.
   *
   * @param key its name
   * @param without the columns that are left out
   * @return this
   */
  public EvaluationContent table(String key, Set<String> without) {
    return table(key, without, true);
  }

  /**
   * As {@link #table}, for rows of unlike things, such as classes, of which none is the best.
   *
   * @param key its name
   * @param without the columns that are left out
   * @return this
   */
  public EvaluationContent tableOfUnlike(String key, Set<String> without) {
    return table(key, without, false);
  }

  private EvaluationContent table(String key, Set<String> without, boolean marked) {
    JsonNode rows = evaluation.path(key);
    Set<String> keys = new LinkedHashSet<>();
    rows.forEach(row -> keys.addAll(row.propertyNames()));
    keys.removeAll(without);
    if (!rows.isArray() || keys.isEmpty()) {
      return this;
    }
    List<String> columns = List.copyOf(keys);
    List<List<String>> cells = new ArrayList<>();
    for (JsonNode row : rows) {
      cells.add(columns.stream().map(column -> column.equals("asAsked")
          ? percent(row.path(column))
          : shown(row.path(column))).toList());
    }
    return add(new Table(columns.stream().map(EvaluationContent::name).toList(), cells,
        IntStream.range(0, columns.size()).filter(c -> marked && lowerIsBetter(columns.get(c))).boxed().toList()));
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
    return size < 10 ? "%.4f" : size < 1000 ? "%.2f" : size < 10_000 ? "%.1f" : "%,.0f";
  }
}
