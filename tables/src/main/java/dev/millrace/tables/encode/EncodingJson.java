package dev.millrace.tables.encode;

import java.util.ArrayList;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.JsonFault;
import dev.millrace.tables.data.ValueForm;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An encoding as JSON, as the metadata of a model file hold it. Doubles are written so that they are read exactly. */
final class EncodingJson {
  private static final JsonMapper JSON = JsonMapper.shared();

  private EncodingJson() {
  }

  static ObjectNode write(TableEncoding encoding) {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode columns = root.putArray("columns");
    for (ColumnCode column : encoding.columns()) {
      ObjectNode node = columns.addObject().put("name", column.name());
      switch (column) {
        case LevelCode levels -> {
          if (levels.form() == null) {
            levels.words().forEach(node.putArray("words")::add);
          } else {
            form(node, levels.form());
            numbers(node.putArray("levels"), levels.numbers());
          }
          node.put("missing", levels.hasMissing());
        }
        case NumberCode number -> {
          form(node, number.form());
          Bins bins = number.bins();
          numbers(node.putArray("low"), bins.low());
          if (!java.util.Arrays.equals(bins.low(), bins.high())) {
            numbers(node.putArray("high"), bins.high());
          }
          ArrayNode counts = node.putArray("counts");
          for (int count : bins.counts()) {
            counts.add(count);
          }
          numbers(node.putArray("atoms"), number.atoms());
          node.put("missing", number.hasMissing());
        }
      }
    }
    return root;
  }

  private static void numbers(ArrayNode array, double[] values) {
    for (double value : values) {
      array.add(value);
    }
  }

  private static void form(ObjectNode node, ValueForm form) {
    ObjectNode to = node.putObject("form");
    switch (form) {
      case ValueForm.Decimal(int digits, boolean fixed, char mark) ->
        to.put("digits", digits).put("fixed", fixed).put("mark", String.valueOf(mark));
      case ValueForm.Date date -> to.put("date", date.pattern());
      case ValueForm.Timestamp time -> to.put("timestamp", time.pattern()).put("unit", time.unit());
    }
  }

  static TableEncoding read(String place, String json) {
    List<ColumnCode> columns = new ArrayList<>();
    try {
      for (JsonNode node : JSON.readTree(json).required("columns")) {
        columns.add(column(node));
      }
      return new TableEncoding(columns);
    } catch (JacksonException | IllegalArgumentException | java.time.DateTimeException e) {
      throw new InvalidInputException("%s: the encoding of the table is damaged: %s".formatted(place,
          JsonFault.of(e)), e);
    }
  }

  private static ColumnCode column(JsonNode node) {
    String name = node.required("name").stringValue();
    boolean missing = node.required("missing").booleanValue();
    if (node.has("words")) {
      List<String> words = new ArrayList<>();
      node.required("words").forEach(word -> words.add(word.stringValue()));
      return new LevelCode(name, words, new double[0], null, missing);
    }
    ValueForm form = form(node.required("form"));
    if (node.has("levels")) {
      return new LevelCode(name, List.of(), numbers(node.required("levels")), form, missing);
    }
    double[] low = numbers(node.required("low"));
    double[] high = node.has("high") ? numbers(node.required("high")) : low;
    JsonNode listed = node.required("counts");
    int[] counts = new int[listed.size()];
    for (int j = 0; j < counts.length; j++) {
      counts[j] = listed.get(j).intValue();
    }
    if (high.length != low.length || counts.length != low.length) {
      throw new IllegalArgumentException("column %s has %d, %d and %d bounds and counts".formatted(name, low.length,
          high.length, counts.length));
    }
    return new NumberCode(name, form, new Bins(low, high, counts), numbers(node.required("atoms")), missing);
  }

  private static double[] numbers(JsonNode array) {
    double[] values = new double[array.size()];
    for (int j = 0; j < values.length; j++) {
      values[j] = array.get(j).doubleValue();
    }
    return values;
  }

  private static ValueForm form(JsonNode node) {
    if (node.has("digits")) {
      return new ValueForm.Decimal(node.required("digits").intValue(), node.required("fixed").booleanValue(),
          node.required("mark").stringValue().charAt(0));
    }
    @Nullable
    JsonNode date = node.get("date");
    return date != null
        ? ValueForm.Date.of(date.stringValue())
        : ValueForm.Timestamp.of(node.required("timestamp").stringValue(), node.required("unit").doubleValue());
  }
}
