package dev.millrace.tables.kind;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.Runs;
import dev.millrace.runs.evaluate.EvaluationOptions;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.kind.TrainedOn;
import dev.millrace.runs.kind.TrainedRun;
import dev.millrace.runs.manage.TrainingRequest;
import dev.millrace.runs.points.PointKind;
import dev.millrace.runs.rows.LoadedRun;
import dev.millrace.runs.rows.RowBlock;
import dev.millrace.runs.rows.RowGroup;
import dev.millrace.runs.rows.RowRange;
import dev.millrace.runs.rows.RowSettings;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.Sampled;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.runs.sample.Start;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Device;
import dev.millrace.runs.work.MemoryLimit;
import dev.millrace.runs.work.RunEvent;
import dev.millrace.runs.work.StoppedException;
import dev.millrace.tables.Elsewhere;
import dev.millrace.tables.Sets;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.kind.evaluate.TableEvaluation;
import dev.millrace.tables.kind.impute.FilledTable;
import dev.millrace.tables.kind.impute.ImputeOptions;
import dev.millrace.tables.kind.sample.RowOptions;
import dev.millrace.tables.model.Filling;
import dev.millrace.tables.model.SampleOptions;
import dev.millrace.tables.read.SourceOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A table from its file to rows and back, as a program uses it. */
class TableKindTests {
  private static final Kinds KINDS = Kinds.of(List.of(new PointKind(), new TableKind()));
  private static final Runs RUNS = new Runs(KINDS, Caller.silent());
  private static final Map<String, Object> TINY = Map.of("steps", 60, "batch", 32, "hidden", 16, "layers", 2, "threads",
      1, "checkpoint-every", 25);

  @TempDir
  private static Path folder = Path.of("");

  private static Path penguins = Path.of("");

  @BeforeAll
  static void train() throws IOException {
    penguins = folder.resolve("penguins.csv");
    try (InputStream in = Objects.requireNonNull(Sets.class.getResourceAsStream("penguins.csv"))) {
      Files.copy(in, penguins);
    }
    RUNS.train(request("p", "label", "species"));
  }

  private static TrainingRequest request(String out, Object... more) {
    Map<String, Object> options = new HashMap<>(TINY);
    for (int i = 0; i < more.length; i += 2) {
      options.put((String) more[i], more[i + 1]);
    }
    return TrainingRequest.of(penguins.toString(), options, folder.resolve(out));
  }

  private static TrainedTable trained() throws IOException {
    return (TrainedTable) RUNS.open(folder.resolve("p"));
  }

  private static String csv(SamplingOptions options, RowOptions rows) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    trained().sample(options, rows, Caller.silent()).file(".csv", "x.csv").writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static RowRange range(LoadedRun run, @Nullable String classes, @Nullable String where, long seed, long from,
      int count) {
    return new RowRange(run.rows(new RowSettings(3, null, classes, null, where, null), new Seed(seed)), from, count);
  }

  private static List<String> texts(RowBlock block) {
    return IntStream.range(0, block.rows()).mapToObj(row -> IntStream.range(0, 3)
        .mapToObj(column -> block.text(row, column)).toList().toString()).toList();
  }

  @Test
  void rowsOfSeveralSequencesAreDrawnTogether() throws IOException {
    try (LoadedRun run = trained().load(Device.AUTO)) {
      List<RowRange> ranges = List.of(range(run, null, null, 1, 0, 1), range(run, "Gentoo,Adelie", null, 2, 7, 5),
          range(run, null, "body_mass_g>=4000", 1, 1020, 9), range(run, null, "species=Gentoo", 1, 40, 70),
          range(run, null, null, 1, 1, 200));
      RowGroup group = ranges.getFirst().source().group();
      assertTrue(ranges.stream().allMatch(range -> range.source().group().equals(group)));
      assertNotEquals(group, run.rows(RowSettings.USUAL, new Seed(1)).group());
      List<RowBlock> together = group.draw(ranges);
      for (int i = 0; i < ranges.size(); i++) {
        assertEquals(texts(group.draw(List.of(ranges.get(i))).getFirst()), texts(together.get(i)));
      }
    }
  }

  private static List<String> rows(long offset, int count, RowOptions rows) throws IOException {
    List<String> lines = csv(SamplingOptions.of(1, 7).withRows(offset, count), rows).lines().toList();
    return lines.subList(1, lines.size());
  }

