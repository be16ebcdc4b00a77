package dev.millrace.flow.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Empirical;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LabelledRowsTests {
  @TempDir
  private Path folder = Path.of("");

  private String csv(String name, String... lines) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, String.join("\n", lines) + "\n");
    return file.toString();
  }

  private String npy(String name, FloatArray array) throws IOException {
    Path file = folder.resolve(name);
    try (var out = Files.newOutputStream(file)) {
      Npy.write(out, array);
    }
    return file.toString();
  }

  private static LabelledRows read(String data, String labels) throws IOException {
    return LabelledRows.read(data, Csv.Header.AUTO, labels);
  }

  @Test
  void labelsComeFromAFileInAnyForm() throws IOException {
    String data = npy("rows.npy", FloatArray.of(new float[]{1, 2, 3, 4, 5, 6}, 3, 2));
    for (String labels : List.of(npy("labels.npy", FloatArray.of(new float[]{1, 0, 1}, 3)),
        npy("column.npy", FloatArray.of(new float[]{1, 0, 1}, 3, 1)), csv("labels.csv", "1", "0", "1.0"),
        csv("named.csv", "kind", "1", "0", "1"))) {
      LabelledRows read = read(data, labels);
      assertArrayEquals(new int[]{1, 0, 1}, read.classes());
      assertEquals(List.of(), read.names());
      assertEquals(2, read.rows().columns());
      assertEquals(read(data, csv("again.csv", "1", "0", "1")).hash(), read.hash());
      assertNotEquals(read(data, csv("other.csv", "0", "1", "0")).hash(), read.hash());
    }
    LabelledRows none = read(data, "");
    assertEquals(0, none.classes().length);
    assertEquals("", none.hash());
  }

  @Test
  void labelsComeFromAColumnWhichIsNotLearnt() throws IOException {
    String data = csv("d.csv", "x,kind,y", "1,2,10", "2,0,20", "3,1,30");
    LabelledRows read = read(data, "kind");
    assertArrayEquals(new int[]{2, 0, 1}, read.classes());
    assertEquals(List.of("x", "y"), read.rows().names());
    assertArrayEquals(new double[]{1, 10, 2, 20, 3, 30}, read.rows().values());
    DataSource source = DataSource.of(data, Csv.Header.AUTO, "kind");
    assertEquals(3, source.learnt().classes());
    assertEquals(2, source.standardizer().dim());
    assertEquals(1, ((Empirical) source.learnt().ofClass(1)).rowCount());
    assertEquals(read.hash(), source.labelsHash());
    // Without labels the column is data.
    assertEquals(3, DataSource.of(data, Csv.Header.AUTO, "").standardizer().dim());
  }

  @Test
  void labelsThatAreNoNumbersOfClassesBecomeTheirNames() throws IOException {
    LabelledRows read = read(csv("d.csv", "x", "5", "6", "7", "8"), csv("l.csv", "20", "3", "3", "100"));
    assertArrayEquals(new int[]{1, 0, 0, 2}, read.classes());
    assertEquals(List.of("3", "20", "100"), read.names());
    assertEquals(List.of("3", "20", "100"),
        DataSource.of(csv("d.csv", "x", "5", "6", "7", "8"), Csv.Header.AUTO, csv("l.csv", "20", "3", "3", "100"))
            .classNames());
  }

  @Test
  void wordsAreClassesInTheOrderOfTheAlphabet() throws IOException {
    String[] rows = {"1,rose,10", "2,\"iris, blue\",20", "3,rose,30", "4, lily ,40"};
    String data = csv("d.csv", "x,kind,y", rows[0], rows[1], rows[2], rows[3]);
    LabelledRows read = read(data, "kind");
    assertArrayEquals(new int[]{2, 0, 2, 1}, read.classes());
    assertEquals(List.of("iris, blue", "lily", "rose"), read.names());
    assertArrayEquals(new double[]{1, 10, 2, 20, 3, 30, 4, 40}, read.rows().values());
    assertEquals(List.of("x", "y"), read.rows().names());
    assertEquals(read.names(), DataSource.of(data, Csv.Header.AUTO, "kind").classNames());
    Path lines = folder.resolve("d.jsonl");
    Files.writeString(lines, """
        {"x":1,"kind":"rose","y":10}
        {"x":2,"kind":"iris, blue","y":20}
        {"x":3,"kind":"rose","y":30}
        {"x":4,"kind":"lily","y":40}
        """);
    LabelledRows json = read(lines.toString(), "kind");
    assertArrayEquals(read.classes(), json.classes());
    assertEquals(read.names(), json.names());
    assertEquals(read.rows(), json.rows());
    assertEquals(read.hash(), json.hash());
    assertNotEquals(read.hash(), read(csv("e.csv", "x,kind,y", rows[0], rows[1], rows[2], "4,rose,40"), "kind").hash());
  }

  @Test
  void wordsComeFromAFileWithOrWithoutANameAtItsTop() throws IOException {
    String data = npy("rows.npy", FloatArray.of(new float[]{1, 2, 3}, 3, 1));
    for (String labels : List.of(csv("named.csv", "kind", "b", "a", "b"), csv("bare.csv", "b", "a", "b"))) {
      assertArrayEquals(new int[]{1, 0, 1}, read(data, labels).classes(), labels);
      assertEquals(List.of("a", "b"), read(data, labels).names());
    }
    refused(data, csv("fewer.csv", "kind", "a", "b"), "fewer.csv: 2 labels, but", "has 3 rows");
  }

  @Test
  void whatIsNoWordIsNamedInOneLine() throws IOException {
    refused(csv("gap.csv", "x,kind", "1,a", "2,", "3,b"), "kind",
        "gap.csv:3: column 'kind': has no label");
    refused(csv("mixed.csv", "x,kind", "1,7", "2,NA", "3,8"), "kind",
        "mixed.csv:3: column 'kind': 'NA', expected a whole number, as other labels are");
    refused(csv("any.csv", "x,kind", "1,a", "2,any"), "kind",
        "any.csv:3: column 'kind': the label 'any' stands for rows");
    refused(csv("long.csv", "x,kind", "1,a", "2," + "b".repeat(101)), "kind",
        "expected a word of up to 100 characters");
    refused(csv("lines.csv", "x,kind", "1,a", "2,\"b\nc\""), "kind", "lines.csv:3: ", "'b?c', expected a word");
    refused(csv("same.csv", "x,kind", "1,a", "2,a"), "kind", "every row has the label a, expected at least 2");
  }

  @Test
  void whatIsNoLabelIsNamedInOneLine() throws IOException {
    String data = csv("d.csv", "x,kind,y", "1,2,10", "2,0,20", "3,1,30");
    refused(data, csv("short.csv", "0", "1"), "short.csv: 2 labels, but", "d.csv has 3 rows");
    refused(data, csv("wide.csv", "0,1", "1,0", "1,1"), "wide.csv: 2 columns, expected one label for each row");
    refused(data, csv("negative.csv", "0", "-1", "1"), "negative.csv:2: -1, expected a whole");
    refused(data, csv("half.csv", "0", "1", "0.5"), "half.csv:3: 0.5, expected a whole number from 0");
    refused(data, csv("large.csv", "0", "1", "12345678"), "large.csv:3: 12345678, expected");
    refused(data, csv("one.csv", "4", "4", "4"), "one.csv: every row has the label 4, expected at least 2");
    refused(data, "kinds", "`labels` kinds:", "d.csv has no column of that name; did you mean 'kind'?");
    refused(data, "speed", "no column of that name; expected one of x, kind, y");
    refused(data, folder.resolve("none.csv").toString(), "none.csv");
    refused(csv("y.csv", "0.5,1,10", "2,0,20"), "y", "the columns of",
        "have no names; expected a .npy, .csv or .jsonl");
    refused(csv("only.csv", "kind", "0", "1"), "kind", "it is the only column of");
    refused(csv("halves.csv", "x,kind", "1,0.5", "2,1"), "kind", "halves.csv:2: column 'kind': 0.5", "0.5");
    String rows = npy("many.npy", FloatArray.of(new float[1001], 1001, 1));
    refused(rows, csv("many.csv", IntStream.range(0, 1001).mapToObj(Integer::toString).toArray(String[]::new)),
        "many.csv: 1,001 different labels, expected at most 1,000");
  }

  private static void refused(String data, String labels, String... words) {
    String message = String.valueOf(assertThrows(InvalidInputException.class, () -> read(data, labels)).getMessage());
    assertFalse(message.contains("\n"), message);
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }

  @Test
  void optionsOfClassesBelongToTheirData() throws IOException {
    check("`labels` l.npy: only for the rows of a file; moons", "data", "moons", "labels", "l.npy");
    check("`classes`: d.csv does not say the classes of its rows; expected `labels`", "data", "d.csv", "classes", true);
    check("`label-dropout` 1.5: expected a share from 0 to 1", "data", "moons", "classes", true, "label-dropout", 1.5);
    RunConfig curve = config("data", "scurve", "classes", true);
    String message = String.valueOf(assertThrows(InvalidInputException.class,
        () -> curve.shape(DataSource.of("scurve").learnt())).getMessage());
    assertTrue(message.contains("scurve has no classes"), message);
    assertEquals(2, config("classes", true).shape(DataSource.of("moons").learnt()).classes());
    assertEquals(0, RunConfig.defaults().shape(DataSource.of("moons").learnt()).classes());
  }

  /** Checkpoints of release 0.1 hold the hash of options without those of classes. */
  @Test
  void theHashOfOptionsWithoutClassesIsThatOfEarlierReleases() {
    assertEquals("603d98aa439ebd90a75167bc264fb17375b6fd25633a76e5420c977699b05f46",
        ConfigFile.hash(RunConfig.defaults()));
    assertEquals(ConfigFile.hash(RunConfig.defaults()), ConfigFile.hash(config("label-dropout", 0.3)));
    assertNotEquals(ConfigFile.hash(RunConfig.defaults()), ConfigFile.hash(config("classes", true)));
    assertNotEquals(ConfigFile.hash(config("classes", true, "label-dropout", 0.3)),
        ConfigFile.hash(config("classes", true)));
  }

  private static RunConfig config(Object... options) {
    return ConfigFile.over(RunConfig.defaults(), "", IntStream.range(0, options.length / 2).boxed()
        .collect(Collectors.toMap(i -> (String) options[2 * i], i -> options[2 * i + 1])));
  }

  private static void check(String words, Object... options) {
    String message = String
        .valueOf(assertThrows(InvalidInputException.class, () -> config(options).check()).getMessage());
    assertTrue(message.contains(words), () -> message + Arrays.toString(options));
  }
}
