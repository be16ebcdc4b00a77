package dev.millrace.tables.relations;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
  public static ArrayNode of(Relations relations) {
    ArrayNode list = JSON.createArrayNode();
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
        case NumberRelation number -> {
          node.put("kind", number.kind().name()).put("centre", number.centre()).put("low", number.low())
              .put("high", number.high()).put("holds", number.holds()).put("ratio", number.ratio());
          write(node, number.formula());
        }
      }
    }
    return list;
  }

  private static void write(ObjectNode node, Formula formula) {
    switch (formula) {
      case Formula.Sum sum -> {
        node.put("offset", sum.offset());
        Arrays.stream(sum.inputs()).forEach(node.putArray("inputs")::add);
        Arrays.stream(sum.factors()).forEach(node.putArray("factors")::add);
      }
      case Formula.Product product -> {
        node.put("factor", product.factor());
        ArrayNode powers = node.putArray("powers");
        product.factors().forEach(f -> powers.addObject().put("first", f.first()).put("second", f.second())
            .put("sign", f.sign()).put("power", f.power()));
      }
    }
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
   * @param list as {@link #of(Relations)} makes it
   */
  public static Relations relations(JsonNode list) {
    List<Relation> relations = new ArrayList<>();
    for (JsonNode node : list) {
      int column = node.required("column").intValue();
      relations.add(node.has("by") ? lookup(column, node) : number(column, node));
    }
    return new Relations(relations);
  }

  private static Lookup lookup(int column, JsonNode node) {
    Map<List<@Nullable Object>, @Nullable Object> values = new LinkedHashMap<>();
    for (JsonNode row : node.required("values")) {
      List<@Nullable Object> all = new ArrayList<>();
      row.forEach(each -> all.add(each.isNull()
          ? null
          : each.isNumber()
              ? (Object) each.doubleValue()
              : each.stringValue()));
      @Nullable
      Object value = all.removeLast();
      values.put(all, value);
    }
    return new Lookup(column, ints(node.required("by")), values);
  }

  private static NumberRelation number(int column, JsonNode node) {
    return new NumberRelation(column, formula(node), NumberRelation.Kind.valueOf(node.required("kind").stringValue()),
        node.required("centre").doubleValue(), node.required("low").doubleValue(),
        node.required("high").doubleValue(), node.required("holds").doubleValue(),
        node.required("ratio").doubleValue());
  }

  private static Formula formula(JsonNode node) {
    if (node.has("offset")) {
      int[] inputs = ints(node.required("inputs"));
      double[] factors = new double[inputs.length];
      Arrays.setAll(factors, i -> node.required("factors").required(i).doubleValue());
      return new Formula.Sum(node.required("offset").doubleValue(), inputs, factors);
    }
    List<Formula.Factor> factors = new ArrayList<>();
    node.required("powers").forEach(f -> factors.add(new Formula.Factor(f.required("first").intValue(),
        f.required("second").intValue(), f.required("sign").intValue(), f.required("power").doubleValue())));
    return new Formula.Product(node.required("factor").doubleValue(), factors);
  }

  private static int[] ints(JsonNode list) {
    int[] values = new int[list.size()];
    Arrays.setAll(values, i -> list.required(i).intValue());
    return values;
  }
}
