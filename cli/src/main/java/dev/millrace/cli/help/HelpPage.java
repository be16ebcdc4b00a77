package dev.millrace.cli.help;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

import dev.millrace.cli.terminal.Terminal;
import dev.millrace.runs.text.TextTable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The help of the command, or of one of its verbs, wrapped to the terminal. */
public final class HelpPage {
  private static final String SECTION = "page";
  private static final int LEAST_COLUMNS = 40;
  private static final int MOST_COLUMNS = 100;
  private static final int LABEL_COLUMNS = 26;
  /** If less width than this is left for descriptions, they are printed under the labels. */
  private static final int LEAST_DESCRIPTION = 30;
  private static final String OPTIONS = "Options";
  private static final String EVERYWHERE = "Options of every verb";
  private static final Set<String> OF_EVERY_VERB = Set.of("--help", "--version", "--debug", "--max-memory");

  private final CommandSpec spec;
  private final int columns;
  private final StringBuilder text = new StringBuilder();

  private HelpPage(CommandSpec spec, int columns) {
    this.spec = spec;
    this.columns = Math.clamp(columns, LEAST_COLUMNS, MOST_COLUMNS);
  }

  /** Makes these pages the help of a command and of all its verbs. */
  public static void install(CommandLine line) {
    line.setHelpSectionKeys(List.of(SECTION));
    line.setHelpSectionMap(Map.of(SECTION, help -> of(help.commandSpec(), Terminal.columnsOfText())));
  }

  public static String of(CommandSpec spec, int columns) {
    HelpPage page = new HelpPage(spec, columns);
    page.write();
    return page.text.toString();
  }

  private void write() {
    var usage = spec.usageMessage();
    text.append(formatted(usage.headerHeading()));
    paragraph(String.join(" ", usage.description()));
    text.append("\n");
    hanging("Usage: ", synopsis());
    List<PositionalParamSpec> parameters = spec.positionalParameters();
    if (!parameters.isEmpty()) {
      text.append("\n");
      parameters.forEach(parameter -> entry(parameter.paramLabel(), description(parameter)));
    }
    if (!spec.subcommands().isEmpty()) {
      String part = part(spec);
      text.append("\n").append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1)).append("s:\n");
      spec.subcommands().forEach((name, verb) -> entry(name,
          firstSentence(formatted(verb.getCommandSpec().usageMessage().description()[0]))));
    }
    grouped().forEach((heading, options) -> {
      text.append("\n").append(heading).append(":\n");
      options.forEach(option -> entry(label(option), description(option)));
    });
    if (usage.footer().length > 0) {
      text.append("\n");
      paragraph(String.join(" ", usage.footer()).replaceFirst("^%n", ""));
    }
  }

  /** What the commands within a command are called: verbs, or, within {@code reproduce}, tables. */
  static String part(CommandSpec spec) {
    return spec.parent() == null ? "verb" : "table";
  }

  /** The synopsis: the required arguments, and [OPTIONS]. */
  private String synopsis() {
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
        .append(String.join(" | ", group.allOptionsNested().stream().map(HelpPage::label).toList())).append(")"));
    return synopsis.append(" [OPTIONS]").toString();
  }

  private SequencedMap<String, List<OptionSpec>> grouped() {
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

  private String description(ArgSpec argument) {
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

  private void entry(String label, String description) {
    boolean below = columns - LABEL_COLUMNS < LEAST_DESCRIPTION;
    String left = "  " + label;
    if (!below && left.length() < LABEL_COLUMNS) {
      hanging(left + " ".repeat(LABEL_COLUMNS - left.length()), description);
    } else {
      text.append(left).append("\n");
      hanging(" ".repeat(below ? 6 : LABEL_COLUMNS), description);
    }
  }

  private void paragraph(String unwrapped) {
    for (String line : formatted(unwrapped).split("\n", -1)) {
      hanging("", line);
    }
  }

  private void hanging(String head, String words) {
    text.append(TextTable.hanging(columns, head, words.strip().replaceAll("\\s+", " ")));
  }

  private static String firstSentence(String text) {
    return text.split("(?<=\\.) ", 2)[0];
  }

  private static String formatted(String described) {
    return String.format(Locale.ROOT, described).replace("\r", "");
  }
}
