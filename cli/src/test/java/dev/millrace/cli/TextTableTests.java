package dev.millrace.cli;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TextTableTests {
  @Test
  void columnsKeepApartAndTheLastIsWrapped() {
    String words = "words that are many more than fit into what the other columns leave of the line, by far";
    String text = new TextTable("lrw").row("name", "1.2345e-05 to 1.2345e-05", words).row("n", "2", "few").text();
    List<String> lines = text.lines().toList();
    assertTrue(lines.stream().allMatch(line -> line.length() <= TextTable.WIDTH), text);
    assertTrue(lines.getFirst().startsWith("name  1.2345e-05 to 1.2345e-05  words"), text);
    assertEquals("n     " + " ".repeat(23) + "2  few", lines.getLast());
    int indent = lines.getFirst().indexOf("words");
    assertEquals(words, String.join(" ", lines.subList(0, lines.size() - 1).stream().map(l -> l.substring(indent))
        .toList()));
    assertTrue(lines.get(1).startsWith(" ".repeat(indent)));
  }

  @Test
  void wordsLongerThanALineStandAloneAndNothingIsLost() {
    String path = "/a".repeat(60);
    assertEquals(List.of("before", path, "after"), TextTable.paragraph("before %s after", path).lines().toList());
    assertEquals(List.of(""), TextTable.paragraph("").lines().toList());
    assertThrows(IllegalArgumentException.class, () -> new TextTable("ll").row("1"));
  }
}
