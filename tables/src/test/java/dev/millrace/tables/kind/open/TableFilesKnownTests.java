package dev.millrace.tables.kind.open;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

class TableFilesKnownTests {
  @TempDir
  Path folder = Path.of("");

  private boolean isTable(String content) throws IOException {
    Path file = folder.resolve("rows.csv");
    Files.writeString(file, content, StandardCharsets.UTF_8);
    return TableFilesKnown.isTable(file.toString());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      age,income  | true
      1,red       | true
      1,"2,5"     | true
      1;2         | false
      1,2.5e3     | false
      1,NaN,-inf  | false
      NA,1,       | false
      1	2	?     | false
      """)
  void wordsMakeATable(String line, boolean table) throws IOException {
    assertEquals(table, isTable(line + "\n"));
  }

  @Test
  void aLongFieldIsReadInAMoment() {
    assertTimeout(Duration.ofSeconds(2), () -> isTable("1".repeat(60_000) + "x,1\n"));
  }
}
