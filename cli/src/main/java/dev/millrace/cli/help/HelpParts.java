package dev.millrace.cli.help;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What the help of a command says, without its form: {@link HelpPage} and {@link ManPage} write it. */
record HelpParts(CommandSpec spec) {
  private static final String OPTIONS = "Options";
  private static final String EVERYWHERE = "Options of every verb";
  private static final Set<String> OF_EVERY_VERB = Set.of("--help", "--version", "--debug", "--max-memory");

  /** What the commands within a command are called: verbs, or, within {@code reproduce}, tables. */
  static String part(CommandSpec spec) {
    return spec.parent() == null ? "verb" : "table";
  }

  /** The synopsis: the required arguments, and [OPTIONS]. */
  String synopsis() {
    if (!spec.subcommands().isEmpty()) {
      return spec.qualifiedName() + " " + part(spec).toUpperCase(Locale.ROOT) + " …";
    }
    StringBuilder synopsis = new StringBuilder(spec.qualifiedName());
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      synopsis.append(parameter.required() ? " " + parameter.paramLabel() : " [" + parameter.paramLabel() + "]");
    }
    for (OptionSpec option : spec.options()) {
      if (option.required() && option.group() == null) {
        synopsis.append(" ").append(label(option));
      }
    }
    spec.argGroups().forEach(group -> synopsis.append(" (")
        .append(String.join(" | ", group.allOptionsNested().stream().map(HelpParts::label).toList())).append(")"));
    return synopsis.append(" [OPTIONS]").toString();
  }

  /** The options under their headings, required ones first. */
  SequencedMap<String, List<OptionSpec>> grouped() {
    SequencedMap<String, List<String>> groups = spec.userObject() instanceof HelpGroups verb
        ? new LinkedHashMap<>(verb.helpGroups())
        : new LinkedHashMap<>(Map.of(OPTIONS, List.of()));
    String others = groups.lastEntry().getKey();
    SequencedMap<String, List<OptionSpec>> grouped = new LinkedHashMap<>();
    groups.keySet().forEach(heading -> grouped.put(heading, new ArrayList<>()));
    String everywhere = spec.subcommands().isEmpty() ? EVERYWHERE : OPTIONS;
    grouped.put(everywhere, new ArrayList<>());
    for (OptionSpec option : spec.options()) {
      String name = option.longestName();
      String heading = OF_EVERY_VERB.contains(name)
          ? everywhere
          : groups.entrySet().stream().filter(group -> group.getValue().contains(name)).map(Map.Entry::getKey)
              .findFirst().orElse(others);
      grouped.computeIfAbsent(heading, _ -> new ArrayList<>()).add(option);
    }
    groups.forEach((heading, names) -> grouped.getOrDefault(heading, List.of())
        .sort(Comparator.comparingInt(option -> names.indexOf(option.longestName()))));
    Comparator<OptionSpec> requiredFirst = Comparator.comparing(option -> !option.required());
    grouped.values().forEach(options -> options.sort(requiredFirst));
    grouped.values().removeIf(List::isEmpty);
    return grouped;
  }

  /** The label of an option, such as "-h, --help", or "--steps N". */
  static String label(OptionSpec option) {
    String names = String.join(", ", option.names());
    return option.arity().max() == 0 ? names : names + " " + option.paramLabel();
  }

  /** The commands within this one, and the first sentence of what each does. */
  SequencedMap<String, String> parts() {
    SequencedMap<String, String> parts = new LinkedHashMap<>();
    spec.subcommands().forEach((name, verb) -> parts.put(name, new HelpParts(verb.getCommandSpec()).summary()));
    return parts;
  }

  /** The first sentence of what the command does. */
  String summary() {
    return formatted(spec.usageMessage().description()[0]).split("(?<=\\.) ", 2)[0];
  }

  /** What the command does. */
  String description() {
    return formatted(String.join(" ", spec.usageMessage().description()));
  }

  /** What stands after the options; empty if nothing does. */
  String footer() {
    return formatted(String.join(" ", spec.usageMessage().footer()).replaceFirst("^%n", ""));
  }

  /** What an option or a parameter means, with its default. */
  String description(ArgSpec argument) {
    if (argument instanceof OptionSpec option && option.usageHelp()) {
      return "print this help";
    }
    if (argument instanceof OptionSpec option && option.versionHelp()) {
      return "print the version";
    }
    String described = formatted(String.join(" ", argument.description()));
    if (argument instanceof OptionSpec option) {
      String usual = spec.userObject() instanceof HelpGroups verb
          ? verb.helpDefaults().get(option.longestName())
          : null;
      if (usual != null && !described.contains("; default ")) {
        return described + "; default " + usual;
      }
      if (option.required() && option.group() == null) {
        return described + "; required";
      }
      if (option.defaultValue() != null && !described.contains("default") && option.arity().max() > 0) {
        return described + "; default " + option.defaultValue();
      }
    }
    return described;
  }

  static String formatted(String described) {
    return String.format(Locale.ROOT, described).replace("\r", "");
  }
}
