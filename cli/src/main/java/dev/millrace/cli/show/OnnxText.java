package dev.millrace.cli.show;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import dev.millrace.flow.text.Shown;
import dev.millrace.onnx.OnnxCheck;
import dev.millrace.onnx.OnnxFile;
import dev.millrace.runs.text.TextTable;

/** An ONNX file in plain words. */
final class OnnxText {
  private final StringBuilder text = new StringBuilder();

  private void line(String label, String words) {
    text.append(TextTable.hanging(String.format(Locale.ROOT, "%-12s", label), words));
  }

  private void values(String label, List<OnnxFile.Value> values) {
    TextTable table = new TextTable("llllw");
    for (OnnxFile.Value value : values) {
      table.row(value.equals(values.getFirst()) ? label : " ".repeat(label.length()), Shown.line(value.name()),
          value.type(),
          Shown.line(value.shape().toString()), Shown.line(value.about()));
    }
    text.append(table.text());
  }

  /** What a file holds. */
  static String of(OnnxFile file) {
    OnnxText lines = new OnnxText();
    lines.line("file", String.format(Locale.ROOT, "%s, %,d bytes, ONNX with the operators of version %d", file.name(),
        file.bytes(), file.opset()));
    lines.line("made by",
        file.producer().isEmpty() ? "a program that does not say its name" : Shown.line(file.producer()));
    if (file.isOurs()) {
      lines.ours(file);
    } else {
      lines.line("holds", "a graph of another program: what it means is not known here");
    }
    lines.values("takes     ", file.inputs());
    lines.values("gives     ", file.outputs());
    lines.line("numbers", String.format(Locale.ROOT, "%,d weights and other constants", file.weights()));
    lines.line("operators",
        file.operators().entrySet().stream().map(OnnxText::counted).collect(Collectors.joining(", ")));
    return lines.text.toString();
  }

  private static String counted(Map.Entry<String, Integer> operator) {
    String name = Shown.line(operator.getKey());
    return operator.getValue() == 1 ? name : operator.getValue() + " " + name;
  }

  private void ours(OnnxFile file) {
    String kind = shown(file, "kind");
    boolean sampler = shown(file, "form").equals("sampler");
    line("holds", sampler
        ? "a sampler: noise goes in, %s in the units of the data come out"
            .formatted(kind.equals("tables") ? "rows of a table" : kind)
        : "the velocity of a flow of %s, in the units of its network".formatted(kind));
    if (sampler) {
      line("steps", steps(file));
    }
    line("weights", "SHA-256 of their file: " + shown(file, "weights_sha256"));
    if (file.ours("run.version").isPresent()) {
      line("trained by", "millrace " + shown(file, "run.version"));
    }
    named("columns", file.names("columns"));
    named("classes", file.names("class_names"));
  }

  private static String steps(OnnxFile file) {
    String solver = shown(file, "solver");
    String method = solver.equals("flow-map") ? "the flow map" : solver;
    return switch (shown(file, "steps")) {
      case "dynamic" -> "%s; their number is an input, %s usual".formatted(method,
          shown(file, "usual_steps").equals("1") ? "1 is" : shown(file, "usual_steps") + " are");
      case "times" -> method + "; the times between which to step are an input";
      default -> "%s; always %s".formatted(method, shown(file, "steps"));
    };
  }

  private static String shown(OnnxFile file, String key) {
    return Shown.line(file.ours(key).orElse("?"));
  }

  private void named(String label, List<String> names) {
    if (!names.isEmpty()) {
      line(label, Shown.names(names));
    }
  }

  /** What a comparison found. */
  static String of(List<OnnxCheck.Difference> differences) {
    TextTable table = new TextTable("llrr").row("check     ", "", "largest difference", "largest number");
    for (OnnxCheck.Difference found : differences) {
      table.row(" ".repeat(10), found.what(), String.format(Locale.ROOT, "%.1e", found.largest()),
          String.format(Locale.ROOT, "%.3g", found.scale()));
    }
    return table.text();
  }
}
