package dev.millrace.tables.trust;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

import dev.millrace.flow.text.Shown;
import dev.millrace.plot.Cell;
import dev.millrace.plot.Matrices;
import dev.millrace.plot.Picture;
import dev.millrace.plot.SmallMultiples;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.measure.Shape;
import dev.millrace.tables.measure.Trend;

/** The pictures of a trust report. */
public final class TrustPictures {
  /** The name of the picture of the columns. */
  public static final String COLUMNS = "columns";
  /** The name of the picture of the pairs of columns. */
  public static final String PAIRS = "pairs";
  private static final int MOST_COLUMNS = 24;
  private static final int MOST_NAMES = 60;
  private static final int ACROSS = 4;

  private TrustPictures() {
  }

  /**
   * {@return all pictures by the names of their files without an ending: {@code columns}, {@code pairs} (if there are two
   * columns or more) and {@code steps}}
   *
   * @param report what was measured
   */
  public static SequencedMap<String, Picture> of(TrustReport report) {
    SequencedMap<String, Picture> pictures = ofRows(report.name(), report.train(), report.sample(), report.shape(),
        report.trend());
    pictures.put("steps", steps(report));
    return pictures;
  }

  /**
   * {@return the pictures of rows by the names of their files: {@link #COLUMNS}, and {@link #PAIRS} if there are two columns
   * or more}
   *
   * @param name of the data
   * @param real rows
   * @param synthetic rows with the same columns
   * @param threads number of threads
   */
  public static SequencedMap<String, Picture> ofRows(String name, Table real, Table synthetic, int threads) {
    return ofRows(name, real, synthetic, Shape.measure(real, synthetic),
        Trend.measure(real, synthetic, Trend.Numeric.REAL_BINS, threads));
  }

  private static SequencedMap<String, Picture> ofRows(String name, Table real, Table synthetic, Shape shape,
      Trend trend) {
    SequencedMap<String, Picture> pictures = new LinkedHashMap<>();
    pictures.put(COLUMNS, columns(name, real, synthetic, shape));
    if (real.width() > 1) {
      pictures.put(PAIRS, pairs(name, real, trend));
    }
    return pictures;
  }

  /**
   * Histograms of numbers and bars of words, real beside synthetic; of many columns the first 24.
   *
   * @param name of the data
   * @param real rows
   * @param synthetic rows with the same columns
   * @param shape how well the columns are distributed
   * @return the picture
   */
  public static Picture columns(String name, Table real, Table synthetic, Shape shape) {
    int count = Math.min(MOST_COLUMNS, real.width());
    List<Cell> cells = IntStream.range(0, count).mapToObj(c -> ColumnCells.of(real.column(c), synthetic.column(c),
        100 * (1 - shape.similarity()[c]))).toList();
    return SmallMultiples.distributions(
        name + ": columns" + (count < real.width() ? ", the first " + count + " of " + real.width() : ""), cells,
        ACROSS);
  }

  /**
   * How strongly pairs of columns depend on each other in real and in synthetic rows, and how far they are off; of many
   * columns the first 60.
   *
   * @param name of the data
   * @param real rows, whose columns have the names
   * @param trend how well pairs of columns are distributed
   * @return the picture
   */
  public static Picture pairs(String name, Table real, Trend trend) {
    int count = Math.min(MOST_NAMES, real.width());
    List<String> names = IntStream.range(0, count).mapToObj(c -> Shown.cut(real.column(c).name())).toList();
    double[][] off = new double[count][count];
    double most = 0.1;
    for (int a = 0; a < count; a++) {
      for (int b = 0; b < count; b++) {
        off[a][b] = 1 - trend.similarity()[a][b];
        most = Double.isNaN(off[a][b]) ? most : Math.max(most, off[a][b]);
      }
    }
    String dependence = "dependence: correlation of numbers, Cramér's V of others";
    String percent = String.format(Locale.ROOT, "%.0f %%", 100 * most);
    return Matrices.draw(name + ": pairs of columns", names,
        List.of(new Matrices.Matrix("real", first(trend.real(), count), 1, dependence, "1"),
            new Matrices.Matrix("synthetic", first(trend.synthetic(), count), 1, dependence, "1"),
            new Matrices.Matrix("off by", off, most, "off by", percent)));
  }

  private static double[][] first(double[][] matrix, int count) {
    return Arrays.stream(matrix).limit(count).map(row -> Arrays.copyOf(row, count)).toArray(double[][]::new);
  }

  /**
   * Quality and privacy by number of steps, with what real rows and cheap methods reach.
   *
   * @param report what was measured
   * @return the picture
   */
  public static Picture steps(TrustReport report) {
    Map<Measure, String> titles = new LinkedHashMap<>();
    titles.put(Measure.W1_TEST, "W1 to test rows");
    titles.put(Measure.SHAPE, "single columns off by, %");
    titles.put(Measure.TREND, "pairs of columns off by, %");
    titles.put(Measure.C2ST, "classifier (0.5: no difference)");
    titles.put(Measure.COVERAGE, "coverage");
    titles.put(Measure.SCORE, "score of models trained on them");
    titles.put(Measure.W1_RATIO, "W1 to train / to test (0: copies)");
    titles.put(Measure.DCR, "share nearer to train (0.5: ideal)");
    titles.put(Measure.MEMBERSHIP, "membership (0.5: hidden)");
    List<Candidate> flow = report.flow();
    double[] x = flow.stream().mapToDouble(Candidate::steps).toArray();
    List<Cell.Lines> cells = new ArrayList<>();
    titles.forEach((measure, title) -> {
      double[] y = flow.stream().mapToDouble(of -> of.get(measure)).toArray();
      if (Arrays.stream(y).anyMatch(Double::isFinite)) {
        List<Double> levels = new ArrayList<>(List.of(report.floor().get(measure)));
        report.baselines().forEach(of -> levels.add(of.get(measure)));
        cells.add(new Cell.Lines(title, "", x, y, levels.stream().mapToDouble(Double::doubleValue).toArray()));
      }
    });
    List<String> names = new ArrayList<>(List.of("real rows"));
    report.baselines().forEach(of -> names.add(of.name()));
    return SmallMultiples.figures(report.name() + ": quality and privacy by number of steps", cells, 3, "the flow",
        names);
  }
}
