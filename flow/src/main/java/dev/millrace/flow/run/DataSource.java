package dev.millrace.flow.run;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Affine;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Distributions;
import dev.millrace.flow.data.Empirical;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Published;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.JsonLines;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.io.PipedInput;
import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.text.Nearest;
import dev.millrace.flow.text.Shown;

/**
 * Data as the command line names it: a named distribution, learnt as it is, or the rows of a numeric .csv or .npy file, which
 * are standardised on the way in.
 *
 * @param learnt what the network sees: standardised if it came from a file
 * @param standardizer what maps data to what the network sees; the identity for named distributions
 * @param names one name per column if the file has them, else empty
 * @param hash SHA-256 of a file's numbers, or the name of a distribution
 */
public record DataSource(Distribution learnt, Standardizer standardizer, List<String> names, String hash) {
  private static final String SHA256 = "sha256:";
  /** Between the hash of numbers as floats, all that earlier releases know, and that of those that are no floats. */
  private static final String AND_DOUBLES = "+";

  /** Keeps the names from being changed. */
  public DataSource {
    names = List.copyOf(names);
  }

  /** As {@link #of(String, Csv.Header)}, the header of a .csv file judged by what it holds. */
  public static DataSource of(String data) throws IOException {
    return of(data, Csv.Header.AUTO);
  }

  /**
   * Finds data, and standardises a file's by what it holds.
   *
   * @param data a name, or the path of a .csv or .npy file
   * @param header whether the first row of a .csv file holds names
   * @throws InvalidInputException if there is no such data, or the file is not what it should be
   * @throws IOException if reading fails
   */
  public static DataSource of(String data, Csv.Header header) throws IOException {
    return isFile(data) ? of(data, readLearnt(data, header)) : named(data, Standardizer.identity(named(data).dim()));
  }

  /**
   * Finds data, and maps them to what a network sees that has learnt before.
   *
   * @param data a name, or the path of a .csv or .npy file
   * @param header whether the first row of a .csv file holds names
   * @param learnt what maps the data's units to what the network sees
   * @throws InvalidInputException if there is no such data, the file is not what it should be, or its width is another
   * @throws IOException if reading fails
   */
  public static DataSource of(String data, Csv.Header header, Standardizer learnt) throws IOException {
    if (!isFile(data)) {
      return named(data, learnt);
    }
    Table rows = readLearnt(data, header);
    if (rows.columns() != learnt.dim()) {
      throw new InvalidInputException(
          "%s: has %d columns, the network has %d".formatted(data, rows.columns(), learnt.dim()));
    }
    return of(data, rows, learnt);
  }

  /** Standardises the rows of a file by what they hold; {@code data} is its name, for messages. */
  public static DataSource of(String data, Table rows) {
    try {
      return of(data, rows, Standardizer.of(rows));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(data + ": cannot be standardised: " + e.getMessage(), e);
    }
  }

  private static DataSource of(String data, Table rows, Standardizer standardizer) {
    String hash = hash(rows);
    float[] standardised = standardizer.apply(rows.values());
    FloatArray.of(standardised, rows.rows(), rows.columns()).requireFinite(Path.of(data));
    return new DataSource(new Empirical(standardised, rows.columns()), standardizer, rows.names(), hash);
  }

  private static DataSource named(String data, Standardizer learnt) {
    Distribution named = named(data);
    if (named.dim() != learnt.dim()) {
      throw new InvalidInputException(
          "%s: has %d columns, the network has %d".formatted(data, named.dim(), learnt.dim()));
    }
    if (learnt.isIdentity()) {
      return new DataSource(named, learnt, List.of(), data);
    }
    double[] scale = Arrays.stream(learnt.std()).map(std -> 1 / (std > 0 ? std : 1)).toArray();
    double[] shift = learnt.mean();
    for (int column = 0; column < shift.length; column++) {
      shift[column] *= -scale[column];
    }
    return new DataSource(new Affine(named, scale, shift), learnt, List.of(), data);
  }

