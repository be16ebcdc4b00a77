package dev.millrace.runs.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Formatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
import dev.millrace.runs.open.Units;
import dev.millrace.runs.text.RowsRead;
import dev.millrace.runs.text.TextTable;
import dev.millrace.runs.work.Caller;
import tools.jackson.databind.json.JsonMapper;

/**
 * The distances between two files of points. How far apart two files of the same distribution would be by
 * chance is found by pooling the rows of both files and splitting them at random, many times: the null distribution of
 * a permutation test.
 */
public final class Distances {
  private static final Table NONE = Table.of(new float[0], 1, List.of());
  /** Copies of both sets: as doubles, as floats, pooled, and split. */
  private static final int COPIES = 18;

  private final DistanceOptions options;
  private final Caller caller;
  private final Attempts attempts = new Attempts();
  private Table tableOfA = NONE;
  private Table tableOfB = NONE;
  private double bandwidth = Double.NaN;
  private List<Line> lines = List.of();

  /** The value of one measure, and its values for the random splits. */
  private record Line(DistanceMetric metric, double value, double[] chance) {}

  private Distances(DistanceOptions options, Caller caller) {
    this.options = options;
    this.caller = caller;
  }

  /**
   * Measures the distances between two files.
   *
   * @param options what to measure
   * @param caller hears what was left out
   * @return the distances
   * @throws InvalidInputException if a file cannot be read, or a measure that was asked for is not possible
   * @throws IOException if reading or writing fails
   */
  public static Distances measure(DistanceOptions options, Caller caller) throws IOException {
    Distances distances = new Distances(options, caller);
    distances.measure();
    return distances;
  }

  private void measure() throws IOException {
    List<DistanceMetric> asked = asked();
    Path a = options.a();
    Path b = options.b();
    if (a.equals(b) && PipedInput.is(a)) {
      throw new InvalidInputException(a + ": can be read only once, expected another file to compare with");
    }
    caller.memory().requireForFile(a.toString());
    caller.memory().requireForFile(b.toString());
    tableOfA = DataSource.read(a, options.header());
    tableOfB = DataSource.read(b, options.header());
    if (tableOfA.columns() != tableOfB.columns()) {
      throw new InvalidInputException("%s has %d columns, %s has %d: expected the same number of columns".formatted(a,
          tableOfA.columns(), b, tableOfB.columns()));
    }
    matchColumns(a, b);
    List<DistanceMetric> metrics = possible(asked, tableOfA.rows(), tableOfB.rows());
    int rows = Math.max(tableOfA.rows(), tableOfB.rows());
    boolean pairs = metrics.stream().anyMatch(each -> each.needsPairs(rows, tableOfA.columns()));
    caller.memory().requireForDistances("measuring %d and %d rows".formatted(tableOfA.rows(), tableOfB.rows()),
        rows, tableOfA.columns(), COPIES, pairs ? 1 : 0);
    Standardizer units = units(tableOfA, tableOfB);
    FloatArray rowsOfA = comparable(tableOfA, units);
    FloatArray rowsOfB = comparable(tableOfB, units);
    bandwidth = metrics.contains(DistanceMetric.MMD) || metrics.contains(DistanceMetric.SINKHORN)
        ? attempts.number("the bandwidth of mmd and sinkhorn",
            () -> Mmd.medianDistance(rowsOfA.values(), rowsOfB.values(), rowsOfA.rowLength()))
        : Double.NaN;
    lines = measure(metrics, rowsOfA, rowsOfB, new DistanceMetric.Settings(options.projections(), bandwidth,
        new Seed(options.seed()), Workers.orAllProcessors(options.threads())));
    attempts.failures().forEach(line -> caller.warn((lines.isEmpty() ? "" : "left out: ") + line));
  }

  /** Puts the columns of B in the order of A, by name. */
  private void matchColumns(Path a, Path b) {
    List<String> namesOfA = tableOfA.names();
    List<String> namesOfB = tableOfB.names();
    if (!namesOfA.isEmpty() && !namesOfB.isEmpty() && Collections.disjoint(namesOfA, namesOfB)) {
      caller.warn("note: the columns of %s and %s have no name in common; they are compared in their order".formatted(a,
          b));
      return;
    }
    try {
      tableOfB = tableOfB.inOrderOf(namesOfA);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("%s: %s, as in %s".formatted(b, e.getMessage(), a), e);
    }
  }

