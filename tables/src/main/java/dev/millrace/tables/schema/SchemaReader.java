package dev.millrace.tables.schema;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.JsonFault;
import dev.millrace.flow.io.TextFile;
import dev.millrace.flow.text.Nearest;
import dev.millrace.flow.text.Shown;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads {@code schema.yaml} back. */
public final class SchemaReader {
  private static final YAMLMapper YAML = YAMLMapper.builder().build();
  private static final long MOST_BYTES = 1 << 26;
  private static final List<String> KEYS = List.of("label", "constraints", "columns");
  private static final List<String> COLUMN_KEYS = List.of("name", "type", "missing", "form", "levels", "ordered",
      "pattern");

  private final Path file;
  private final Map<String, Integer> lines = new HashMap<>();

  private SchemaReader(Path file) {
    this.file = file;
  }

  /**
   * {@return what the file decides}
   *
   * @param file a schema
   * @throws InvalidInputException naming the line and what is wrong with it
   * @throws IOException if reading fails
   */
  public static SchemaChoices read(Path file) throws IOException {
    return new SchemaReader(file).choices(TextFile.read(file, MOST_BYTES));
  }

  private SchemaChoices choices(String text) {
    JsonNode tree;
    try {
      tree = YAML.readTree(text);
      number(text);
    } catch (JacksonException e) {
      throw new InvalidInputException("%s%s: not YAML: %s".formatted(file,
          e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr(),
          JsonFault.of(e)), e);
    }
    if (!(tree instanceof ObjectNode schema)) {
      throw new InvalidInputException(
          file + ": expected label, constraints and columns, as 'millrace schema' writes them");
    }
    schema.propertyNames().forEach(key -> known("/" + key, key, KEYS));
    List<SchemaChoices.Named> columns = new ArrayList<>();
    JsonNode list = schema.path("columns");
    if (!list.isMissingNode() && !list.isArray()) {
      throw wrong("/columns", "'columns': expected a list, each of which starts with '- name: '");
    }
    for (int c = 0; c < list.size(); c++) {
      columns.add(column("/columns/" + c, list.get(c)));
    }
    List<String> constraints = new ArrayList<>();
    JsonNode given = schema.path("constraints");
    if (!given.isMissingNode() && !given.isNull() && !given.isArray()) {
      throw wrong("/constraints", "'constraints': expected a list, each of which starts with '- '");
    }
    given.forEach(each -> constraints.add(each.isValueNode() ? each.asString() : each.toString()));
    return new SchemaChoices(file.toString(), columns, text("/label", schema.path("label")),
        schema.has("constraints") ? constraints : null);
  }

  /** Notes the line at which each part begins. */
  private void number(String text) {
    try (JsonParser parser = YAML.createParser(text)) {
      while (parser.nextToken() != null) {
        lines.putIfAbsent(parser.streamReadContext().pathAsPointer().toString(),
            parser.currentTokenLocation().getLineNr());
      }
    }
  }

  private SchemaChoices.Named column(String at, JsonNode tree) {
    if (!(tree instanceof ObjectNode column) || !column.has("name")) {
      throw wrong(at, "a column without 'name'");
    }
    column.propertyNames().forEach(key -> known(at + "/" + key, key, COLUMN_KEYS));
    JsonNode name = column.get("name");
    String shown = name.isNull() ? "" : name.asString();
    return new SchemaChoices.Named(shown, lines.getOrDefault(at + "/name", 0), new ColumnChoice(
        type(at + "/type", column.path("type")), text(at + "/form", column.path("form")),
        list(at + "/missing", column.path("missing")), list(at + "/levels", column.path("levels")),
        flag(at + "/ordered", column.path("ordered")), text(at + "/pattern", column.path("pattern"))));
  }

  private void known(String at, String key, List<String> keys) {
    if (!keys.contains(key)) {
      throw wrong(at, "unknown key %s%s".formatted(Shown.quoted(key), Nearest.of(key, keys)
          .map(near -> "; did you mean '" + near + "'?").orElse("; expected one of " + String.join(", ", keys))));
    }
  }

  private @Nullable ColumnType type(String at, JsonNode node) {
    String word = text(at, node);
    if (word == null) {
      return null;
    }
    List<String> names = Arrays.stream(ColumnType.values()).map(ColumnType::toString).toList();
    String lower = word.toLowerCase(Locale.ROOT);
    if (!names.contains(lower)) {
      throw wrong(at, "unknown type %s%s".formatted(Shown.quoted(word), Nearest.of(word, names)
          .map(near -> "; did you mean '" + near + "'?").orElse("; expected one of " + String.join(", ", names))));
    }
    return ColumnType.valueOf(lower.toUpperCase(Locale.ROOT));
  }

  private @Nullable String text(String at, JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isValueNode()) {
      throw wrong(at, "%s, expected a word".formatted(Shown.cut(node.toString())));
    }
    return node.asString();
  }

  private @Nullable List<String> list(String at, JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isArray()) {
      throw wrong(at, "%s, expected a list such as [a, b]".formatted(Shown.cut(node.toString())));
    }
    return node.valueStream().map(each -> each.isNull() ? "null" : each.asString()).collect(Collectors.toList());
  }

  private boolean flag(String at, JsonNode node) {
    if (!node.isMissingNode() && !node.isBoolean()) {
      throw wrong(at, "%s, expected true or false".formatted(Shown.cut(node.toString())));
    }
    return node.asBoolean(false);
  }

  private InvalidInputException wrong(String at, String message) {
    Integer line = lines.get(at);
    return new InvalidInputException("%s%s: %s".formatted(file, line == null ? "" : ":" + line, message));
  }
}
