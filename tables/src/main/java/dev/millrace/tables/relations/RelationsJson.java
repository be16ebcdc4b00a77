package dev.millrace.tables.relations;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Relations as JSON, for the files of models. Numbers are written so that they are read exactly. */
public final class RelationsJson {
  private static final JsonMapper JSON = JsonMapper.shared();

  private RelationsJson() {
  }

  /**
   * {@return the relations as JSON}
   *
   * @param relations the relations
   */
  public static ObjectNode of(Relations relations) {
    ObjectNode tree = JSON.createObjectNode();
    ArrayNode list = tree.putArray("relations");
    for (Relation relation : relations.list()) {
      ObjectNode node = list.addObject().put("column", relation.column());
      switch (relation) {
        case Lookup lookup -> {
          Arrays.stream(lookup.by()).forEach(node.putArray("by")::add);
          ArrayNode values = node.putArray("values");
          lookup.values().forEach((key, value) -> {
            ArrayNode row = values.addArray();
            key.forEach(each -> add(row, each));
            add(row, value);
          });
        }
        case Calendar calendar ->
          node.put("part", calendar.part().name()).put("low", calendar.low()).put("high", calendar.high());
        case NumberRelation number -> {
          node.put("kind", number.kind().name()).put("centre", number.centre()).put("low", number.low())
              .put("high", number.high()).put("holds", number.holds()).put("ratio", number.ratio());
          node.put("formula", number.formula().text(c -> "#" + (c + 1), 0));
        }
      }
    }
    ArrayNode seen = tree.putArray("seen");
    for (Seen each : relations.seen()) {
      ObjectNode node = seen.addObject();
      each.columns().forEach(node.putArray("columns")::add);
      ArrayNode rows = node.putArray("rows");
      each.combinations().forEach(key -> {
        ArrayNode row = rows.addArray();
        key.forEach(value -> add(row, value));
      });
    }
    return tree;
  }

  private static void add(ArrayNode row, @Nullable Object value) {
    switch (value) {
      case Double number -> row.add(number);
      case String word -> row.add(word);
      case null, default -> row.addNull();
    }
  }

  /**
   * {@return the relations}
   *
   * @param tree as {@link #of(Relations)} makes it
   * @param columns the number of columns
   */
  public static Relations relations(JsonNode tree, int columns) {
    List<Relation> relations = new ArrayList<>();
    for (JsonNode node : tree.path("relations")) {
      int column = node.required("column").intValue();
      relations.add(node.has("by")
          ? lookup(column, node)
          : node.has("part")
              ? new Calendar(column, Calendar.Part.valueOf(node.required("part").stringValue()),
                  node.required("low").doubleValue(), node.required("high").doubleValue())
              : number(column, node, ColumnNames.numbered(columns)));
    }
    List<Seen> seen = new ArrayList<>();
    for (JsonNode node : tree.path("seen")) {
      Set<List<@Nullable Object>> rows = new LinkedHashSet<>();
      node.required("rows").forEach(row -> rows.add(values(row)));
      seen.add(new Seen(Arrays.stream(ints(node.required("columns"))).boxed().toList(), rows));
    }
    return new Relations(relations, seen);
  }

  private static List<@Nullable Object> values(JsonNode row) {
    List<@Nullable Object> all = new ArrayList<>();
    for (JsonNode each : row) {
      all.add(each.isNull() ? null : each.isNumber() ? (Object) each.doubleValue() : each.stringValue());
    }
    return all;
  }

  private static Lookup lookup(int column, JsonNode node) {
    Map<List<@Nullable Object>, @Nullable Object> values = new LinkedHashMap<>();
    for (JsonNode row : node.required("values")) {
      List<@Nullable Object> all = values(row);
      @Nullable
      Object value = all.removeLast();
      values.put(all, value);
    }
    return new Lookup(column, ints(node.required("by")), values);
  }

  private static NumberRelation number(int column, JsonNode node, ColumnNames names) {
    return new NumberRelation(column, ConstraintReader.formula(node.required("formula").stringValue(), names),
        NumberRelation.Kind.valueOf(node.required("kind").stringValue()), node.required("centre").doubleValue(),
        node.required("low").doubleValue(), node.required("high").doubleValue(),
        node.required("holds").doubleValue(), node.required("ratio").doubleValue());
  }

  private static int[] ints(JsonNode list) {
    int[] values = new int[list.size()];
    Arrays.setAll(values, i -> list.required(i).intValue());
    return values;
  }
}