  /** Of the numbers as floats, as earlier releases have it, and of those of wide columns that vary as doubles too. */
  private static String hash(Table rows) {
    String hash = SHA256 + Sha256.of(rows.floats(), ByteOrder.BIG_ENDIAN);
    double[] values = rows.values();
    int dim = rows.columns();
    boolean[] counts = new boolean[dim];
    for (int i = dim; i < values.length; i++) {
      counts[i % dim] |= rows.wide()[i % dim] && values[i] != values[i % dim];
    }
    double[] doubles = IntStream.range(0, values.length).filter(i -> counts[i % dim]).mapToDouble(i -> values[i])
        .toArray();
    return doubles.length == 0 ? hash : hash + AND_DOUBLES + Sha256.of(doubles, ByteOrder.BIG_ENDIAN);
  }

  /** Whether a hash that was written down, maybe by an earlier release that read floats, is that of these data. */
  public boolean hasHash(String recorded) {
    return hash.equals(recorded) || hash.startsWith(recorded + AND_DOUBLES);
  }

  /** Whether a name means a file. */
  public static boolean isFile(String data) {
    return data.endsWith(".csv") || data.endsWith(".npy") || data.endsWith(".jsonl");
  }

  /**
   * Reads rows of finite numbers that a run learns, and its later commands read again.
   *
   * @throws InvalidInputException also if they come from a pipe, which can be read once only
   */
  public static Table readLearnt(String data, Csv.Header header) throws IOException {
    refusePipe(data);
    return read(Path.of(data), header);
  }

  private static void refusePipe(String data) {
    boolean pipe;
    try {
      pipe = PipedInput.is(Path.of(data));
    } catch (InvalidPathException e) {
      pipe = false; // then it is the name of nothing
    }
    if (pipe) {
      throw new InvalidInputException(
          data + ": can be read once only, but a run's data are read again by later commands; save them to a file first");
    }
  }

  /** As {@link #read(Path, Csv.Header)}, the header of a .csv file judged by what it holds. */
  public static Table read(Path file) throws IOException {
    return read(file, Csv.Header.AUTO);
  }

  /**
   * Reads rows of finite numbers.
   *
   * @param file .csv, .jsonl or .npy, or a pipe
   * @param header whether the first row of a .csv file holds names
   * @return [rows, columns]; an .npy of one dimension is one column, of more than two each row laid out flat
   */
  public static Table read(Path file, Csv.Header header) throws IOException {
    if (PipedInput.is(file)) {
      return PipedInput.rows(file, header);
    }
    String name = file.toString();
    return name.endsWith(".csv")
        ? Csv.read(file, header)
        : name.endsWith(".jsonl") ? JsonLines.read(file) : Npy.readRows(file);
  }

  /**
   * Reads rows of finite numbers of a width that is known.
   *
   * @throws InvalidInputException also if they have another width
   */
  public static Table read(Path file, Csv.Header header, int dim) throws IOException {
    Table rows = read(file, header);
    if (rows.columns() != dim) {
      throw new InvalidInputException("%s: shape %s, expected %s".formatted(file,
          List.of(rows.rows(), rows.columns()), List.of("count", dim)));
    }
    return rows;
  }

  /**
   * Finds a source.
   *
   * @param name "gaussian" or a named distribution
   * @param dim width of the data
   */
  public static Distribution source(String name, int dim) {
    if (name.equals("gaussian")) {
      return new Gaussian(dim);
    }
    Distribution named = named(name);
    if (named.dim() != dim) {
      throw new InvalidInputException(
          "--source %s: has %d columns, the data has %d".formatted(name, named.dim(), dim));
    }
    return named;
  }

  private static Distribution named(String name) {
    refusePipe(name);
    return Distributions.named(name).map(Distribution.class::cast).or(() -> Published.named(name))
        .orElseThrow(() -> new InvalidInputException("unknown data " + Shown.quoted(name)
            + Nearest.of(name, Distributions.names()).map(n -> "; did you mean '" + n + "'?")
                .orElse("; expected one of " + String.join(", ", Distributions.names())
                    + ", or a .csv, .npy or .jsonl file")));
  }
}
