package dev.millrace.cli;

import java.util.List;
import java.util.OptionalInt;

import dev.millrace.cli.terminal.Terminal;
import dev.millrace.runs.text.TextTable;
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
  void linesForUsersAreWrappedOnlyOnATerminal() {
    String line = "millrace: a/b.csv: has 2 columns; expected 3, as the flow has";
    assertEquals(line + System.lineSeparator(), Terminal.wrapped(line, OptionalInt.empty()));
    for (int columns : new int[]{20, 33, 80, 400}) {
      List<String> lines = Terminal.wrapped(line, OptionalInt.of(columns)).lines().toList();
      assertTrue(lines.stream().allMatch(each -> each.length() <= columns), lines.toString());
      assertEquals(line, String.join(" ", lines));
    }
    String command = "millrace train --resume --out a/folder/with/a/name";
    assertEquals(List.of("stopped after step 1; continue", "with:", command),
        Terminal.wrapped("stopped after step 1; continue with: " + command, OptionalInt.of(30)).lines().toList());
  }

  @Test
  void wordsLongerThanALineStandAloneAndNothingIsLost() {
    String path = "/a".repeat(60);
    assertEquals(List.of("before", path, "after"), TextTable.paragraph("before %s after", path).lines().toList());
    assertEquals(List.of(""), TextTable.paragraph("").lines().toList());
    assertThrows(IllegalArgumentException.class, () -> new TextTable("ll").row("1"));
  }
}
