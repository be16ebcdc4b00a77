package dev.millrace.serve.studio;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.runs.kind.Kind;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.open.ReflowArguments;

/**
 * The command line and the Java program that make the same run.
 *
 * @param run the run
 * @param kinds the kinds that are known
 */
record Recipes(RunDirectory run, Kinds kinds) {
  /** The options of a run that are not the usual ones of its kind, by name. */
  static Map<String, Object> changed(Kind kind, TrainingConfig config) {
    Map<String, Object> changed = new LinkedHashMap<>();
    for (String name : ConfigFile.names(config)) {
      Object value = ConfigFile.value(config, name);
      if (!name.equals("data") && !name.equals("kind") && !value.equals(ConfigFile.value(kind.defaults(), name))) {
        changed.put(name, value);
      }
    }
    return changed;
  }

  /** Those that the command needs for the same run, by name. */
  private Map<String, Object> options() throws IOException {
    Kind kind = kinds.of(run);
    TrainingConfig config = kinds.config(run);
    Map<String, Object> changed = new LinkedHashMap<>();
    if (kind.name().equals("points") && config.data().endsWith(".csv")) {
      changed.put("kind", "points");
    }
    changed(kind, config).forEach((name, value) -> {
      if (!kind.isChosen(config, name)) {
        changed.put(name, value);
      }
    });
    return changed;
  }

  /** The words of the command, after the name of the program. */
  List<String> words() throws IOException {
    Optional<String[]> reflow = ReflowArguments.of(run.path());
    if (reflow.isPresent()) {
      List<String> words = new ArrayList<>(List.of("reflow"));
      words.addAll(Arrays.asList(reflow.get()));
      return words;
    }
    List<String> words = new ArrayList<>(List.of("train", kinds.config(run).data()));
    options().forEach((name, value) -> {
      words.add("--" + name);
      if (!Boolean.TRUE.equals(value)) {
        words.add(value.toString());
      }
    });
    words.add("--out");
    words.add(run.path().toString());
    return words;
  }

  /** The command for a shell. */
  String command() throws IOException {
    return "millrace " + String.join(" ", words().stream().map(Recipes::quoted).toList());
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:,=@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** The program, which needs the library's modules {@code flow} and {@code runs}. */
  String java() throws IOException {
    Optional<String[]> reflow = ReflowArguments.of(run.path());
    return reflow.isPresent() ? ofReflow(reflow.get()) : ofTraining();
  }

  private String ofTraining() throws IOException {
    List<String> entries = new ArrayList<>();
    options().forEach((name, value) -> entries.add("        Map.entry(%s, %s)".formatted(literal(name),
        value instanceof String text ? literal(text) : value instanceof Long number ? number + "L" : value)));
    return """
        import dev.millrace.runs.Runs;
        import dev.millrace.runs.manage.TrainingRequest;
        import dev.millrace.runs.work.Caller;
        import java.nio.file.Path;
        import java.util.Map;

        public class Train {
          public static void main(String[] args) throws Exception {
            Map<String, Object> options = Map.ofEntries(%s);
            Runs.of(Caller.silent()).train(TrainingRequest.of(%s, options, Path.of(%s)));
          }
        }
        """.formatted(entries.isEmpty() ? "" : "\n" + String.join(",\n", entries),
        literal(kinds.config(run).data()), literal(run.path().toString()));
  }

  private static String ofReflow(String[] words) {
    Map<String, String> given = ReflowArguments.parsed(List.of(words));
    List<String> entries = new ArrayList<>();
    given.forEach((name, value) -> {
      if (!name.equals(ReflowArguments.TEACHER) && !name.equals("out")) {
        entries.add("        Map.entry(%s, %s)".formatted(literal(name), literal(value)));
      }
    });
    return """
        import dev.millrace.runs.Runs;
        import dev.millrace.runs.rounds.ReflowOptions;
        import dev.millrace.runs.work.Caller;
        import java.nio.file.Path;
        import java.util.Map;

        public class Straighten {
          public static void main(String[] args) throws Exception {
            Map<String, String> options = Map.ofEntries(%s);
            ReflowOptions reflow = ReflowOptions.of(Path.of(%s), options);
            Runs.of(Caller.silent()).reflow(reflow, Path.of(%s));
          }
        }
        """.formatted(entries.isEmpty() ? "" : "\n" + String.join(",\n", entries),
        literal(given.getOrDefault(ReflowArguments.TEACHER, "")), literal(given.getOrDefault("out", "runs/straight")));
  }

  private static String literal(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
