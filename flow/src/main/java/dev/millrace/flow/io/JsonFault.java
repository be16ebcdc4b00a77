package dev.millrace.flow.io;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.millrace.flow.text.Shown;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.DatabindException;

/**
 * Says what is wrong with a text in JSON or YAML, in one plain sentence. The parser's own messages name settings and
 * types of its program, which mean nothing to whoever wrote the text.
 */
public final class JsonFault {
  private static final String END = "it ends too early";
  private static final Pattern CHARACTER = Pattern.compile(
      "Unexpected character \\(('(?<found>.+)' )?\\((CTRL-CHAR, )?code \\d+( / 0x\\p{XDigit}+)?\\)\\)(?<rest>.*)");
  /** What the parser says begins with the pattern; its groups are put into the sentence. */
  private static final List<Sentence> SENTENCES = List.of(
      of("Unexpected end-of-input", END),
      of("Duplicate Object property \"(.*)\"", "the name %s is there twice"),
      of("Unexpected close marker '(.)': expected '(.)'", "%s stands where %s is expected"),
      of("Unexpected close marker '(.)'", "%s closes nothing"),
      of("Non-standard token '(.*?)'", "%s is not a number of JSON"),
      of("Unrecognized token '(.*?)'", "%s is not a value; expected a text in double quotes, a number, an object, "
          + "an array, true, false or null"),
      of("Invalid numeric value: Leading zero", "a number does not begin with a zero before other digits"),
      of("Unrecognized character escape '(.*)' \\(", "%s cannot follow a backslash in a text"),
      of("Unrecognized character escape", "a control character cannot follow a backslash in a text"),
      of("Illegal unquoted character", "a text holds a control character, such as the end of a line; expected an "
          + "escape, such as \\n"),
      of("Illegal character", "a control character stands outside a text"));
  private static final List<Sentence> CHARACTERS = List.of(
      of(".*start property name", "expected a name in double quotes"),
      of(".*colon", "expected a colon between name and value"),
      of(".*comma", "expected a comma, or the end of the object or array"),
      of(".*hex-digit", "expected four hexadecimal digits after \\u"),
      of(".*comment", "there are no comments in JSON"),
      of(".*plus sign", "a number has no plus sign in JSON"),
      of(".*Decimal point", "expected a digit after the decimal point"),
      of(".*numeric value|.*digit", "expected a digit"),
      of(".*valid value", "expected a value"));
  private static final List<Sentence> TREES = List.of(
      of("Trailing token", "more follows after its end"),
      of("No value for property '(.*?)'", "%s is missing"));

  private JsonFault() {
  }

  private record Sentence(Pattern start, String form) {}

  private static Sentence of(String start, String form) {
    return new Sentence(Pattern.compile(start), form);
  }

  /**
   * {@return what is wrong, as the end of a message; without the place, which the exception has}
   *
   * @param e what reading threw: an exception of the parser, or that of a check whose message is plain
   */
  public static String of(RuntimeException e) {
    if (!(e instanceof JacksonException fault)) {
      return Shown.line(firstLine(String.valueOf(e.getMessage())));
    }
    String said = problem(String.valueOf(fault.getOriginalMessage()));
    return switch (fault) {
      case UnexpectedEndOfInputException _ -> END;
      case StreamConstraintsException _ -> said.contains("depth")
          ? "objects and arrays are nested too deeply"
          : "a text, a number or a name is too long";
      case DatabindException _ -> find(TREES, said, "a value is of another kind than expected" + within(fault));
      default -> sentence(said);
    };
  }

  private static String sentence(String said) {
    Matcher character = CHARACTER.matcher(said);
    if (character.matches()) {
      String found = character.group("found");
      return (found == null ? "a control character" : Shown.quoted(found)) + ": "
          + find(CHARACTERS, character.group("rest"), "not expected here");
    }
    // What is not known here, such as a message on YAML, is taken up to where it speaks of the program.
    return find(SENTENCES, said,
        Shown.line(said.replaceFirst("[:,(\\s]*(\\(start marker|\\(for \\w+ starting|enable `|`).*", "")));
  }

  private static String find(List<Sentence> sentences, String said, String otherwise) {
    for (Sentence each : sentences) {
      Matcher start = each.start.matcher(said);
      if (start.lookingAt()) {
        Object[] groups = new Object[start.groupCount()];
        for (int g = 0; g < groups.length; g++) {
          groups[g] = Shown.quoted(String.valueOf(start.group(g + 1)));
        }
        return groups.length == 0 ? each.form : each.form.formatted(groups);
      }
    }
    return otherwise;
  }

  private static String within(JacksonException e) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference each : e.getPath()) {
      if (each.getPropertyName() == null) {
        path.append('[').append(each.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(each.getPropertyName());
      }
    }
    return path.isEmpty() ? "" : ": " + Shown.quoted(path.toString());
  }

  /** On YAML, a line says what was being read, then indented ones show where, and then one says what is wrong there. */
  private static String problem(String text) {
    return text.lines().filter(line -> !line.startsWith("while ") && !line.startsWith(" ")).findFirst()
        .orElse(firstLine(text));
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
