package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SchemaCommandTests {
  @TempDir
  private Path folder;

  private Path people() throws IOException {
    StringBuilder text = new StringBuilder("id,age,city,joined,note\n");
    for (int r = 0; r < 60; r++) {
      text.append("P-%03d,%d,%s,2020-01-%02d,was seen by the %dth clerk\n".formatted(r, 20 + r % 40, r % 3 == 0
          ? "Rome"
          : "Oslo", r % 28 + 1, r));
    }
    return Files.writeString(folder.resolve("people.csv"), text);
  }

  @Test
  void printsAndWritesWhatColumnsAre() throws IOException {
    String people = people().toString();
    String yaml = folder.resolve("schema.yaml").toString();
    String out = Outcome.of("schema", people, "--out", yaml).succeeded().out();
    assertTrue(out.startsWith("60 rows, 5 columns, of which 3 are learnt."), out);
    String words = out.replaceAll("\\s+", " ");
    assertTrue(words.contains("sequence from P-060") && words.contains("Free text is not learnt"), out);
    assertTrue(out.lines().allMatch(line -> line.length() <= 80), out);
    assertEquals(out, Outcome.of("schema", people, "--schema", yaml).succeeded().out());
    JsonNode json = JsonMapper.shared().readTree(Outcome.of("schema", people, "--json").succeeded().out());
    assertEquals(60, json.get("rows").intValue());
    assertEquals("date", json.get("columns").get(3).get("type").asString());
  }

  @Test
  void saysWhatCannotBeLearnt() throws IOException {
    String few = Files.writeString(folder.resolve("few.csv"), "a,b\n1,x\n2,y\n3,x\n").toString();
    assertTrue(Outcome.of("schema", few).succeeded().out().contains("3 rows are too few to learn: at least 10"));
    assertTrue(Outcome.of("train", few, "--out", folder.resolve("r").toString()).err()
        .contains(few + ": has 3 rows; expected at least 10"));
    String same = Files.writeString(folder.resolve("same.csv"), "a,b\n" + "1,x\n".repeat(20)).toString();
    assertTrue(Outcome.of("schema", same).succeeded().out().contains("No column can be learnt"));
    assertTrue(Outcome.of("train", same, "--out", folder.resolve("r").toString()).err()
        .contains(same + ": no column can be learnt: all are identifiers, free text or constant; give a --schema"));
  }

  @Test
  void namesWhatIsWrong() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.csv"), "a,b\n1,2\n3\n");
    Outcome outcome = Outcome.of("schema", bad.toString(), "--out", folder.resolve("s.yaml").toString());
    assertEquals(Millrace.WRONG_INPUT, outcome.status());
    assertEquals(
        "millrace: " + bad + ":3: 1 field in '3', expected 2; mend the file, or give --bad-rows skip to leave bad "
            + "rows out",
        outcome.err().strip());
    assertFalse(Files.exists(folder.resolve("s.yaml")));
    assertTrue(Outcome.of("schema", bad.toString(), "--bad-rows", "skip").succeeded().out().contains(
        "1 bad row left out; line 3"));
    assertTrue(Outcome.of("schema", bad.toString(), "--bad-rows", "drop").err().contains("expected fail or skip"));
  }
}
