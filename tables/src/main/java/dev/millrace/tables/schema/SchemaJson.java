package dev.millrace.tables.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.millrace.tables.data.ValueForm;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A schema as JSON, with everything in it, for the files of models. */
public final class SchemaJson {
  private static final JsonMapper JSON = JsonMapper.shared();

  private SchemaJson() {
  }

  /**
   * {@return the schema as JSON}
   *
   * @param schema the schema
   */
  public static ObjectNode of(TableSchema schema) {
    ObjectNode tree = JSON.createObjectNode();
    if (schema.label() != null) {
      tree.put("label", schema.label());
    }
    FileForm file = schema.file();
    CsvStyle style = file.style();
    tree.putObject("file").put("format", file.format()).put("delimiter", String.valueOf(file.delimiter()))
        .put("encoding", file.encoding()).put("header", file.header()).putObject("style")
        .put("quote", String.valueOf(style.quote())).put("quotesNames", style.quotesNames())
        .put("quotesMissing", style.quotesMissing()).put("lineEnd", style.lineEnd()).put("mark", style.mark())
        .set("quotedColumns", JSON.valueToTree(style.quotedColumns()));
    tree.set("constraints", JSON.valueToTree(schema.constraints()));
    var columns = tree.putArray("columns");
    schema.columns().forEach(column -> columns.add(of(column)));
    return tree;
  }

  private static ObjectNode of(ColumnSchema column) {
    ObjectNode tree = JSON.createObjectNode();
    tree.put("name", column.name()).put("type", column.type().toString());
    switch (column.form()) {
      case ValueForm.Decimal form -> tree.putObject("form").put("digits", form.digits()).put("fixed", form.fixed())
          .put("mark", String.valueOf(form.mark()));
      case ValueForm.Date form -> tree.putObject("form").put("date", form.pattern());
      case ValueForm.Timestamp form -> tree.putObject("form").put("time", form.pattern()).put("unit", form.unit());
      case null -> {
        // Words have no form.
      }
    }
    tree.put("missing", column.missing()).put("distinct", column.distinct());
    if (!Double.isNaN(column.min())) {
      tree.put("min", column.min()).put("max", column.max());
    }
    tree.set("levels", JSON.valueToTree(column.levels()));
    tree.put("ordered", column.ordered()).put("pattern", column.pattern()).put("why", column.why());
    tree.set("marks", JSON.valueToTree(column.marks()));
    tree.set("rare", JSON.valueToTree(column.rare()));
    return tree.put("treatment", column.treatment()).put("stored", column.stored());
  }

  /**
   * {@return the schema}
   *
   * @param tree as {@link #of(TableSchema)} makes it
   */
  public static TableSchema schema(JsonNode tree) {
    List<ColumnSchema> columns = new ArrayList<>();
    tree.path("columns").forEach(column -> columns.add(column(column)));
    JsonNode file = tree.path("file");
    return new TableSchema(columns, tree.has("label") ? (Integer) tree.get("label").intValue() : null,
        new FileForm(file.path("format").asString(), file.path("delimiter").asString().charAt(0),
            file.path("encoding").asString(), file.path("header").asBoolean(), style(file.path("style"))),
        texts(tree.path("constraints")));
  }

  /** Models of earlier releases have no style. */
  private static CsvStyle style(JsonNode tree) {
    if (!tree.has("quote")) {
      return CsvStyle.USUAL;
    }
    List<Integer> quoted = new ArrayList<>();
    tree.path("quotedColumns").forEach(column -> quoted.add(column.intValue()));
    return new CsvStyle(tree.get("quote").asString().charAt(0), tree.path("quotesNames").asBoolean(), quoted,
        tree.path("quotesMissing").asBoolean(), tree.path("lineEnd").asString("\n"), tree.path("mark").asBoolean());
  }

  private static ColumnSchema column(JsonNode tree) {
    Map<String, Long> rare = new LinkedHashMap<>();
    tree.path("rare").properties().forEach(entry -> rare.put(entry.getKey(), entry.getValue().longValue()));
    return new ColumnSchema(tree.path("name").asString(),
        ColumnType.valueOf(tree.path("type").asString().toUpperCase(Locale.ROOT)), form(tree.path("form")),
        tree.path("missing").longValue(), tree.path("distinct").longValue(), texts(tree.path("levels")),
        tree.path("ordered").booleanValue(), tree.path("min").asDouble(Double.NaN),
        tree.path("max").asDouble(Double.NaN), tree.path("pattern").asString(), tree.path("why").asString(),
        texts(tree.path("marks")), rare, tree.path("treatment").asString(), tree.path("stored").asString());
  }

  private static @Nullable ValueForm form(JsonNode tree) {
    if (tree.has("date")) {
      return ValueForm.Date.of(tree.get("date").asString());
    }
    if (tree.has("time")) {
      return ValueForm.Timestamp.of(tree.get("time").asString(), tree.get("unit").doubleValue());
    }
    return tree.has("digits")
        ? new ValueForm.Decimal(tree.get("digits").intValue(), tree.get("fixed").booleanValue(),
            tree.get("mark").asString().charAt(0))
        : null;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asString()));
    return texts;
  }
}
