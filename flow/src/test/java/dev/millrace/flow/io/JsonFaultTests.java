package dev.millrace.flow.io;

import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class JsonFaultTests {
  private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
      .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(5).maxStringLength(20).build())
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  /** Words of a program: names of its types, methods and settings. */
  private static final Pattern PROGRAM = Pattern
      .compile("`|Feature|Source|REDACTED|JsonToken|Json[A-Z]|[a-z]+\\.[a-z]+\\.|code \\d|CTRL|marker|[a-z][A-Z][a-z]");

  record Shape(List<Integer> sizes) {}

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~',
      textBlock = """
          {                | it ends too early
          {"a"             | it ends too early
          {"a":[1,         | it ends too early
          {"a":"x          | it ends too early
          {"a":-           | it ends too early
          {"a":1e          | it ends too early
          {"a":1.}         | '}': expected a digit after the decimal point
          {"a":01}         | a number does not begin with a zero before other digits
          {"a":+1}         | '+': a number has no plus sign in JSON
          {"a":.5}         | '.': expected a value
          {"a":-x}         | 'x': expected a digit
          {"a":NaN}        | 'NaN' is not a number of JSON
          {"a":-Infinity}  | '-Infinity' is not a number of JSON
          {"a":abc}        | 'abc' is not a value; expected a text in double quotes, a number, an object, an array, true, false or null
          {a:1}            | 'a': expected a name in double quotes
          {'a':1}          | ''': expected a name in double quotes
          {"a":1,}         | '}': expected a name in double quotes
          {"a":[1,]}       | ']': expected a value
          {"a" 1}          | '1': expected a colon between name and value
          {"a":1]          | ']' stands where '}' is expected
          {"a":1 2}        | '2': expected a comma, or the end of the object or array
          {"a":1}]         | ']' closes nothing
          {"a":1}{"a":1}   | more follows after its end
          1 2              | more follows after its end
          {"a":1,"a":2}    | the name 'a' is there twice
          {"a":"\\q"}      | 'q' cannot follow a backslash in a text
          {"a":"\\u12"}    | '"': expected four hexadecimal digits after \\u
          // a             | '/': there are no comments in JSON
          [[[[[[           | objects and arrays are nested too deeply
          ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"] | a text, a number or a name is too long
          """)
  void sentences(String text, String sentence) {
    assertEquals(sentence, JsonFault.of(assertThrows(JacksonException.class, () -> JSON.readTree(text))));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      a: [1    | expected ',' or ']', but got <stream end>
      a: 'x    | found unexpected end of stream
      a: b: c  | mapping values are not allowed here
      @a       | found character '@' that cannot start any token. (Do not use @ for indentation)
      """)
  void sentencesOnYaml(String text, String sentence) {
    assertEquals(sentence,
        JsonFault.of(assertThrows(JacksonException.class, () -> YAMLMapper.shared().readTree(text))));
  }

  @Test
  void controlCharacters() {
    assertEquals("a text holds a control character, such as the end of a line; expected an escape, such as \\n",
        JsonFault.of(assertThrows(JacksonException.class, () -> JSON.readTree("[\"a\n\"]"))));
    assertEquals("a control character stands outside a text",
        JsonFault.of(assertThrows(JacksonException.class, () -> JSON.readTree("[\u0001]"))));
  }

  @Test
  void valuesOfAnotherKindAreNamed() {
    assertEquals("a value is of another kind than expected: 'sizes[1]'", JsonFault.of(
        assertThrows(JacksonException.class, () -> JSON.readValue("{\"sizes\":[1,{}]}", Shape.class))));
    assertEquals("'columns' is missing", JsonFault.of(
        assertThrows(JacksonException.class, () -> JSON.readTree("{}").required("columns"))));
    assertEquals("plain", JsonFault.of(new IllegalArgumentException("plain\nsecond line")));
  }

  /** Every place of a text, with every character there that JSON gives a meaning, and with the end there. */
  @Test
  void noSentenceSpeaksOfTheProgram() {
    String text = "{\"a\":[1,-2.5e3,true],\"b\":{\"c\":null,\"d\":\"x\\u0041\\n\"}}";
    int refused = 0;
    for (int at = 0; at < text.length(); at++) {
      refused += refused(text.substring(0, at));
      for (char each : "{}[]:,\"'\\+-.0eE/*#N\u0001\u00e4 ".toCharArray()) {
        refused += refused(text.substring(0, at) + each + text.substring(at + 1));
        refused += refused(text.substring(0, at) + each + text.substring(at));
      }
    }
    assertTrue(refused > 1000, "only " + refused);
  }

  private static int refused(String text) {
    try {
      JSON.readTree(text);
      return 0;
    } catch (JacksonException e) {
      String said = JsonFault.of(e);
      assertFalse(said.isBlank() || PROGRAM.matcher(said.replaceAll("'[^']*'", "")).find(), () -> text + ": " + said);
      return 1;
    }
  }
}
