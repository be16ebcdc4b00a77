package dev.millrace.bench.compare;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CompareTests {
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "--only nonsense | --only: no case 'nonsense', expected train-small, ",
      "--rounds 0 | --rounds 0: expected 1 to 1000",
      "--threads -1 | --threads -1: expected 1 to 1024",
      "--rounds many | 'many' is not an int",
      "--json /no/such/folder/f.json | --json /no/such/folder/f.json: expected a file in a folder that exists",
      "--png . | --png .: expected a file in a folder that exists",
      "--python /no/such/python | Python /no/such/python: no such program",
      "--nonsense | Unknown option: '--nonsense'"})
  void wrongUsageIsOneLineAndStatusTwo(String arguments, String expected) {
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    int status;
    try {
      status = Compare.run(arguments.split(" "));
    } finally {
      System.setErr(err);
    }
    String text = said.toString(StandardCharsets.UTF_8);
    assertEquals(2, status, text);
    assertEquals(1, text.lines().count(), text);
    assertTrue(text.startsWith("bench/compare: ") && text.contains(expected), text);
  }
}
