package dev.millrace.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;

/** As much of JSON Schema (2020-12) as OpenAPI documents of ours use; what it does not know fails. */
final class JsonSchema {
  private static final List<String> KNOWN = List.of("$ref", "anyOf", "type", "properties", "required",
      "additionalProperties", "items", "enum", "minimum", "maximum", "format", "description");

  private final JsonNode document;
  private final List<String> errors = new ArrayList<>();

  private JsonSchema(JsonNode document) {
    this.document = document;
  }

  /** What is wrong with a value. */
  static List<String> errors(JsonNode document, JsonNode schema, JsonNode value) {
    JsonSchema check = new JsonSchema(document);
    check.check(schema, value, "$");
    return check.errors;
  }

  private void check(JsonNode schema, JsonNode value, String at) {
    for (String name : schema.propertyNames()) {
      if (!KNOWN.contains(name)) {
        errors.add(at + ": unknown keyword " + name);
      }
    }
    if (schema.has("$ref")) {
      String reference = schema.path("$ref").asString("");
      JsonNode target = document.at(reference.substring(1));
      if (target.isMissingNode()) {
        errors.add(at + ": no " + reference);
      }
      check(target, value, at);
    }
    if (schema.has("anyOf") && schema.path("anyOf").valueStream().noneMatch(
        each -> errors(document, each, value).isEmpty())) {
      errors.add(at + ": none of " + schema.path("anyOf"));
    }
    if (schema.has("type") && !hasType(schema.path("type"), value)) {
      errors.add("%s: %s is not %s".formatted(at, value, schema.path("type")));
      return;
    }
    if (schema.has("enum") && schema.path("enum").valueStream().noneMatch(value::equals)) {
      errors.add("%s: %s is not in %s".formatted(at, value, schema.path("enum")));
    }
    if (value.isNumber() && (value.doubleValue() < schema.path("minimum").asDouble(Double.NEGATIVE_INFINITY)
        || value.doubleValue() > schema.path("maximum").asDouble(Double.POSITIVE_INFINITY))) {
      errors.add("%s: %s is out of range".formatted(at, value));
    }
    if (value.isObject()) {
      checkObject(schema, value, at);
    }
    if (value.isArray() && schema.has("items")) {
      for (int i = 0; i < value.size(); i++) {
        check(schema.path("items"), value.get(i), at + "[" + i + "]");
      }
    }
  }

  private void checkObject(JsonNode schema, JsonNode value, String at) {
    schema.path("required").forEach(name -> {
      if (!value.has(name.asString(""))) {
        errors.add(at + ": has no " + name);
      }
    });
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      JsonNode known = schema.path("properties").path(member.getKey());
      JsonNode others = schema.path("additionalProperties");
      String inside = at + "." + member.getKey();
      if (!known.isMissingNode()) {
        check(known, member.getValue(), inside);
      } else if (others.isObject()) {
        check(others, member.getValue(), inside);
      } else if (others.isBoolean() || schema.has("properties")) {
        // An answer of ours has no member that its schema does not have.
        errors.add(inside + ": is not in the schema");
      }
    }
  }

  private static boolean hasType(JsonNode type, JsonNode value) {
    if (type.isArray()) {
      return type.valueStream().anyMatch(each -> hasType(each, value));
    }
    return switch (type.asString("")) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isString();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> false;
    };
  }
}
