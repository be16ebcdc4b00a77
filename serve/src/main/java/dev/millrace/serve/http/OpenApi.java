package dev.millrace.serve.http;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The OpenAPI document, version 3.1, of the routes of a router that say what they do. */
public final class OpenApi {
  private final Map<String, Object> schemas = new TreeMap<>();
  private final boolean tokens;

  private OpenApi(boolean tokens) {
    this.tokens = tokens;
  }

  /**
   * {@return the document, to be written as JSON}
   *
   * @param title the name of the service
   * @param version the version of the routes, which is not that of the program
   * @param router the routes
   * @param access whether they need tokens
   */
  public static Map<String, Object> of(String title, String version, Router router, Access access) {
    return new OpenApi(access.isClosed()).document(title, version, router);
  }

  private Map<String, Object> document(String title, String version, Router router) {
    Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
    for (Route route : router.routes()) {
      if (!route.summary().isEmpty()) {
        paths.computeIfAbsent(route.template(), _ -> new LinkedHashMap<>())
            .put(route.method().toLowerCase(Locale.ROOT), operation(route));
      }
    }
    schemas.put("Problem", problem());
    Map<String, Object> components = new LinkedHashMap<>();
    components.put("schemas", schemas);
    if (tokens) {
      components.put("securitySchemes", map("token", map("type", "http", "scheme", "bearer")));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put("info", map("title", title, "version", version));
    document.put("paths", paths);
    document.put("components", components);
    return document;
  }

  private Map<String, Object> operation(Route route) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("summary", route.summary());
    operation.put("operationId",
        (route.method().toLowerCase(Locale.ROOT) + route.template()).replaceAll("[^a-z0-9]+", "_")
            .replaceAll("_$", ""));
    List<Object> parameters = new ArrayList<>();
    for (String segment : route.segments()) {
      if (segment.startsWith("{")) {
        parameters.add(map("name", segment.substring(1, segment.length() - 1), "in", "path", "required", true,
            "schema", map("type", "string")));
      }
    }
    if (!parameters.isEmpty()) {
      operation.put("parameters", parameters);
    }
    route.body().ifPresent(body -> operation.put("requestBody", map("required", true, "content",
        map("application/json", map("schema", schema(body, true))))));
    Map<String, Object> content = new LinkedHashMap<>();
    for (Route.Answer answer : route.answers()) {
      content.put(answer.type(), answer.content().isPresent()
          ? map("schema", schema(answer.content().get(), false))
          : map("schema", map("type", "string")));
    }
    Map<String, Object> responses = new LinkedHashMap<>();
    responses.put("200", content.isEmpty()
        ? map("description", "done")
        : map("description", "the answer", "content", content));
    responses.put("default", map("description", "the request is not done; the detail says why", "content",
        map(Problem.TYPE, map("schema", map("$ref", "#/components/schemas/Problem")))));
    operation.put("responses", responses);
    if (tokens && route.role() != Role.ANYBODY) {
      operation.put("security", List.of(map("token", List.of())));
    }
    return operation;
  }

  /** A map in the order in which its names and values are given, so that the document is always the same. */
  private static Map<String, Object> map(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }

  private static Map<String, Object> problem() {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (String name : List.of("type", "title", "detail", "field", "flag")) {
      properties.put(name, map("type", "string"));
    }
    properties.put("status", map("type", "integer"));
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", "object");
    problem.put("description",
        "Problem details (RFC 9457). The field is the member that is wrong; the flag is the option "
            + "of the server that sets the limit.");
    problem.put("properties", properties);
    problem.put("required", List.of("type", "title", "status", "detail"));
    return problem;
  }

  /** The reference to the schema of a record, which is among the components from then on. */
  private Map<String, Object> schema(Class<? extends Record> type, boolean strict) {
    String name = type.getSimpleName();
    if (!schemas.containsKey(name)) {
      schemas.put(name, map()); // It may be in itself
      Map<String, Object> properties = new LinkedHashMap<>();
      List<String> required = new ArrayList<>();
      for (Component each : Component.of(type)) {
        properties.put(each.name(), described(each, strict));
        if (!each.optional()) {
          required.add(each.name());
        }
      }
      Map<String, Object> schema = new LinkedHashMap<>();
      schema.put("type", "object");
      schema.put("properties", properties);
      if (!required.isEmpty()) {
        schema.put("required", required);
      }
      if (strict) {
        schema.put("additionalProperties", false);
      }
      schemas.put(name, schema);
    }
    return map("$ref", "#/components/schemas/" + name);
  }

  private Map<String, Object> described(Component component, boolean strict) {
    Map<String, Object> schema = new LinkedHashMap<>();
    Field field = component.field();
    if (field != null) {
      schema.put("description", field.value());
    }
    schema.putAll(value(component.type(), field, strict));
    if (component.optional() && schema.get("type") instanceof String type && !schema.containsKey("enum")) {
      schema.put("type", List.of(type, "null"));
    } else if (component.optional() && schema.remove("$ref") instanceof String reference) {
      schema.put("anyOf", List.of(map("$ref", reference), map("type", "null")));
    }
    return schema;
  }

  private Map<String, Object> value(Type type, @Nullable Field field, boolean strict) {
    Map<String, Object> schema = new LinkedHashMap<>();
    if (type instanceof ParameterizedType generic) {
      boolean list = generic.getRawType() == List.class;
      schema.put("type", list ? "array" : "object");
      schema.put(list ? "items" : "additionalProperties",
          value(Component.argument(type, list ? 0 : 1), field, strict));
      return schema;
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isArray()) {
      schema.put("type", "array");
      schema.put("items", value(plain.getComponentType(), field, strict));
    } else if (plain.isRecord()) {
      return schema(plain.asSubclass(Record.class), strict);
    } else if (plain == String.class) {
      schema.put("type", "string");
      if (field != null && field.choices().length > 0) {
        schema.put("enum", List.of(field.choices()));
      }
    } else if (plain == boolean.class || plain == Boolean.class) {
      schema.put("type", "boolean");
    } else if (plain != JsonNode.class && plain != Object.class) {
      boolean real = plain == double.class || plain == Double.class || plain == float.class || plain == Float.class;
      schema.put("type", real ? "number" : "integer");
      if (!real) {
        schema.put("format", plain == int.class || plain == Integer.class ? "int32" : "int64");
      }
      bounds(schema, field);
    }
    return schema;
  }

  private static void bounds(Map<String, Object> schema, @Nullable Field field) {
    if (field != null && Double.isFinite(field.least())) {
      schema.put("minimum", field.least());
    }
    if (field != null && Double.isFinite(field.most())) {
      schema.put("maximum", field.most());
    }
  }
}