  /** {@return whether nothing could be measured} */
  public boolean isEmpty() {
    return lines.isEmpty();
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
    if (options.standardised()) {
      return standardizer;
    }
    Units.note(standardizer, tableOfA.names(), "distances").ifPresent(caller::warn);
    return Units.withoutOffsets(together);
  }

  private static FloatArray comparable(Table table, Standardizer units) {
    return FloatArray.of(units.apply(table.values()), table.rows(), table.columns());
  }

  private List<DistanceMetric> asked() {
    if (options.metric().equals("all")) {
      return List.of(DistanceMetric.values());
    }
    return List.of(
        Arrays.stream(DistanceMetric.values()).filter(m -> m.label().equals(options.metric())).findFirst().orElseThrow(
            () -> new InvalidInputException("`metric` " + options.metric() + ": expected one of "
                + Arrays.stream(DistanceMetric.values()).map(DistanceMetric::label).collect(Collectors.joining(", "))
                + ", all")));
  }

  /**
   * For "all", the measures that the sets allow, and a note on each of the others; a measure asked for by name must be
   * possible.
   */
  private List<DistanceMetric> possible(List<DistanceMetric> asked, int n, int m) {
    List<DistanceMetric> metrics = new ArrayList<>();
    for (DistanceMetric each : asked) {
      String obstacle = each.obstacle(n, m);
      if (obstacle.isEmpty()) {
        metrics.add(each);
      } else if (asked.size() == 1) {
        throw new InvalidInputException(obstacle);
      } else {
        caller.warn("left out: " + obstacle);
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
        lines.add(new Line(each, value, new double[options.splits()]));
      }
    }
    for (int s = 0; s < options.splits(); s++) {
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

  /** {@return the figures as a table for users} */
  public String text() {
    Formatter table = new Formatter(Locale.ROOT);
    table.format("%s%s%n", described("A", options.a(), "n", tableOfA), described("B", options.b(), "m", tableOfB));
    TextTable rows = new TextTable("lrlw").row("metric", "value", options.splits() > 0 ? "chance alone" : "",
        "what it is");
    for (Line line : lines) {
      rows.row(line.metric.label(), digits(line.value), range(line.chance), line.metric.description());
    }
    table.format("%s%n", rows.text());
    if (!Double.isNaN(bandwidth)) {
      table.format("bandwidth: %s, the median distance%n", digits(bandwidth));
    }
    if (options.splits() > 0) {
      table.format("%s", TextTable.paragraph(
          "chance alone: the same between n and m rows split at random from A and B together, range of %d",
          options.splits()));
    }
    return table.toString();
  }

  /** What was read, such as "A: a.npy, n = 1,000 rows of 2 columns". */
  private String described(String set, Path file, String count, Table rows) {
    return TextTable.hanging(set + ": ", String.format(Locale.ROOT, "%s, %s = %,d %s of %,d %s%s%s", file, count,
        rows.rows(), rows.rows() == 1 ? "row" : "rows", rows.columns(), rows.columns() == 1 ? "column" : "columns",
        options.standardised() ? ", standardised" : "", header(file, rows)));
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

  /** {@return the figures as one JSON object} */
  public String json() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("a", options.a().toString());
    report.put("b", options.b().toString());
    report.put("n", tableOfA.rows());
    report.put("m", tableOfB.rows());
    report.put("width", tableOfA.columns());
    if (!tableOfA.names().isEmpty()) {
      report.put("columns", tableOfA.names());
    }
    report.put("standardised", options.standardised());
    report.put("seed", options.seed());
    Map<String, Object> metrics = new LinkedHashMap<>();
    for (Line line : lines) {
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("value", line.value);
      figures.put("chance", Arrays.stream(line.chance).filter(Double::isFinite).toArray());
      if (line.metric == DistanceMetric.SLICED_W2) {
        figures.put("projections", options.projections());
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
