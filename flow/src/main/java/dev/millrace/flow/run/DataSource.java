package dev.millrace.flow.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Affine;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Distributions;
import dev.millrace.flow.data.Empirical;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.ImageSources;
import dev.millrace.flow.data.Sources;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.JsonLines;
import dev.millrace.flow.io.LabelledTable;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.io.PipedInput;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.text.Nearest;
import dev.millrace.flow.text.Shown;

/**
 * Data by the name that the command line uses: a named distribution, which is not standardised, or the rows of a
 * numeric .csv, .npy or .jsonl file, which are standardised.
 *
 * @param learnt the distribution that the network sees: standardised if it is from a file
 * @param standardizer maps data to what the network sees; the identity for named distributions
 * @param names one name per column if the file has names, otherwise empty
 * @param hash SHA-256 of the numbers of a file, or the name of a distribution
 * @param classNames one name per class, if the classes have other names than their numbers; otherwise empty
 * @param labelsHash SHA-256 of the labels of a file; empty if it has none
 */
public record DataSource(Distribution learnt, Standardizer standardizer, List<String> names, String hash,
    List<String> classNames, String labelsHash) {
  /** Copies the names. */
  public DataSource {
    names = List.copyOf(names);
    classNames = List.copyOf(classNames);
  }

  /**
   * Data whose classes, if there are any, have no names.
   *
   * @param learnt the data in the space of the network
   * @param standardizer maps data to the space of the network and back
   * @param names the names, in order
   * @param hash the hash of the data
   */
  public DataSource(Distribution learnt, Standardizer standardizer, List<String> names, String hash) {
    this(learnt, standardizer, names, hash, List.of(), "");
  }

  /**
   * As {@link #of(String, Csv.Header, String)} with {@link Csv.Header#AUTO} and without labels.
   *
   * @param data the name of data, or a file
   * @return the data
   * @throws IOException if reading fails
   */
  public static DataSource of(String data) throws IOException {
    return of(data, Csv.Header.AUTO, "");
  }

  /**
   * Finds data. The rows of a file are standardised by their own mean and standard deviation.
   *
   * @param data a name, or the path of a .csv or .npy file
   * @param header whether the first row of a .csv file holds names
   * @param labels the labels of a file's rows, as {@link LabelledRows#read} takes them; empty for none
   * @return the data
   * @throws InvalidInputException if there are no such data, or a file is not valid
   * @throws IOException if reading fails
   */
  public static DataSource of(String data, Csv.Header header, String labels) throws IOException {
    return isFile(data)
        ? of(data, LabelledRows.read(data, header, labels))
        : named(data, Standardizer.identity(named(data).dim()));
  }

  /**
   * Finds data, and maps them to the space of a network that has been trained already.
   *
   * @param data a name, or the path of a .csv or .npy file
   * @param header whether the first row of a .csv file holds names
   * @param labels the labels of a file's rows, as {@link LabelledRows#read} takes them; empty for none
   * @param learnt maps the units of the data to what the network sees
   * @return the data
   * @throws InvalidInputException if there are no such data, the file is not valid, or it has another number of columns
   *     than the network
   * @throws IOException if reading fails
   */
  public static DataSource of(String data, Csv.Header header, String labels, Standardizer learnt) throws IOException {
    if (!isFile(data)) {
      return named(data, learnt);
    }
    LabelledRows read = LabelledRows.read(data, header, labels);
    int columns = read.rows().columns();
    if (columns != learnt.dim()) {
      throw new InvalidInputException("%s: has %d columns, the network has %d".formatted(data, columns, learnt.dim()));
    }
    return of(data, read, learnt);
  }

  /**
   * As {@link #of(String, Csv.Header, String, Standardizer)}, for a flow whose columns may have names: where the file has
   * names too, columns are matched by name.
   *
   * @param data a name, or the path of a .csv or .npy file
   * @param header whether the first row of a .csv file holds names
   * @param labels the labels of a file's rows, as {@link LabelledRows#read} takes them; empty for none
   * @param flow the flow
   * @return the data, their columns in the order of the flow's
   * @throws InvalidInputException if there are no such data, the file is not valid, or it has other columns than the
   *     network
   * @throws IOException if reading fails
   */
  public static DataSource of(String data, Csv.Header header, String labels, FlowModel flow) throws IOException {
    if (!isFile(data)) {
      return named(data, flow.standardizer());
    }
    LabelledRows read = LabelledRows.read(data, header, labels);
    Table rows = MatchedRows.of(data, read.rows(), flow, "").rows();
    return of(data, new LabelledRows(rows, read.classes(), read.names(), read.hash()), flow.standardizer());
  }

  /**
   * Standardises rows without labels by their own mean and standard deviation; {@code data} is their name.
   *
   * @param data the name of data, or a file
   * @param rows the rows
   * @return the data
   */
  public static DataSource of(String data, Table rows) {
    return of(data, LabelledRows.without(rows));
  }

  /**
   * Standardises rows by their own mean and standard deviation; {@code data} is their name, for messages.
   *
   * @param data the name of data, or a file
   * @param read the rows with their labels
   * @return the data
   */
  public static DataSource of(String data, LabelledRows read) {
    try {
      return of(data, read, Standardizer.of(read.rows()));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(data + ": cannot be standardised: " + e.getMessage(), e);
    }
  }

  private static DataSource of(String data, LabelledRows read, Standardizer standardizer) {
    Table rows = read.rows();
    String hash = rows.hash();
    float[] standardised = standardizer.apply(rows.values());
    FloatArray.of(standardised, rows.rows(), rows.columns()).requireFinite(Path.of(data));
    return new DataSource(new Empirical(standardised, rows.columns(), read.classes()), standardizer, rows.names(), hash,
        read.names(), read.hash());
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

  /**
   * {@return whether a recorded hash, possibly of an earlier release that read floats, is that of these data}
   *
   * @param recorded the hash in a file
   */
  public boolean hasHash(String recorded) {
    return hash.equals(recorded) || areRounded(hash, recorded);
  }

  /**
   * {@return whether two hashes are of the same data, but the recorded one is of an earlier release that read all
   * columns as floats, where this release reads some as doubles}
   *
   * @param hash the hash of the data
   * @param recorded the hash in a file
   */
  public static boolean areRounded(String hash, String recorded) {
    return hash.startsWith(recorded + Table.HASH_OF_DOUBLES);
  }

  /**
   * {@return whether a name means points that this library knows, or a file}
   *
   * @param data the name of data, or a file
   */
  public static boolean isKnown(String data) {
    return isFile(data) || Sources.named(data).isPresent();
  }

  /**
   * {@return whether a name means a file}
   *
   * @param data the name of data, or a file
   */
  public static boolean isFile(String data) {
    return data.endsWith(".csv") || data.endsWith(".npy") || data.endsWith(".jsonl");
  }

  /**
   * Reads rows of finite numbers from which a run learns, and which its later commands read again.
   *
   * @param data the name of data, or a file
   * @param header whether the first row has names
   * @return the rows
   * @throws InvalidInputException as {@link #read(Path, Csv.Header)}, and if they come from a pipe, which can be read
   *     only once
   * @throws IOException if reading fails
   */
  public static Table readLearnt(String data, Csv.Header header) throws IOException {
    refusePipe(data);
    return read(Path.of(data), header);
  }

  /**
   * As {@link #readLearnt}, but one column of a .csv or .jsonl file may hold words.
   *
   * @param data a file that ends in .csv or .jsonl
   * @param header whether the first row of a .csv file has names
   * @param labels finds the column of the words by the names of all columns; they are empty if the file has none
   */
  static LabelledTable readLabelled(String data, Csv.Header header, ToIntFunction<List<String>> labels)
      throws IOException {
    refusePipe(data);
    Path file = Path.of(data);
    return data.endsWith(".csv") ? Csv.readLabelled(file, header, labels) : JsonLines.readLabelled(file, labels);
  }

  private static void refusePipe(String data) {
    boolean pipe;
    try {
      pipe = PipedInput.is(Path.of(data));
    } catch (InvalidPathException e) {
      pipe = false; // no such path
    }
    if (pipe) {
      throw new InvalidInputException(
          data
              + ": can be read only once, but a run's data are read again by later commands; save them to a file first");
    }
  }

  /**
   * As {@link #read(Path, Csv.Header)} with {@link Csv.Header#AUTO}.
   *
   * @param file the file
   * @return the rows
   * @throws IOException if reading fails
   */
  public static Table read(Path file) throws IOException {
    return read(file, Csv.Header.AUTO);
  }

  /**
   * Reads rows of finite numbers.
   *
   * @param file .csv, .jsonl or .npy, or a pipe
   * @param header whether the first row of a .csv file holds names
   * @return [rows, columns]; an .npy of one dimension becomes one column; in one of more than two dimensions all but
   *     the first are flattened into one row
   * @throws IOException if reading fails
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
   * Reads rows of finite numbers that must have a given number of columns.
   *
   * @param file the file
   * @param header whether the first row has names
   * @param dim the number of columns
   * @return the rows
   * @throws InvalidInputException as {@link #read(Path, Csv.Header)}, and if they have another number of columns
   * @throws IOException if reading fails
   */
  public static Table read(Path file, Csv.Header header, int dim) throws IOException {
    Table rows = read(file, header);
    if (rows.columns() != dim) {
      throw new InvalidInputException("%s: has %d %s, the flow has %d".formatted(file, rows.columns(),
          rows.columns() == 1 ? "column" : "columns", dim));
    }
    return rows;
  }

  /**
   * Finds a source distribution.
   *
   * @param name "gaussian", a named distribution, or a file whose rows are drawn with repetition, as they are: in the
   *     space that the network sees
   * @param dim number of columns of the data
   * @return the distribution
   * @throws InvalidInputException if there is no such source, or it has another number of columns
   * @throws UncheckedIOException if reading fails
   */
  public static Distribution source(String name, int dim) {
    Distribution named = name.equals(Sources.GAUSSIAN)
        ? new Gaussian(dim)
        : isFile(name) ? sourceRows(name) : namedSource(name);
    if (named.dim() != dim) {
      throw new InvalidInputException(
          "`source` %s: has %d columns, the data has %d".formatted(name, named.dim(), dim));
    }
    return named;
  }

  private static Distribution sourceRows(String file) {
    try {
      Table rows = readLearnt(file, Csv.Header.AUTO);
      return new Empirical(rows.floats(), rows.columns());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InvalidInputException | IllegalArgumentException e) {
      throw new InvalidInputException("`source` " + e.getMessage(), e);
    }
  }

  private static Distribution namedSource(String name) {
    refusePipe(name);
    List<String> names = Stream.concat(Stream.of(Sources.GAUSSIAN), Distributions.names().stream()).toList();
    return Sources.named(name).orElseThrow(() -> new InvalidInputException("`source` %s: %s".formatted(Shown.cut(name),
        Nearest.of(name, names).map("did you mean '%s'?"::formatted)
            .orElse("expected one of %s, or a file, such as .csv or .npy".formatted(String.join(", ", names))))));
  }

  private static Distribution named(String name) {
    refusePipe(name);
    return Sources.named(name).orElseThrow(() -> new InvalidInputException(isFolder(name)
        ? "%s: is a folder, expected a file, or images:%s for its pictures".formatted(name, name)
        : unknown(name)));
  }

  private static String unknown(String name) {
    List<String> known = new ArrayList<>(Distributions.names());
    if (!ImageSources.isImages(name)) {
      known.addAll(ImageSources.forms());
    }
    return "unknown data " + Shown.quoted(name)
        + Nearest.of(name, known).map(n -> "; did you mean '" + n + "'?")
            .orElse("; expected one of " + String.join(", ", known) + ", or a file, such as .csv or .npy");
  }

  private static boolean isFolder(String name) {
    try {
      return Files.isDirectory(Path.of(name));
    } catch (InvalidPathException _) {
      return false; // no such path
    }
  }
}
