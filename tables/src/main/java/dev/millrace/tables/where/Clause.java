package dev.millrace.tables.where;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Shown;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.TableSchema;
import dev.millrace.tables.write.Names;

/**
 * A part of a condition as text.
 *
 * @param text all of it, for messages
 * @param name of the column
 * @param operator =, !=, &lt;, &lt;=, &gt;, &gt;=, .., is
 * @param value what follows
 */
record Clause(String text, String name, String operator, String value) {
  /** What follows the name: an operator and a value. */
  private static final Pattern AFTER_NAME = Pattern.compile("(==|=|!=|<>|<=|>=|<|>|\\bis\\b)\\s*(.*)", Pattern.DOTALL);
  /** A clause of a column that may not exist. */
  private static final Pattern ANY = Pattern.compile("(\"[^\"]*\"|'[^']*'|[^=<>!]*?)\\s*" + AFTER_NAME, Pattern.DOTALL);
  private static final Pattern MISSING = Pattern.compile("(.*\\S)\\s+is\\s+(?:not\\s+)?missing", Pattern.DOTALL);
  private static final String RANGE = "..";

  /** The clauses of a text. A part that is no clause by itself belongs to the value before it, as in 'Berlin, Mitte'. */
  static List<Clause> split(String text, TableSchema schema) {
    List<String> parts = new ArrayList<>();
    for (String part : Names.parts(text)) {
      if (parts.isEmpty() || isClause(part, schema)) {
        parts.add(part);
      } else {
        parts.add(parts.removeLast() + "," + (part.isEmpty() || Character.isDigit(part.charAt(0)) ? "" : " ") + part);
      }
    }
    return parts.stream().map(part -> parse(part, schema)).toList();
  }

  private static boolean isClause(String part, TableSchema schema) {
    return ofKnown(part, schema).isPresent() || beginsRange(part, schema) || MISSING.matcher(part).matches()
        || (ANY.matcher(part).matches() && !part.startsWith("="));
  }

  /** Whether a part may be the beginning of a range whose numbers have a decimal comma, as in 'price 0,5..1,5'. */
  private static boolean beginsRange(String part, TableSchema schema) {
    return schema.columns().stream().filter(column -> column.type().isNumeric() && !column.name().isEmpty())
        .anyMatch(column -> after(part, column.name()).filter(rest -> rest.matches("\\s+-?\\d+")).isPresent());
  }

  private static Clause parse(String part, TableSchema schema) {
    Optional<Clause> known = ofKnown(part, schema);
    if (known.isPresent()) {
      return known.get();
    }
    Matcher any = ANY.matcher(part);
    if (any.matches()) {
      return new Clause(part, Names.unquoted(any.group(1)), any.group(2), any.group(3));
    }
    throw new InvalidInputException(("`where` %s: expected a column and what it must be, such as sex=F, age>=60, "
        + "city!=Bern, income 1000..2000 or phone is missing").formatted(Shown.quoted(part)));
  }

  /** The clause of a column that exists: the one with the longest name that fits, as names may contain operators. */
  private static Optional<Clause> ofKnown(String part, TableSchema schema) {
    return Stream.concat(schema.columns().stream().map(ColumnSchema::name),
        IntStream.rangeClosed(1, schema.columns().size()).mapToObj(number -> "#" + number))
        .filter(name -> !name.isEmpty()).sorted(Comparator.comparingInt(String::length).reversed())
        .flatMap(name -> after(part, name).flatMap(rest -> of(part, name, rest)).stream()).findFirst();
  }

  /** What follows the name of a column, with or without quotes, if the text begins with it. */
  private static Optional<String> after(String part, String name) {
    for (String written : List.of(name, "\"" + name + "\"", "'" + name + "'")) {
      if (part.startsWith(written)) {
        return Optional.of(part.substring(written.length()));
      }
    }
    return Optional.empty();
  }

  private static Optional<Clause> of(String part, String name, String rest) {
    Matcher after = AFTER_NAME.matcher(rest.strip());
    if (after.matches()) {
      String operator = after.group(1).equals("=") && after.group(2).contains(RANGE) ? RANGE : after.group(1);
      return Optional.of(new Clause(part, name, operator, after.group(2)));
    }
    return rest.startsWith(" ") && rest.contains(RANGE)
        ? Optional.of(new Clause(part, name, RANGE, rest.strip()))
        : Optional.empty();
  }
}
