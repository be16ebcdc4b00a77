package dev.millrace.tables.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.schema.ColumnChoice;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.ColumnType;
import dev.millrace.tables.schema.SchemaChoices;
import dev.millrace.tables.schema.TableSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TableReaderTests {
  private static final int ROWS = 30_000;

  @TempDir
  private Path folder;

  private Path table() throws IOException {
    StringBuilder text = new StringBuilder("x,word,half\n");
    for (int r = 0; r < ROWS; r++) {
      // Word w occurs about in proportion to 1/(w + 1), for w up to 2999.
      text.append(r % 1009).append(",w").append((int) Math.exp(r * Math.log(3000) / ROWS) - 1).append(',')
          .append(r % 2 == 0 ? "" : "v").append('\n');
    }
    return Files.writeString(folder.resolve("t.csv"), text);
  }

  @Test
  void groupsRareWords() throws IOException {
    try (TableSource source = TableSource.open(table().toString(), SourceOptions.defaults())) {
      TableSchema schema = source.schema();
      ColumnSchema words = schema.columns().get(1);
      assertEquals(100, words.levels().size());
      assertEquals(ColumnSchema.OTHER, words.levels().getLast());
      assertTrue(words.distinct() > 2000);
      assertEquals(words.distinct() - 99, words.rare().size());
      Words read = (Words) source.read(schema).column(1);
      assertEquals(99, read.codes()[ROWS - 1]);
      long others = java.util.Arrays.stream(read.codes()).filter(code -> code == 99).count();
      assertEquals(others, words.rare().values().stream().mapToLong(Long::longValue).sum());
    }
  }

  @Test
  void choosesRowsBySeedWhereAllDoNotFit() throws IOException {
    Path file = table();
    long half = ROWS / 2 * 16;
    int[][] chosen = new int[3][];
    for (int i = 0; i < 3; i++) {
      try (
          TableSource source = TableSource.open(file.toString(), SourceOptions.defaults().withMemory(half).withThreads(i
              + 1).withSeed(i / 2))) {
        Table table = source.read(source.schema());
        assertEquals(ROWS / 2, table.rows(), 300);
        assertTrue(source.notes().getFirst().contains("of 30,000 rows, chosen at random"), source.notes().getFirst());
        // Uniform in the rows: the mean of the first column is that of all.
        assertEquals(504, java.util.Arrays.stream(((Numbers) table.column(0)).values()).average().orElseThrow(), 10);
        assertEquals(0.5, table.column(2).missing() / (double) table.rows(), 0.02);
        chosen[i] = ((Words) table.column(1)).codes();
      }
    }
    assertArrayEquals(chosen[0], chosen[1]);
    assertFalse(java.util.Arrays.equals(chosen[0], chosen[2]));
  }

  @Test
  void readsAnotherTableBySchema() throws IOException {
    TableSchema schema;
    Path file = Files.writeString(folder.resolve("a.csv"), "a,b\n" + "1.5,red\n2.5,green\n,red\n".repeat(30));
    try (TableSource source = TableSource.open(file.toString(), SourceOptions.defaults())) {
      schema = source.schema();
    }
    Files.writeString(folder.resolve("b.csv"), "b,c,a\ngreen,1,7.5\nred,1,\n");
    try (TableSource source = TableSource.open(folder.resolve("b.csv").toString(), SourceOptions.defaults())) {
      Table table = source.read(schema);
      assertEquals(7.5, ((Numbers) table.column(0)).values()[0]);
      assertTrue(table.column(0).isMissing(1));
      assertEquals("green", table.column(1).text(0));
    }
    refused(schema, "b,a\ngren,1\n", "row 1: column 'b': 'gren', expected a known level; is 'green' meant?");
    refused(schema, "b,a\nred,1\ngreen,x\n", "row 2: column 'a': 'x', expected a number");
    refused(schema, "bb,a\nred,1\n", "there is no column 'b'");
  }

  /** A category without any word has no levels; a message is about the column that is wrong. */
  @Test
  void aColumnOfWordsMayBeEmpty() throws IOException {
    SchemaChoices.Named word = new SchemaChoices.Named("word", 0,
        new ColumnChoice(ColumnType.CATEGORY, null, null, null, false, null));
    Path file = Files.writeString(folder.resolve("d.csv"), "word,x\n" + ",1.5\n,\n,2.5\n".repeat(5));
    try (TableSource source = TableSource.open(file.toString(), SourceOptions.defaults())) {
      TableSchema schema = source.schema(new SchemaChoices("", List.of(word), null, List.of()));
      Table table = source.read(schema);
      assertEquals(15, table.column(0).missing());
      assertEquals(5, table.column(1).missing());
      refused(schema, "word,x\n,1\n,y\n", "row 2: column 'x': 'y', expected a number");
      refused(schema, "word,x\nno,1\n", "row 1: column 'word': 'no', expected no value");
    }
  }

  private void refused(TableSchema schema, String text, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("c.csv"), text);
    try (TableSource source = TableSource.open(file.toString(), SourceOptions.defaults())) {
      String said = assertThrows(InvalidInputException.class, () -> source.read(schema)).getMessage();
      assertTrue(said.startsWith(file.toString()) && said.contains(message), said);
    }
  }
}
