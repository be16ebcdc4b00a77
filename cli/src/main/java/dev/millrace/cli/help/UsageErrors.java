package dev.millrace.cli.help;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.millrace.cli.terminal.CommandName;
import dev.millrace.flow.text.Shown;
import dev.millrace.runs.text.Suggestion;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Messages about wrong command lines: where the error is, what was found, what is expected, and which help to read. */
public final class UsageErrors {
  /** An integer that is too large for Java's types. */
  private static final Pattern LARGE = Pattern.compile("[-+]?\\d{10,}");

  private UsageErrors() {
  }

  public static String message(ParameterException e) {
    CommandLine command = e.getCommandLine();
    String verb = String.join(" ", path(command));
    return (verb.isEmpty() ? "" : verb + ": ") + problem(e) + " (see '" + CommandName.with(help(command)) + "')";
  }

  /** The words that show the help of a command. */
  static Object[] help(CommandLine command) {
    return Stream.concat(Stream.of("help"), path(command).stream()).toArray();
  }

  /** The verb, and the verb within it; empty for the command itself. */
  private static List<String> path(CommandLine command) {
    return command.getParent() == null
        ? List.of()
        : Stream.concat(path(command.getParent()).stream(), Stream.of(command.getCommandName())).toList();
  }

  /** What is wrong with a word where a verb of a command is expected, or no word at all. */
  static String unknown(String found, CommandLine command) {
    return command.getSubcommands().isEmpty()
        ? "did not expect " + Shown.quoted(found)
        : "no " + HelpParts.part(command.getCommandSpec()) + " " + Shown.quoted(found)
            + Suggestion.of(found, command.getSubcommands().keySet());
  }

  private static String problem(ParameterException e) {
    return switch (e) {
      case UnmatchedArgumentException u -> unmatched(u.getUnmatched().getFirst(), u.getCommandLine());
      case MissingParameterException m -> missing(m);
      case MutuallyExclusiveArgsException _ -> alternatives(e.getCommandLine()) + ": expected one of them, not both";
      case OverwrittenOptionException o -> name(o.getOverwritten()) + ": given twice";
      default -> value(e);
    };
  }

  private static String unmatched(String found, CommandLine command) {
    if (found.startsWith("-")) {
      String option = found.split("=", 2)[0];
      String part = HelpParts.part(command.getCommandSpec());
      return "no option " + Shown.quoted(option) + (command.getSubcommands().isEmpty()
          ? Suggestion.of(option, command.getCommandSpec().optionsMap().keySet())
          : " before the " + part + "; options of a " + part + " come after it");
    }
    return unknown(found, command);
  }

  private static String missing(MissingParameterException e) {
    String message = String.valueOf(e.getMessage());
    List<ArgSpec> missing = e.getMissing();
    if (message.contains("specify one of")) {
      return "needs " + alternatives(e.getCommandLine());
    }
    if (missing.size() == 1 && missing.getFirst() instanceof OptionSpec option && message.contains("arameter for ")) {
      return option.longestName() + ": needs a value, " + option.paramLabel();
    }
    return "needs " + missing.stream().map(UsageErrors::described).collect(Collectors.joining(" and "));
  }

  private static String alternatives(CommandLine command) {
    return command.getCommandSpec().argGroups().stream().flatMap(group -> group.allOptionsNested().stream())
        .map(HelpParts::label).collect(Collectors.joining(" or "));
  }

  private static String described(ArgSpec argument) {
    return argument instanceof OptionSpec option
        ? HelpParts.label(option)
        : argument.paramLabel() + ", " + String.join(" ", argument.description());
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private static String value(ParameterException e) {
    ArgSpec argument = e.getArgSpec();
    String message = String.valueOf(e.getMessage());
    if (argument == null) {
      return message;
    }
    if (message.startsWith("Expected parameter")) {
      return name(argument) + ": needs a value, " + argument.paramLabel();
    }
    if (argument instanceof PositionalParamSpec || e.getValue() == null) {
      return name(argument) + ": " + expected(argument);
    }
    String most = LARGE.matcher(e.getValue()).matches() ? " of at most " + largest(typeOf(argument)) : "";
    return "%s %s: %s%s".formatted(name(argument), Shown.cut(e.getValue()), expected(argument), most);
  }

  private static Class<?> typeOf(ArgSpec argument) {
    return argument.isMultiValue() ? argument.auxiliaryTypes()[0] : argument.type();
  }

  private static boolean isWhole(Class<?> type) {
    return List.of(int.class, Integer.class, long.class, Long.class).contains(type);
  }

  private static long largest(Class<?> type) {
    return type == int.class || type == Integer.class ? Integer.MAX_VALUE : Long.MAX_VALUE;
  }

  private static String expected(ArgSpec argument) {
    Class<?> type = typeOf(argument);
    if (isWhole(type)) {
      return argument.isMultiValue() ? "expected whole numbers, separated by commas" : "expected a whole number";
    }
    if (type == double.class || type == Double.class) {
      return "expected a number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "takes no value";
    }
    if (type.isEnum()) {
      return "expected one of " + Arrays.stream(type.getEnumConstants())
          .map(each -> each.toString().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "));
    }
    return type == Path.class ? "expected a path" : "expected " + argument.paramLabel();
  }
}