  @Test
  void rowsHaveTheColumnsAndFormsOfTheFile() throws IOException {
    Sampled all = RUNS.sample(folder.resolve("p"), new SamplingOptions(
        new Start.Drawn(null, 0), Integration.USUAL,
        new Seed(0), null, null, false, Device.AUTO, Csv.Header.AUTO,
        ""));
    assertEquals(275, all.count(), "four of five rows are learnt, and so many are the usual number");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    all.file(".csv", "x").writeTo(out);
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(Files.readAllLines(penguins).getFirst(), lines.getFirst());
    assertEquals(276, lines.size());
    for (String line : lines.subList(1, 276)) {
      assertTrue(line.matches(
          "(Adelie|Chinstrap|Gentoo),(Biscoe|Dream|Torgersen),(\\d\\d(\\.\\d)?)?,(\\d\\d(\\.\\d)?)?,(\\d{3})?,(\\d{4})?,(male|female)?"),
          line);
    }
  }

  @Test
  void anyRunCanBeAskedForRowsThatMeetConditions() throws IOException {
    TrainedRun run = trained(); // As who knows nothing of tables sees it
    SamplingOptions options = SamplingOptions.of(40, 3);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    run.sample(options, "species=Gentoo, sex=male", Caller.silent()).file(".csv", "x.csv").writeTo(out);
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().skip(1).toList();
    assertEquals(40, lines.size());
    assertTrue(lines.stream().allMatch(line -> line.startsWith("Gentoo,") && line.endsWith(",male")), lines::toString);
    assertThrows(InvalidInputException.class, () -> run.sample(options, "wings=2", Caller.silent()));
  }

  @Test
  void aRunSaysWhatItIs() throws IOException {
    RunDirectory run = RunDirectory.open(folder.resolve("p"));
    assertEquals("tables", ConfigFile.kind(run.configFile()).orElseThrow());
    assertEquals("tables", KINDS.of(run).name());
    assertTrue(Files.readString(run.path().resolve("schema.yaml")).contains("label: species"));
    assertTrue(RUNS.verify(run.path(), 1000, Map.of("threads", 3)).same());
    assertTrue(Files.exists(run.modelFile()));
  }

