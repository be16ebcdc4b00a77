package dev.millrace.flow.text;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import dev.millrace.flow.InvalidInputException;

/**
 * An option value as the command line writes it: {@code name} or {@code name:argument,argument}.
 *
 * @param kind what the value selects, for messages, such as "path"
 * @param text the whole text
 * @param name the part before the first colon
 * @param arguments the part after it; empty if there is no colon
 * @param forms all accepted forms, for messages
 */
public record Spec(String kind, String text, String name, String arguments, List<String> forms) {
  private static final Pattern NUMBER = Pattern.compile("[-+]?+(?:\\d++\\.?+\\d*+|\\.\\d++)(?:[eE][-+]?+\\d++)?+");

  /**
   * Splits a text into name and arguments.
   *
   * @param kind what is chosen, for messages
   * @param text the given text
   * @param forms all accepted forms, for messages
   * @return the spec
   */
  public static Spec parse(String kind, String text, List<String> forms) {
    int colon = text.indexOf(':');
    return colon < 0
        ? new Spec(kind, text, text, "", forms)
        : new Spec(kind, text, text.substring(0, colon), text.substring(colon + 1), forms);
  }

  /**
   * Writes a spec with numbers, each of which reads back as the same double.
   *
   * @param name the part before the colon
   * @param numbers the numbers
   * @return the spec
   */
  public static String write(String name, double... numbers) {
    StringBuilder spec = new StringBuilder(name);
    char separator = ':';
    for (double number : numbers) {
      String digits = Double.toString(number);
      spec.append(separator).append(digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits);
      separator = ',';
    }
    return spec.toString();
  }

  /**
   * {@return the names at the start of the forms}
   *
   * @param forms the forms that are known
   */
  public static List<String> names(List<String> forms) {
    return forms.stream().map(form -> form.split("[:\\[]", 2)[0]).toList();
  }

  /**
   * Calls a constructor. If it refuses its arguments, its message becomes part of an error about this spec.
   *
   * @param <T> the type of the result
   * @param constructor makes the result
   * @return the result
   */
  public <T> T build(Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (IllegalArgumentException e) {
      throw error(String.valueOf(e.getMessage()));
    }
  }

  /**
   * {@return the value if there are no arguments}
   *
   * @param <T> the type of the result
   * @param value what the name without arguments stands for
   */
  public <T> T plain(T value) {
    if (hasArguments()) {
      throw error("takes no arguments");
    }
    return value;
  }

  /**
   * {@return the arguments as exactly {@code count} numbers, [count]}
   *
   * @param count how many numbers the spec must have
   */
  public double[] numbers(int count) {
    String[] parts = hasArguments() ? arguments.split(",", -1) : new String[0];
    if (parts.length != count) {
      throw error(
          "expected %d number%s after the colon, found %d".formatted(count, count == 1 ? "" : "s", parts.length));
    }
    return Arrays.stream(parts).mapToDouble(this::number).toArray();
  }

  /**
   * {@return the defaults if there are no arguments, otherwise exactly as many numbers as there are defaults}
   *
   * @param defaults the numbers if the spec has none
   */
  public double[] numbersOr(double... defaults) {
    return hasArguments() ? numbers(defaults.length) : defaults;
  }

  /**
   * {@return one argument as a number}
   *
   * @param part the text of the number
   */
  public double number(String part) {
    if (!NUMBER.matcher(part.strip()).matches()) {
      throw error(Shown.quoted(part) + " is not a number");
    }
    return Double.parseDouble(part.strip());
  }

  /** {@return an error about a name that is not the name of any form} */
  public InvalidInputException unknown() {
    return error("unknown name");
  }

  /**
   * {@return an error about this text, in one line}
   *
   * @param found what was found
   */
  public InvalidInputException error(String found) {
    return new InvalidInputException(
        "%s %s: %s; expected one of: %s".formatted(kind, Shown.quoted(text), found, String.join(" | ", forms)));
  }

  private boolean hasArguments() {
    return text.length() > name.length();
  }
}
