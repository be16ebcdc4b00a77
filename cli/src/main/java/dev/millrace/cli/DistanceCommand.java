package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Formatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Empirical;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.evaluate.Attempts;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.PipedInput;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.measure.Mmd;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.DataSource;
import dev.millrace.runs.evaluate.DistanceMetric;
import dev.millrace.runs.open.Units;
import dev.millrace.runs.text.RowsRead;
import dev.millrace.runs.text.TextTable;
import dev.millrace.runs.work.MemoryLimit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures the distance between two files of points. How far apart two files of the same distribution would be by
 * chance is found by pooling the rows of both files and splitting them at random, many times: the null distribution of
 * a permutation test.
 */
@Command(name = "distance", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} distance samples.npy real.npy --metric all%n%n",
    description = "Measures how far apart two files of points are, and how far apart two files of the same "
        + "distribution would be by chance.")
final class DistanceCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable Millrace millrace;

  private static final int MOST_SPLITS = 10_000;
  private static final int MOST_PROJECTIONS = 1_000_000;
  /** Copies of both sets: as doubles, as floats, pooled, and split. */
  private static final int COPIES = 18;

  @Parameters(index = "0", paramLabel = "A",
      description = "a .npy, .csv or .jsonl file, one point per row, or - for standard input")
  private Path a = Path.of("");

  @Parameters(index = "1", paramLabel = "B", description = "another file with the same number of columns")
  private Path b = Path.of("");

  @Option(names = "--metric", paramLabel = "NAME", defaultValue = "w2",
      description = "w2, w1, sliced-w2, mmd, energy, sinkhorn, or all of them")
  private String metric = "w2";

  @Option(names = "--splits", paramLabel = "N", defaultValue = "3",
      description = "how often both files are mixed and split at random, to show what chance alone gives; 0 for none; "
          + "each takes as long as the figure itself")
  private int splits;

  @Option(names = "--projections", paramLabel = "N", defaultValue = "500",
      description = "number of random directions for sliced-w2")
  private int projections;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "0",
      description = "seed of the random numbers, for splits and directions")
  private long seed;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
      description = "number of threads; 0 for all processors")
  private int threads;

  @Option(names = {"--standardised", "--standardized"},
      description = "divide each column by its standard deviation in A and B together, so that columns with different "
          + "units have the same weight")
  private boolean standardised;

  @Mixin
  private CsvOptions csv = new CsvOptions();

  @Option(names = "--json", description = "print one JSON object instead of a table")
  private boolean json;

  private final Attempts attempts = new Attempts();

  /** The value of one measure, and its values for the random splits. */
  private record Line(DistanceMetric metric, double value, double[] chance) {}

  @Override
  public Integer call() throws IOException {
    if (splits < 0 || splits > MOST_SPLITS || projections < 1 || projections > MOST_PROJECTIONS || threads < 0) {
      throw new InvalidInputException(
          "--splits %d, --projections %d, --threads %d: expected 0 to %,d, 1 to %,d, and 0 or more".formatted(splits,
              projections, threads, MOST_SPLITS, MOST_PROJECTIONS));
    }
    List<DistanceMetric> asked = asked();
    if (a.equals(b) && PipedInput.is(a)) {
      throw new InvalidInputException(a + ": can be read only once, expected another file to compare with");
    }
    MemoryLimit memory = Millrace.memoryOf(millrace);
    memory.requireForFile(a.toString());
    memory.requireForFile(b.toString());
    Table tableOfA = DataSource.read(a, csv.csvHeader());
    Table tableOfB = DataSource.read(b, csv.csvHeader());
    if (tableOfA.columns() != tableOfB.columns()) {
      throw new InvalidInputException("%s has %d columns, %s has %d: expected the same number of columns".formatted(a,
          tableOfA.columns(), b, tableOfB.columns()));
    }
    List<DistanceMetric> metrics = possible(asked, tableOfA.rows(), tableOfB.rows());
    int rows = Math.max(tableOfA.rows(), tableOfB.rows());
    boolean pairs = metrics.stream().anyMatch(each -> each.needsPairs(rows, tableOfA.columns()));
    memory.requireForDistances("measuring %d and %d rows".formatted(tableOfA.rows(), tableOfB.rows()),
        rows, tableOfA.columns(), COPIES, pairs ? 1 : 0);
    Standardizer units = units(tableOfA, tableOfB);
    FloatArray rowsOfA = comparable(tableOfA, units);
    FloatArray rowsOfB = comparable(tableOfB, units);
    double bandwidth = metrics.contains(DistanceMetric.MMD) || metrics.contains(DistanceMetric.SINKHORN)
        ? attempts.number("the bandwidth of mmd and sinkhorn",
            () -> Mmd.medianDistance(rowsOfA.values(), rowsOfB.values(), rowsOfA.rowLength()))
        : Double.NaN;
    List<Line> lines = measure(metrics, rowsOfA, rowsOfB, new DistanceMetric.Settings(projections, bandwidth,
        new Seed(seed), Workers.orAllProcessors(threads)));
    attempts.failures().forEach(line -> Millrace.complain((lines.isEmpty() ? "" : "left out: ") + line));
    if (lines.isEmpty()) {
      return Millrace.FAILED;
    }
    System.out
        .print(json ? asJson(lines, tableOfA, tableOfB, bandwidth) : asTable(lines, tableOfA, tableOfB, bandwidth));
    return 0;
  }

  /**
   * The map from both files to the numbers that are measured. It is the same for both, so that distances are those
   * between the files. Columns that floats resolve are not changed; from others, a common offset is subtracted in
   * double precision.
   */
  private Standardizer units(Table tableOfA, Table tableOfB) {
    double[] pool = Arrays.copyOf(tableOfA.values(), tableOfA.values().length + tableOfB.values().length);
    System.arraycopy(tableOfB.values(), 0, pool, tableOfA.values().length, tableOfB.values().length);
    Table together = Table.ofDoubles(pool, tableOfA.columns(), tableOfA.names());
    Standardizer standardizer = Standardizer.of(together);
    if (standardised) {
      return standardizer;
    }
    Units.note(standardizer, tableOfA.names(), "distances").ifPresent(Millrace::complain);
    return Units.withoutOffsets(together);
  }

  private static FloatArray comparable(Table table, Standardizer units) {
    return FloatArray.of(units.apply(table.values()), table.rows(), table.columns());
  }

  private List<DistanceMetric> asked() {
    if (metric.equals("all")) {
      return List.of(DistanceMetric.values());
    }
    return List.of(Arrays.stream(DistanceMetric.values()).filter(m -> m.label().equals(metric)).findFirst().orElseThrow(
        () -> new InvalidInputException("--metric " + metric + ": expected one of "
            + Arrays.stream(DistanceMetric.values()).map(DistanceMetric::label).collect(Collectors.joining(", "))
            + ", all")));
  }

  /**
   * For "all", the measures that the sets allow, and a note on each of the others; a measure asked for by name must be
   * possible.
   */
  private static List<DistanceMetric> possible(List<DistanceMetric> asked, int n, int m) {
    List<DistanceMetric> metrics = new ArrayList<>();
    for (DistanceMetric each : asked) {
      String obstacle = each.obstacle(n, m);
      if (obstacle.isEmpty()) {
        metrics.add(each);
      } else if (asked.size() == 1) {
        throw new InvalidInputException(obstacle);
      } else {
        Millrace.complain("left out: " + obstacle);
      }
    }
    return metrics;
  }

  private List<Line> measure(List<DistanceMetric> metrics, FloatArray rowsOfA, FloatArray rowsOfB,
      DistanceMetric.Settings settings) {
    int dim = rowsOfA.rowLength();
    int n = rowsOfA.values().length;
    float[] pool = Arrays.copyOf(rowsOfA.values(), n + rowsOfB.values().length);
    System.arraycopy(rowsOfB.values(), 0, pool, n, pool.length - n);
    Empirical together = new Empirical(pool, dim);
    List<Line> lines = new ArrayList<>();
    for (DistanceMetric each : metrics) {
      double value = attempts.number(each.label(), () -> each.of(rowsOfA.values(), rowsOfB.values(), dim, settings));
      if (!Double.isNaN(value)) {
        lines.add(new Line(each, value, new double[splits]));
      }
    }
    for (int s = 0; s < splits; s++) {
      var random = settings.seed().generator(Seed.Purpose.EVALUATION_DATA, s, 0);
      float[] shuffled = together.balancedSets(random, 1, together.rowCount())[0];
      float[] left = Arrays.copyOf(shuffled, n);
      float[] right = Arrays.copyOfRange(shuffled, n, shuffled.length);
      for (Line line : lines) {
        int split = s;
        line.chance[s] = attempts.number(line.metric.label() + " of random split " + (split + 1),
            () -> line.metric.of(left, right, dim, settings));
      }
    }
    return lines;
  }

  private String asTable(List<Line> lines, Table rowsOfA, Table rowsOfB, double bandwidth) {
    Formatter table = new Formatter(Locale.ROOT);
    table.format("%s%s%n", described("A", a, "n", rowsOfA), described("B", b, "m", rowsOfB));
    TextTable rows = new TextTable("lrlw").row("metric", "value", splits > 0 ? "chance alone" : "", "what it is");
    for (Line line : lines) {
      rows.row(line.metric.label(), digits(line.value), range(line.chance), line.metric.description());
    }
    table.format("%s%n", rows.text());
    if (!Double.isNaN(bandwidth)) {
      table.format("bandwidth: %s, the median distance%n", digits(bandwidth));
    }
    if (splits > 0) {
      table.format("%s", TextTable.paragraph(
          "chance alone: the same between n and m rows split at random from A and B together, range of %d", splits));
    }
    return table.toString();
  }

  /** What was read, such as "A: a.npy, n = 1,000 rows of 2 columns". */
  private String described(String set, Path file, String count, Table rows) {
    return TextTable.hanging(set + ": ", String.format(Locale.ROOT, "%s, %s = %,d %s of %,d %s%s%s", file, count,
        rows.rows(), rows.rows() == 1 ? "row" : "rows", rows.columns(), rows.columns() == 1 ? "column" : "columns",
        standardised ? ", standardised" : "", header(file, rows)));
  }

  /** How the first row of a .csv file was read. */
  private static String header(Path file, Table rows) {
    return RowsRead.mayHaveHeader(file.toString()) ? ", " + RowsRead.header(rows) : "";
  }

  private static String range(double[] values) {
    double[] known = Arrays.stream(values).filter(Double::isFinite).toArray();
    return known.length == 0
        ? ""
        : digits(Arrays.stream(known).min().orElseThrow()) + " to "
            + digits(Arrays.stream(known).max().orElseThrow());
  }

  private static String digits(double value) {
    return String.format(Locale.ROOT, "%.5g", value);
  }

  private String asJson(List<Line> lines, Table rowsOfA, Table rowsOfB, double bandwidth) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("a", a.toString());
    report.put("b", b.toString());
    report.put("n", rowsOfA.rows());
    report.put("m", rowsOfB.rows());
    report.put("width", rowsOfA.columns());
    if (!rowsOfA.names().isEmpty()) {
      report.put("columns", rowsOfA.names());
    }
    report.put("standardised", standardised);
    report.put("seed", seed);
    Map<String, Object> metrics = new LinkedHashMap<>();
    for (Line line : lines) {
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("value", line.value);
      figures.put("chance", Arrays.stream(line.chance).filter(Double::isFinite).toArray());
      if (line.metric == DistanceMetric.SLICED_W2) {
        figures.put("projections", projections);
      }
      if (line.metric == DistanceMetric.MMD) {
        figures.put("bandwidth", bandwidth);
      }
      metrics.put(line.metric.label(), figures);
    }
    report.put("metrics", metrics);
    if (!attempts.failures().isEmpty()) {
      report.put("notes", attempts.failures());
    }
    return JsonMapper.shared().writeValueAsString(report) + System.lineSeparator();
  }
}
