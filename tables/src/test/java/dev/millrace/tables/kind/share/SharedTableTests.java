package dev.millrace.tables.kind.share;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingState;
import dev.millrace.runs.evaluate.EvaluationOptions;
import dev.millrace.runs.shared.RankPart;
import dev.millrace.runs.shared.RankRows;
import dev.millrace.runs.shared.SharedColumn;
import dev.millrace.runs.work.Caller;
import dev.millrace.tables.kind.evaluate.TableEvaluation;
import dev.millrace.tables.kind.open.TableRun;
import dev.millrace.tables.kind.train.TableConfig;
import dev.millrace.tables.kind.train.TableData;
import dev.millrace.tables.kind.train.TableRunTraining;
import dev.millrace.tables.model.TableModel;
import dev.millrace.tables.relations.RelationsJson;
import dev.millrace.tables.schema.SchemaJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SharedTableTests {
  private static final int ROWS = 400;
  /** All types, holes, a constant, a word, an exact relation, one that is nearly so, and names with all characters. */
  private static final String SELECT = "SELECT i AS id, CAST(hash(i) % 1000 AS INTEGER) AS whole, "
      + "CASE WHEN i % 7 = 0 THEN NULL ELSE sin(i) * 1e6 END AS wave, CAST(cos(i) AS FLOAT) AS \"odd. `name`\", "
      + "CAST(hash(i + 1) % 10000 AS DECIMAL(9, 0)) / 100 AS ratio, CAST(hash(i + 2) % 300 AS DECIMAL(9, 2)) AS price, "
      + "CAST(hash(i) % 1000 AS INTEGER) * 2 AS twice, i % 3 = 0 AS even, "
      + "CASE WHEN i % 5 = 0 THEN NULL ELSE 'w' || hash(i) % 4 END AS word, 'same' AS \"same\", "
      + "DATE '2020-01-01' + CAST(hash(i + 3) % 800 AS INTEGER) AS day, TIMESTAMP '2020-01-01 00:00:00' + "
      + "to_milliseconds(CAST(hash(i + 4) % 100000000 AS BIGINT)) AS time FROM range(" + ROWS + ") t(i)";
  @TempDir
  private static Path folder;
  private static Path file;
  private static List<SharedColumn> columns;
  private static List<@Nullable Object[]> rows;

  @BeforeAll
  static void writes() throws SQLException {
    file = folder.resolve("rows.parquet");
    columns = new ArrayList<>();
    rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (%s) TO '%s' (FORMAT parquet)".formatted(SELECT, file));
      try (ResultSet described = statement.executeQuery("DESCRIBE SELECT * FROM '%s'".formatted(file))) {
        while (described.next()) {
          columns.add(new SharedColumn(described.getString(1), described.getString(2)));
        }
      }
      try (ResultSet read = statement.executeQuery("SELECT * FROM '%s'".formatted(file))) {
        while (read.next()) {
          @Nullable
          Object[] row = new @Nullable Object[columns.size()];
          for (int c = 0; c < row.length; c++) {
            Object value = read.getObject(c + 1);
            row[c] = value instanceof Integer whole
                ? (Object) whole.longValue()
                : value instanceof Timestamp time ? time.toLocalDateTime() : value;
          }
          rows.add(row);
        }
      }
    }
  }

  private static TableConfig config(Map<String, Object> options) {
    Map<String, Object> all = new HashMap<>(
        Map.of("data", file.toString(), "holdout", 0, "steps", 6, "hidden", 16, "layers",
            1, "threads", 1));
    all.putAll(options);
    return ConfigFile.over(TableConfig.defaults(), "", all);
  }

  /** What travels between machines. */
  @SuppressWarnings("unchecked")
  private static <T> T sent(T value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A survey of distinct rows that are divided at random among machines. */
  private static RowSample survey(SharedTable table, List<@Nullable Object[]> all, int parts, long seed)
      throws IOException {
    List<@Nullable Object[]> order = new ArrayList<>(all);
    Collections.shuffle(order, new Random(seed));
    RowSample whole = sent(table.survey());
    for (int part = 0; part < parts; part++) {
      RowSample one = table.survey();
      for (int r = part; r < order.size(); r += parts) {
        one.add(order.get(r), 1);
      }
      whole.addAll(sent(one));
    }
    return whole;
  }

  private static RankPart part(RankRows ranks, TableConfig own, List<@Nullable Object[]> of) throws IOException {
    RankRows.Reading reading = ranks.reading(own);
    of.forEach(reading::add);
    return reading.part();
  }

  private static TableModel model(RankPart part, String name) throws IOException {
    TrainingState end = new Trainer(part.objective(), part.network(), part.options(),
        TrainingState.startingFrom(part.start())).run();
    Path model = folder.resolve(name);
    part.write(end.average(), model);
    return TableModel.read(model);
  }

  /** One machine with all rows in the order of a file learns what the command learns of the file, to the last bit. */
  @Test
  void oneRankLearnsWhatTheCommandDoes() throws IOException {
    TableConfig config = config(Map.of("label", "word", "coupling", "independent", "batch", 32));
    TableRunTraining usual = TableRunTraining.of(config, Caller.silent());
    SharedTable table = SharedTable.of(config, columns, Caller.silent());
    RowSample survey = survey(table, rows, 3, 1);
    for (int parts : new int[]{1, 8}) {
      assertArrayEquals(survey.sample().toArray(), survey(table, rows, parts, parts).sample().toArray());
    }
    RankRows ranks = sent(table.rows(survey, 1));
    TablePart part = (TablePart) part(ranks, (TableConfig) ranks.config(), rows);
    assertEquals(usual.config(), ranks.config());
    assertEquals(SchemaJson.of(usual.data().schema()).get("columns"), SchemaJson.of(part.schema()).get("columns"));
    assertEquals(usual.data().schema().constraints(), part.schema().constraints());
    assertEquals(usual.table().encoding().toJson(), part.training().encoding().toJson());
    assertEquals(RelationsJson.of(usual.table().relations()), RelationsJson.of(part.training().relations()));
    assertFalse(usual.table().relations().list().isEmpty());
    assertArrayEquals(usual.table().rows().codes(), part.training().rows().codes());
    assertEquals(Arrays.stream(usual.table().labelCounts()).boxed().toList(), part.labelCounts());
    TableModel model = model(part, "one.safetensors");
    TrainingState end = usual.table().trainer().run();
    assertArrayEquals(usual.table().network().field(end.average()).toFlat(), model.network().toFlat());
  }

  /** Words, numbers, dates and holes become what the command makes of them, also on ranks that have some of the rows. */
  @Test
  void ranksProtectValuesAsTheCommandDoes() throws IOException {
    TableConfig config = config(Map.of("label", "word", "protect-below", 30));
    TableRunTraining usual = TableRunTraining.of(config, Caller.silent());
    SharedTable table = SharedTable.of(config, columns, Caller.silent());
    RankRows ranks = sent(table.rows(survey(table, rows, 3, 1), 2));
    StringBuilder codes = new StringBuilder();
    for (int rank = 0; rank < 2; rank++) {
      TablePart part = (TablePart) part(ranks, (TableConfig) ranks.config(), rows.subList(rank * ROWS / 2,
          (rank + 1) * ROWS / 2));
      assertEquals(usual.table().encoding().toJson(), part.training().encoding().toJson());
      assertEquals(SchemaJson.of(usual.data().schema()).get("columns"), SchemaJson.of(part.schema()).get("columns"));
      assertEquals(RelationsJson.of(usual.table().relations()), RelationsJson.of(part.training().relations()));
      assertEquals(Arrays.stream(usual.table().labelCounts()).boxed().toList(), part.labelCounts());
      codes.append(part.training().rows().codes());
    }
    assertEquals(new String(usual.table().rows().codes()), codes.toString());
  }

  /** Rare words are grouped, and so are numbers that are beyond all those of the sample. */
  @Test
  void valuesOfTheSampleAreProtectedByAsManyOfItsRows() throws IOException {
    TableConfig config = config(Map.of("protect-below", 20));
    List<SharedColumn> two = List.of(new SharedColumn("x", "DOUBLE"), new SharedColumn("word", "VARCHAR"));
    SharedTable table = SharedTable.of(config, two, 500, Caller.silent());
    RowSample all = table.survey();
    List<@Nullable Object[]> many = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      many.add(new @Nullable Object[]{i * i * 0.25, i % 10 == 0 ? "rare" + i / 10 % 20 : i % 2 == 0 ? "a" : "b"});
    }
    many.forEach(row -> all.add(row, 1));
    assertFalse(all.isComplete());
    RankRows ranks = table.rows(all, 1);
    TablePart part = (TablePart) part(ranks, (TableConfig) ranks.config(), many);
    assertEquals(List.of("a", "b", "(other)"), part.schema().columns().get(1).levels());
    assertFalse(part.provenance().toString().contains("rare1"));
    assertFalse(part.provenance().toString().contains(Double.toString(3999 * 3999 * 0.25)));
    for (int c = 0; c < 2; c++) {
      int[] counts = new int[Character.MAX_VALUE];
      for (int row = 0; row < 4000; row++) {
        counts[part.training().rows().code(row, c)]++;
      }
      int[] held = Arrays.stream(counts).filter(count -> count > 0).toArray();
      assertTrue(held.length > (c == 0 ? 10 : 2) && Arrays.stream(held).allMatch(count -> count >= 20),
          Arrays.toString(held));
    }
  }

  /** Each machine chooses the rows that are not learnt as whoever reads the file later does. */
  @Test
  void heldOutRowsAreFoundAgain() throws IOException {
    TableConfig config = config(Map.of("holdout", 0.3));
    SharedTable table = SharedTable.of(config, columns, Caller.silent());
    RankRows ranks = table.rows(survey(table, rows, 2, 3), 2);
    List<RankPart> parts = new ArrayList<>();
    for (int rank = 0; rank < 2; rank++) {
      parts.add(part(ranks, (TableConfig) ranks.config(), rows.subList(rank * ROWS / 2, (rank + 1) * ROWS / 2)));
    }
    RunDirectory run = RunDirectory.create(folder.resolve("held"));
    parts.getFirst().write(parts.getFirst().start(), run.modelFile());
    ConfigFile.write(run.configFile(), ranks.config(), Map.of());
    TableRun opened = TableRun.of(run);
    TableData again = TableData.again(opened.config(), opened.schema(), opened.model(), Caller.silent());
    int learnt = parts.stream().mapToInt(part -> ((TablePart) part).training().rows().rows()).sum();
    assertEquals(learnt, again.learnt().rows());
    assertEquals(learnt, opened.rows());
    assertEquals(ROWS - learnt, java.util.Objects.requireNonNull(again.heldOut()).rows());
    assertEquals(0.7 * ROWS, learnt, 5 * Math.sqrt(0.21 * ROWS));
    char[] codes = opened.model().encoding().code(opened.model().relations().extended(again.learnt()), 1).codes();
    char[] both = (new String(((TablePart) parts.get(0)).training().rows().codes())
        + new String(((TablePart) parts.get(1)).training().rows().codes())).toCharArray();
    assertArrayEquals(both, codes);
  }

  @Test
  void aRunOfUnknownRowsSaysSo() throws IOException {
    SharedTable table = SharedTable.of(config(Map.of("data", "unknown")), columns, Caller.silent());
    RankRows ranks = table.rows(survey(table, rows, 1, 3), 1);
    RankPart part = part(ranks, (TableConfig) ranks.config(), rows);
    RunDirectory run = RunDirectory.create(folder.resolve("unknown"));
    part.write(part.start(), run.modelFile());
    ConfigFile.write(run.configFile(), ranks.config(), Map.of());
    assertTrue(message(() -> TableEvaluation.run(TableRun.of(run), EvaluationOptions.USUAL, Caller.silent()))
        .endsWith(
            "was trained on rows of other machines; write some of them to a file, such as Parquet, and name it in "
                + "run.yaml as 'data'"));
  }

  /** More rows than the sample holds: a third of them are equal, one has a rare word, and one a hole. */
  private static List<@Nullable Object[]> many() {
    List<@Nullable Object[]> many = new ArrayList<>();
    many.add(new @Nullable Object[]{1.5, "often"});
    for (int i = 1; i <= 4000; i++) {
      many.add(new @Nullable Object[]{i == 17 ? null : (Double) (i + 0.25), i == 23 ? "once" : i % 2 == 0 ? "a" : "b"});
    }
    return many;
  }

  private static RowSample sampled(List<@Nullable Object[]> many, int parts) throws IOException {
    RowSample whole = new RowSample(2, 500, 4);
    for (int part = 0; part < parts; part++) {
      RowSample one = new RowSample(2, 500, 4);
      for (int r = part; r < many.size(); r += parts) {
        one.add(many.get(r), r == 0 ? 2000 : 1);
      }
      whole.addAll(sent(one));
    }
    return whole;
  }

  @Test
  void aSampleDoesNotDependOnHowRowsAreDivided() throws IOException {
    RowSample one = sampled(many(), 1);
    assertFalse(one.isComplete());
    assertEquals(6000, one.rows());
    List<@Nullable Object[]> sample = one.sample();
    for (int parts : new int[]{2, 5}) {
      RowSample other = sampled(many(), parts);
      assertEquals(one.hash(), other.hash());
      assertArrayEquals(sample.toArray(), other.sample().toArray());
    }
    assertTrue(sample.size() >= 500 && sample.size() <= 505, "" + sample.size());
    double share = sample.stream().filter(row -> "often".equals(row[1])).count() / 500.0;
    assertEquals(1 / 3.0, share, 4 * 0.5 / Math.sqrt(500));
    assertEquals(1, sample.stream().filter(row -> "once".equals(row[1])).count());
    assertEquals(1, sample.stream().filter(row -> row[0] == null).count());
    double[] numbers = sample.stream().filter(row -> row[0] != null && !"often".equals(row[1]))
        .mapToDouble(row -> (Double) java.util.Objects.requireNonNull(row[0])).sorted().toArray();
    double bound = Math.sqrt(Math.log(2 / 1e-6) / 2 / numbers.length);
    for (int i = 0; i < numbers.length; i++) {
      assertEquals(numbers[i] / 4000, (i + 0.5) / numbers.length, bound);
    }
  }

  @Test
  void ranksKnowRowsThatAreNotInTheSample() throws IOException {
    TableConfig config = config(Map.of());
    SharedTable table = SharedTable.of(config,
        List.of(new SharedColumn("x", "DOUBLE"), new SharedColumn("word", "VARCHAR")), 500, Caller.silent());
    RowSample all = table.survey();
    many().forEach(row -> all.add(row, 1));
    RankRows ranks = table.rows(all, 3);
    assertEquals(129, ((TableConfig) ranks.config()).batch());
    TablePart part = (TablePart) part(ranks, (TableConfig) ranks.config(), many());
    assertEquals(4001, part.training().rows().rows());
    assertEquals("4001", part.provenance().get(TableRunTraining.ROWS));
    RankRows.Reading reading = ranks.reading(ranks.config());
    assertEquals("column 'word': 'never', expected one of a, b, often, once",
        message(() -> reading.add(new @Nullable Object[]{1.0, "never"})));
  }

  @Test
  void whatHasNoPlaceIsNamed() {
    assertEquals("`query` SELECT 1: has no meaning for rows that are given; leave it out",
        message(() -> SharedTable.of(config(Map.of("query", "SELECT 1")), columns, Caller.silent())));
    assertEquals("`dp-epsilon` 1.0: is offered on one machine only; leave it out",
        message(() -> SharedTable.of(config(Map.of("dp-epsilon", 1.0)), columns, Caller.silent())));
    assertEquals(
        "`protect-below` 5 with `holdout` 0.1: expected `holdout` 0, as rows of several machines are held out by the "
            + "words that are to be hidden",
        message(() -> SharedTable.of(config(Map.of("protect-below", 5, "holdout", 0.1)), columns, Caller.silent())));
    SharedTable table = SharedTable.of(config(Map.of("label", "wort")), columns, Caller.silent());
    assertEquals("`label`: there is no column 'wort'; did you mean 'word'?",
        message(() -> table.rows(survey(table, rows, 1, 1), 1)));
    assertEquals("the rows to train on: has 5 rows; expected at least 10, some hundreds are better", message(() -> {
      SharedTable few = SharedTable.of(config(Map.of()), columns, Caller.silent());
      few.rows(survey(few, rows.subList(0, 5), 1, 1), 1);
    }));
  }

  @Test
  void packedRowsAreRowsAgain() {
    rows.forEach(row -> assertArrayEquals(row, PackedRow.values(PackedRow.of(row), row.length)));
    assertTrue(IntStream.range(0, columns.size()).allMatch(c -> rows.stream().anyMatch(row -> row[c] != null)));
  }

  private static String message(org.junit.jupiter.api.function.Executable call) {
    return String.valueOf(assertThrows(InvalidInputException.class, call).getMessage());
  }
}
