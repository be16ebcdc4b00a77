package dev.millrace.flow.run;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Distributions;
import dev.millrace.flow.data.Empirical;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Published;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.text.Nearest;
import dev.millrace.flow.text.Shown;

/**
 * Data as the command line names it: a named distribution, learnt as it is, or the rows of a numeric .csv or .npy file, which
 * are standardised on the way in.
 *
 * @param learnt what the network sees: standardised if it came from a file
 * @param standardizer what maps data to what the network sees; the identity for named distributions
 * @param hash SHA-256 of a file's numbers, or the name of a distribution
 */
public record DataSource(Distribution learnt, Standardizer standardizer, String hash) {
  /**
   * Finds data.
   *
   * @param data a name, or the path of a .csv or .npy file
   * @throws InvalidInputException if there is no such data, or the file is not what it should be
   * @throws IOException if reading fails
   */
  public static DataSource of(String data) throws IOException {
    if (!isFile(data)) {
      Distribution named = named(data);
      return new DataSource(named, Standardizer.identity(named.dim()), data);
    }
    FloatArray rows = read(Path.of(data));
    Standardizer standardizer;
    float[] standardised;
    try {
      standardizer = Standardizer.of(rows.values(), rows.rowLength());
      standardised = standardizer.apply(rows.values());
      FloatArray.of(standardised, rows.rows(), rows.rowLength()).requireFinite(Path.of(data));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(data + ": cannot be standardised: " + e.getMessage(), e);
    }
    return new DataSource(new Empirical(standardised, rows.rowLength()), standardizer,
        "sha256:" + Sha256.of(rows.values(), ByteOrder.BIG_ENDIAN));
  }

  /** Whether a name means a file. */
  public static boolean isFile(String data) {
    return data.endsWith(".csv") || data.endsWith(".npy");
  }

  /**
   * Reads rows of finite numbers.
   *
   * @param file .csv or .npy
   * @return [rows, columns]; an .npy of one dimension is one column, of more than two each row laid out flat
   */
  public static FloatArray read(Path file) throws IOException {
    FloatArray array = file.toString().endsWith(".csv") ? Csv.read(file).values() : Npy.read(file).requireFinite(file);
    if (array.rows() == 0 || array.rowLength() == 0 || array.shape().isEmpty()) {
      throw new InvalidInputException(
          "%s: shape %s, expected at least one row of numbers".formatted(file, array.shape()));
    }
    return FloatArray.of(array.values(), array.rows(), array.rowLength());
  }

  /**
   * Reads rows of finite numbers of a width that is known.
   *
   * @throws InvalidInputException also if they have another width
   */
  public static FloatArray read(Path file, int dim) throws IOException {
    FloatArray rows = read(file);
    if (rows.rowLength() != dim) {
      throw new InvalidInputException("%s: shape %s, expected %s".formatted(file, rows.shape(), List.of("count", dim)));
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
    return Distributions.named(name).map(Distribution.class::cast).or(() -> Published.named(name))
        .orElseThrow(() -> new InvalidInputException("unknown data " + Shown.quoted(name)
            + Nearest.of(name, Distributions.names()).map(n -> "; did you mean '" + n + "'?")
                .orElse("; expected one of " + String.join(", ", Distributions.names()) + ", or a .csv or .npy file")));
  }
}
