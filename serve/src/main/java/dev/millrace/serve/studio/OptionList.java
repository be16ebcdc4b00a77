package dev.millrace.serve.studio;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.data.Distributions;
import dev.millrace.flow.path.Schedules;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunConfig;

/** The options of a training of points as the page offers them. */
final class OptionList {
  private static final Map<String, List<String>> CHOICES = Map.of(
      "activation", List.of("silu", "selu"),
      "time-input", List.of("embedding", "concatenated"),
      "coupling", List.of("independent", "ot", "sinkhorn", "semidiscrete"),
      "path", Schedules.forms(),
      "objective", List.of("flow", "mean-flow", "mean-flow-halves"),
      "decay", List.of("constant", "cosine"),
      "on-divergence", List.of("stop", "rollback"));

  private OptionList() {
  }

  static Map<String, Object> all() {
    RunConfig usual = RunConfig.defaults();
    Map<String, Object> options = new LinkedHashMap<>();
    for (String name : ConfigFile.names(usual)) {
      Object value = ConfigFile.value(usual, name);
      Map<String, Object> option = new LinkedHashMap<>();
      option.put("usual", value);
      if (CHOICES.containsKey(name)) {
        option.put("kind", "choice");
        option.put("choices", CHOICES.get(name));
      } else {
        option.put("kind", switch (value) {
          case Boolean _ -> "yes-no";
          case Integer _ -> "integer";
          case Long _ -> "integer";
          case Double _ -> "number";
          default -> "text";
        });
      }
      options.put(name, option);
    }
    options.put("one-step", Map.of("usual", false, "kind", "yes-no"));
    return options;
  }

  static List<Map<String, Object>> distributions() {
    return Distributions.all().stream().map(toy -> Map.<String, Object>of("name", toy.label(), "description",
        toy.description(), "classes", toy.classes())).toList();
  }
}
