package dev.millrace.examples.own;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.Flow;
import dev.millrace.examples.Show;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.Table;
import dev.millrace.plot.Limits;
import dev.millrace.plot.Panel;
import dev.millrace.plot.Pictures;

/**
 * Your own data: a CSV file in, a CSV file of new rows out, and the rows that are least probable.
 *
 * <p>The columns may have any units: they are standardised for the network, (x − mean) / std, and samples come back in
 * the units of the file. The density of a row is that of the noise from which the flow makes it, divided by how much
 * the flow stretches space on the way,
 *
 * <pre>log p(x1) = log p(x0) − ∫ ∇·v(x(t), t) dt.</pre>
 *
 * <p>Run it with the name of your own file, or without for one of 2,000 made-up days: the warmest hour, the dew point,
 * and the wind.
 */
public final class OwnData {
  private OwnData() {
  }

  public static void main(String[] arguments) throws IOException {
    List<String> words = List.of(arguments);
    Path file = words.stream().filter(word -> word.endsWith(".csv")).findFirst().map(Path::of).orElse(null);
    Show show = Show.of(words.stream().filter(word -> !word.endsWith(".csv")).toArray(String[]::new));
    try {
      run(show, file == null ? days(show) : file);
    } catch (InvalidInputException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  /**
   * What became of the data.
   *
   * @param rows the rows of the file
   * @param samples as many new rows
   * @param unlikely the numbers of the three least probable rows of the file, from 0
   */
  public record Result(Table rows, Table samples, int[] unlikely) {}

  /**
   * Runs the example.
   *
   * @param file a .csv file of numbers, with or without a row of names
   */
  public static Result run(Show show, Path file) throws IOException {
    Table rows = Csv.read(file);
    Flow flow = Flow.train(rows, show.training());
    Table samples = flow.sample(rows.rows(), 1);
    Path out = show.file("new-rows.csv");
    Csv.write(out, samples);
    show.line("%,d rows of %s, as many new ones in %s", rows.rows(), file, out);
    show.line("%-12s  mean                 standard deviation", "column");
    for (int column = 0; column < rows.columns(); column++) {
      show.line("%-12s  %8.3f  %8.3f   %8.3f  %8.3f", rows.name(column), mean(rows, column), mean(samples, column),
          std(rows, column), std(samples, column));
    }
    double[] density = flow.logDensity(rows);
    int[] unlikely = IntStream.range(0, rows.rows()).boxed().sorted(Comparator.comparingDouble(i -> density[i]))
        .limit(3)
        .mapToInt(i -> i).toArray();
    for (int row : unlikely) {
      show.line("improbable: row %,d, %s, log density %.2f", row + 1, Arrays.toString(rows.toArrays()[row]),
          density[row]);
    }
    if (rows.columns() >= 2) {
      float[] real = plane(rows);
      float[] made = plane(samples);
      show.draw("tutorial-data",
          Pictures.steps("Rows of the file (grey) and new rows (blue)", List.of(new Panel("", made)), real,
              Limits.around(0.1, real, made).named(rows.name(0), rows.name(1))));
    }
    return new Result(rows, samples, unlikely);
  }

  /** The first two columns. */
  private static float[] plane(Table table) {
    float[] plane = new float[2 * table.rows()];
    float[][] rows = table.toArrays();
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, plane, 2 * i, 2);
    }
    return plane;
  }

  private static double mean(Table table, int column) {
    return Arrays.stream(table.toArrays()).mapToDouble(row -> row[column]).average().orElseThrow();
  }

  private static double std(Table table, int column) {
    double mean = mean(table, column);
    return Math.sqrt(
        Arrays.stream(table.toArrays()).mapToDouble(row -> (row[column] - mean) * (row[column] - mean)).average()
            .orElseThrow());
  }

  /** Writes 2,000 made-up days: two seasons, a dew point below the warmth, and more wind on cold days. */
  public static Path days(Show show) throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    double[] values = new double[3 * 2000];
    for (int i = 0; i < values.length; i += 3) {
      boolean summer = random.nextDouble() < 0.5;
      double warmth = summer ? random.nextGaussian(24, 3) : random.nextGaussian(5, 4);
      values[i] = warmth;
      values[i + 1] = warmth - 2 - 6 * Math.abs(random.nextGaussian());
      values[i + 2] = Math.exp(random.nextGaussian(summer ? 1 : 1.6, 0.4));
    }
    // One odd day: hot, damp and stormy.
    values[3 * 1234] = 31;
    values[3 * 1234 + 1] = 31;
    values[3 * 1234 + 2] = 19;
    Path file = show.file("days.csv");
    try (OutputStream to = Files.newOutputStream(file)) {
      Csv.write(to, Table.ofDoubles(values, 3, List.of("warmest", "dew point", "wind")));
    }
    return file;
  }
}