  @Test
  void aStoppedTrainingEndsWithTheSameBytes() throws IOException {
    AtomicInteger steps = new AtomicInteger();
    Caller stopping = new Caller(event -> {
      if (event instanceof RunEvent.Advanced(int done, _)) {
        steps.set(done);
      }
    }, () -> steps.get() >= 50, MemoryLimit.ofJava());
    assertThrows(StoppedException.class,
        () -> new Runs(KINDS, stopping).train(request("stopped", "label", "species")));
    assertFalse(RunDirectory.open(folder.resolve("stopped")).isTrained());
    RUNS.resume(folder.resolve("stopped"));
    assertArrayEquals(Files.readAllBytes(folder.resolve("p/model.safetensors")),
        Files.readAllBytes(folder.resolve("stopped/model.safetensors")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "species=Gentoo", "bill_length_mm>=40, island=Dream", "sex is missing, bill_length_mm>=40"})
  void aRowDependsOnItsNumberOnly(String where) throws IOException {
    RowOptions options = new RowOptions(where, "species,island,bill_length_mm,sex", false, false);
    List<String> all = rows(0, 60, options);
    List<String> parts = new ArrayList<>(rows(0, 17, options));
    parts.addAll(rows(17, 43, options));
    assertEquals(all, parts);
    for (String row : all) {
      assertTrue(switch (where) {
        case "species=Gentoo" -> row.startsWith("Gentoo,");
        case "" -> true;
        case "sex is missing, bill_length_mm>=40" ->
          row.endsWith(",") && Double.parseDouble(row.split(",", -1)[2]) >= 40;
        default -> row.contains(",Dream,") && Double.parseDouble(row.split(",", -1)[2]) >= 40;
      }, row);
    }
  }

  @Test
  void classesComeInTurnOrBalanced() throws IOException {
    List<String> turn = csv(SamplingOptions.of(6, 1).withClasses("Gentoo, Adelie"),
        new RowOptions("", "species", false, false)).lines().skip(1).toList();
    assertEquals(List.of("Gentoo", "Adelie", "Gentoo", "Adelie", "Gentoo", "Adelie"), turn);
    List<String> balanced = rows(0, 300, new RowOptions("", "species", true, false));
    for (String species : List.of("Adelie", "Chinstrap", "Gentoo")) {
      assertEquals(100, balanced.stream().filter(species::equals).count(), 1);
    }
  }

  @Test
  void weightsGoOutAndComeIn() throws IOException {
    Path file = folder.resolve("w.safetensors");
    RUNS.exportWeights(folder.resolve("p"), file);
    RUNS.importWeights(file, new TrainedOn(null, Csv.Header.AUTO, ""), folder.resolve("in"));
    TrainedTable imported = (TrainedTable) RUNS.open(folder.resolve("in"));
    SamplingOptions options = SamplingOptions.of(20, 3);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    imported.sample(options, Caller.silent()).file(".csv", "x").writeTo(out);
    assertEquals(csv(options, RowOptions.ALL), out.toString(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"label | specis | did you mean 'species'?", "steps | -1 | `steps` -1",
      "holdout | 0.95 | `holdout` 0.95: expected a share", "kind | tabels | did you mean 'tables'?",
      "activation | selu | `activation`: not an option for", "labels | species | did you mean 'label'?",
      "coupling | sinkhorn | `coupling` sinkhorn: expected ot or independent",
      "bad-rows | drop | expected fail or skip",
      "schema | none.yaml | none.yaml", "max-levels | 1 | `max-levels` 1", "protect-below | -1 | `protect-below` -1",
      "dp-delta | 0.5 | `dp-delta` 0.5: expected below one over the number of rows"})
  void whatIsWrongIsNamedAndNothingIsWritten(String option, String value, String message) {
    Object given = value.matches("-?\\d+")
        ? (Object) Integer.valueOf(value)
        : value.matches("0\\.\\d+")
            ? (Object) Double.valueOf(value)
            : value;
    String found = assertThrows(InvalidInputException.class, () -> RUNS.train(request("none", option, given)))
        .getMessage();
    assertTrue(found.contains(message), found);
    assertEquals(1, found.lines().count(), found);
    assertFalse(Files.exists(folder.resolve("none")));
  }

  @Test
  void optionsWithoutMeaningAreRefused() throws IOException {
    TrainedTable table = trained();
    SamplingOptions usual = SamplingOptions.of(5, 0);
    for (SamplingOptions wrong : List.of(usual.withGuidance(2.0), usual.withClasses("Emperor"),
        usual.withStart(new Start.Noise(penguins, null)),
        usual.withIntegration(new Integration("heun", 5, null, null, null, null)))) {
      assertThrows(InvalidInputException.class, () -> table.sample(wrong, Caller.silent()));
    }
    assertThrows(InvalidInputException.class, () -> RUNS.evaluate(penguins,
        EvaluationOptions.USUAL));
  }

  @Test
  void numbersWithoutNamesArePointsAndNamedOnesAreTables() throws IOException {
    Path bare = folder.resolve("bare.csv");
    Files.writeString(bare, "1,2\n3,4\n");
    Path named = folder.resolve("named.csv");
    Files.writeString(named, "\uFEFF\n\"a;1\";b\n1;2\n");
    assertEquals("points", KINDS.ofData(bare.toString()).name());
    assertEquals("points", KINDS.ofData("moons").name());
    assertEquals("points", KINDS.ofData("gone.csv").name());
    Path words = folder.resolve("words.csv");
    Files.writeString(words, "1,x\n2,y\n");
    for (String table : List.of(named.toString(), words.toString(), "x.parquet", "x.duckdb",
        "jdbc:postgresql://host/db")) {
      assertEquals("tables", KINDS.ofData(table).name(), table);
    }
    assertEquals("points", KINDS.pointsOrImages(named.toString()).name());
    assertEquals(Arrays.asList("points", "tables"), KINDS.all().stream().map(kind -> kind.name()).toList());
  }

  @Test
  void identifiersAndConstantsAreWrittenAndFreeTextIsNot() throws IOException {
    StringBuilder text = new StringBuilder("id,country,grade,comment\n");
    for (int i = 0; i < 120; i++) {
      text.append("C-%04d,CH,%d,\"Customer %d said that the %s was late, and asked for its money back.\"\n".formatted(
          i + 7, i % 5, i, i % 2 == 0 ? "parcel number " + i * 31 : "letter of " + i * 17 + " pages"));
    }
    Path file = folder.resolve("people.csv");
    Files.writeString(file, text);
    Map<String, Object> options = new HashMap<>(TINY);
    options.put("holdout", 0.0);
    RUNS.train(TrainingRequest.of(file.toString(), options, folder.resolve("people")));
    List<String> said = new ArrayList<>();
    Caller caller = new Caller(event -> {
      if (event instanceof RunEvent.Said(_, String line)) {
        said.add(line);
      }
    }, () -> false, MemoryLimit.ofJava());
    TrainedTable table = (TrainedTable) RUNS.open(folder.resolve("people"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    table.sample(SamplingOptions.of(1, 0).withRows(1, 3), caller).file(".csv", "x").writeTo(out);
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals("id,country,grade", lines.getFirst());
    assertTrue(lines.get(1).matches("C-0128,CH,[0-4]"), lines.get(1));
    assertTrue(said.getFirst().contains("free text, which is not learnt: comment"), said.toString());
  }

  @Test
  void noFileOfARunHoldsThePasswordOfTheDatabase() throws IOException, SQLException {
    String address = "jdbc:elsewhere://ada:geheim@host/shop?password=geheim";
    Map<String, Object> options = new HashMap<>(TINY);
    options.put("query", "SELECT 'C-' || (i * 7919 % 100000) AS id, i % 4 AS a, i * 1.5 AS b FROM range(100) t(i)");
    RunDirectory run;
    try (Elsewhere _ = Elsewhere.registered()) {
      run = RUNS.train(TrainingRequest.of(address, options, folder.resolve("shop")));
      assertTrue(RUNS.verify(run.path(), 1000, Map.of()).same());
      assertEquals(List.of("loss.png", "columns.png", "pairs.png"),
          RUNS.draw(run.path(), "all").stream().map(file -> file.getFileName().toString()).toList());
    }
    assertEquals("jdbc:elsewhere://ada@host/shop", ConfigFile.data(run.configFile()).orElseThrow());
    try (Stream<Path> files = Files.walk(run.path())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertFalse(Files.readString(file, StandardCharsets.ISO_8859_1).contains("geheim"), file.toString());
      }
    }
  }

  @Test
  void identifiersOfTheTableAreNotMadeAgain() throws IOException {
    StringBuilder text = new StringBuilder("key,grade\n");
    Set<String> known = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      String key = "K%03d".formatted(i * 701 % 1000);
      known.add(key);
      text.append(key).append(',').append(i % 3).append('\n');
    }
    Path file = folder.resolve("keys.csv");
    Files.writeString(file, text);
    for (int below : List.of(0, 5)) {
      Map<String, Object> options = new HashMap<>(TINY);
      options.put("protect-below", below);
      RUNS.train(TrainingRequest.of(file.toString(), options, folder.resolve("keys" + below)));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      RUNS.open(folder.resolve("keys" + below)).sample(SamplingOptions.of(700, 0), Caller.silent()).file(".csv", "x")
          .writeTo(out);
      List<String> made = out.toString(StandardCharsets.UTF_8).lines().skip(1).map(line -> line.split(",")[0])
          .toList();
      assertEquals(700, new HashSet<>(made).size());
      assertTrue(made.stream().allMatch(key -> key.matches("K\\d{3}")));
      // A protected model does not hold which identifiers there were.
      assertEquals(below == 0, made.stream().noneMatch(known::contains));
    }
  }

  @Test
  void theReportJudgesRowsAsTheyAreSampled() throws IOException {
    Path file = folder.resolve("stays.csv");
    StringBuilder text = new StringBuilder("from,to\n");
    for (int i = 0; i < 80; i++) {
      text.append(i * 37 % 80).append(',').append(i * 37 % 80 + i * 11 % 9).append('\n');
    }
    Files.writeString(file, text);
    Path schema = folder.resolve("stays.yaml");
    Files.writeString(schema, "constraints:\n- from <= to\n");
    Map<String, Object> options = new HashMap<>(TINY);
    options.put("schema", schema.toString());
    RUNS.train(TrainingRequest.of(file.toString(), options, folder.resolve("stays")));
    TrainedTable stays = (TrainedTable) RUNS.open(folder.resolve("stays"));
    Table judged = TableEvaluation.run(stays.run(), new EvaluationOptions(Tableau.EULER, List.of(4), 50, null, false, 0,
        1, null, null, null, null, null, false), Caller.silent()).sample();
    Table sampled = stays.sample(SamplingOptions.of(50, 0), Caller.silent()).table();
    assertTrue(stays.run().model().sample(50, SampleOptions.of(0, 4)).column(0) instanceof Numbers drawn
        && IntStream.range(0, 50).anyMatch(row -> !drawn.text(row).equals(sampled.column(0).text(row))),
        "some drawn rows do not meet the constraint");
    for (int row = 0; row < 50; row++) {
      assertEquals(sampled.column(0).text(row), judged.column(0).text(row));
      assertEquals(sampled.column(1).text(row), judged.column(1).text(row));
      assertTrue(Integer.parseInt(judged.column(0).text(row)) <= Integer.parseInt(judged.column(1).text(row)));
    }
  }

  @Test
  void missingValuesAreAskedOfTheModel() throws IOException {
    List<String> said = new ArrayList<>();
    Caller caller = new Caller(event -> {
      if (event instanceof RunEvent.Said(_, String line)) {
        said.add(line);
      }
    }, () -> false, MemoryLimit.ofJava());
    Table rows = trained().sample(SamplingOptions.of(400, 0),
        new RowOptions("sex is missing, bill_length_mm is missing, island=Dream", null, false, false), caller).table();
    assertEquals(400, rows.column(6).missing());
    assertEquals(400, rows.column(2).missing());
    assertEquals(List.of(), said);
  }

  @Test
  void picturesOfRowsAreDrawnAlone() throws IOException {
    List<Path> drawn = RUNS.draw(folder.resolve("p"), "pairs");
    assertEquals(List.of("pairs.png"), drawn.stream().map(file -> file.getFileName().toString()).toList());
    assertTrue(Files.size(drawn.getFirst()) > 1000);
    assertTrue(assertThrows(InvalidInputException.class, () -> RUNS.draw(folder.resolve("p"), "steps")).getMessage()
        .contains("expected loss, columns, pairs or all"));
    Path moved = folder.resolve("moved.csv");
    Files.move(penguins, moved);
    try {
      assertEquals(List.of("loss.png"), RUNS.draw(folder.resolve("p"), "all").stream()
          .map(file -> file.getFileName().toString()).toList());
      assertThrows(InvalidInputException.class, () -> RUNS.draw(folder.resolve("p"), "columns"));
    } finally {
      Files.move(moved, penguins);
    }
  }

  @Test
  void holesAreFilledAndTheRestStays() throws IOException {
    Path file = folder.resolve("holes.csv");
    Files.writeString(file, """
        note;sex;body_mass_g;species;new
        "a; b";;5500;Gentoo;7
        c;male;;Adelie;
        d;female;3400;Emperor;x
        """);
    ImputeOptions options = new ImputeOptions(SourceOptions.defaults(), Filling.EXPECTED, null, true, new Seed(0), 1);
    FilledTable filled = FilledTable.of(trained().run(), file.toString(), options, Caller.silent());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    filled.file(".csv", "x").writeTo(out);
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals("note;sex;body_mass_g;species;new;body_mass_g_certainty;sex_certainty", lines.getFirst());
    assertTrue(lines.get(1).matches("\"a; b\";(fe)?male;5500;Gentoo;7;;(0\\.\\d+|1)"), lines.get(1));
    assertTrue(lines.get(2).matches("c;male;\\d{4};Adelie;;\\d+(\\.\\d+)?;"), lines.get(2));
    assertEquals("d;female;3400;Emperor;x;;", lines.get(3));
    assertEquals(List.of("body_mass_g 1", "sex 1"),
        filled.holes().stream().map(holes -> holes.column() + " " + holes.count()).toList());
    assertEquals("3 rows, 2 holes filled", filled.summary());
    Path other = folder.resolve("other.csv");
    Files.writeString(other, "x,y\n1,2\n");
    assertTrue(assertThrows(InvalidInputException.class,
        () -> FilledTable.of(trained().run(), other.toString(), options, Caller.silent())).getMessage()
        .contains("none of the columns that the run has learnt, such as species"));
    // The columns are those of the run: what a schema could decide otherwise is no advice here.
    Files.writeString(other, "body_mass_g,sex\n5500,male\nabc,\n");
    assertEquals(other + ": column 'body_mass_g': expected numbers, but 'abc' is none",
        assertThrows(InvalidInputException.class,
            () -> FilledTable.of(trained().run(), other.toString(), options, Caller.silent())).getMessage());
  }
}
