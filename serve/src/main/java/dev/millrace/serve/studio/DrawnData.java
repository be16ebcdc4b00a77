package dev.millrace.serve.studio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.LabelledRows;
import dev.millrace.flow.text.Shown;
import dev.millrace.serve.http.Problem;
import dev.millrace.serve.http.Records;

/**
 * Data that come from the page, as files in a folder beside the runs. A file is named by its content: the same data are
 * the same file, so that a link to a drawing leads to the same training.
 *
 * @param folder the folder, which is made when it is needed
 */
record DrawnData(Path folder) {
  /** The most points of a drawing. */
  static final int MOST_POINTS = 100_000;
  private static final int NAME = 12;

  /** A file of points that were drawn. */
  record Drawn(String data, int rows, int classes) {}

  /** A file of rows that were dropped on the page. */
  record Dropped(String data, int rows, List<Map<String, Object>> columns) {}

  /**
   * Writes points.
   *
   * @param bytes float32, little-endian, [rows, columns]
   * @param columns 2, or 3 if the last one is the class
   * @throws Problem 422 if they are not points
   */
  Drawn points(byte[] bytes, int columns) throws IOException {
    if (bytes.length == 0 || bytes.length % (columns * Float.BYTES) != 0) {
      throw new Problem(422, "%d bytes: expected at least one row of %d floats".formatted(bytes.length, columns),
          "data");
    }
    float[] values = Records.floats(bytes);
    int rows = values.length / columns;
    TreeSet<Integer> classes = new TreeSet<>();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new Problem(422, "row %d of the points: %s is not a finite number".formatted(i / columns, values[i]),
            "data");
      }
      if (columns == 3 && i % 3 == 2) {
        if (values[i] != Math.rint(values[i]) || values[i] < 0 || values[i] > 99) {
          throw new Problem(422, "row %d of the points: class %s: expected a whole number from 0 to 99".formatted(
              i / columns, values[i]), "data");
        }
        classes.add((int) values[i]);
      }
    }
    StringBuilder text = new StringBuilder(columns == 3 ? "x,y,class\n" : "x,y\n");
    for (int i = 0; i < values.length; i += columns) {
      text.append(values[i]).append(',').append(values[i + 1]);
      if (columns == 3) {
        text.append(',').append((int) values[i + 2]);
      }
      text.append('\n');
    }
    return new Drawn(write(text.toString().getBytes(StandardCharsets.UTF_8)).toString(), rows, classes.size());
  }

  /**
   * Reads a file of this folder.
   *
   * @param data its name, as it was given to the page
   * @throws Problem 404 if it is not a file of this folder
   */
  Table read(String data) throws IOException {
    requireOurs(data);
    return DataSource.read(Path.of(data), Csv.Header.YES);
  }

  /**
   * Points of a file of this folder for the page.
   *
   * @param data its name, as it was given to the page
   * @param labels the column that holds the class; empty for none
   * @param most the greatest number of points
   * @return [count, 2], or [count, 3] with the number of the class
   * @throws Problem 404 if it is not a file of this folder, 422 if it has no such column
   */
  PointView.Shown points(String data, String labels, int most) throws IOException {
    if (labels.isEmpty()) {
      Table rows = read(data);
      int count = Math.min(rows.rows(), most);
      int columns = Math.min(3, rows.columns());
      float[] shown = new float[count * columns];
      for (int i = 0; i < shown.length; i++) {
        shown[i] = (float) rows.values()[i / columns * rows.columns() + i % columns];
      }
      return new PointView.Shown(shown, columns);
    }
    requireOurs(data);
    if (DataSource.isFile(labels)) {
      throw new Problem(422, "`labels` %s: expected a column of the file".formatted(Shown.cut(labels)), "labels");
    }
    LabelledRows read = LabelledRows.read(data, Csv.Header.YES, labels);
    int count = Math.min(read.rows().rows(), most);
    float[] plane = new float[2 * count];
    for (int i = 0; i < plane.length; i++) {
      int column = i % 2;
      plane[i] = column < read.rows().columns()
          ? (float) read.rows().values()[i / 2 * read.rows().columns() + column]
          : 0;
    }
    return new PointView.Shown(PointView.withLabels(plane, Arrays.copyOf(read.classes(), count)), 3);
  }

  private void requireOurs(String data) {
    if (!isOurs(data)) {
      throw new Problem(404, "there is no such file of drawn data", "data");
    }
  }

  /** Whether a name is that of a file in this folder. */
  boolean isOurs(String data) {
    return data.matches(".*[/\\\\]?[0-9a-f]{12}\\.csv") && Files.isRegularFile(Path.of(data))
        && folder.equals(Path.of(data).getParent());
  }

  /**
   * A source that was drawn, in the space in which the network of some data sees it.
   *
   * @param data the name of the data
   * @param source the name of the drawn file of two columns
   * @return the name of a file of the same points in that space
   */
  String source(DataSource data, String source) throws IOException {
    Table rows = read(source);
    if (rows.columns() != data.standardizer().dim()) {
      throw new Problem(422, "`source`: has %d columns, the data have %d".formatted(rows.columns(),
          data.standardizer().dim()), "source");
    }
    float[] seen = data.standardizer().apply(rows.values());
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    Csv.write(text, Table.of(seen, rows.columns(), rows.names()));
    return write(text.toByteArray()).toString();
  }

  private Path write(byte[] content) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(HexFormat.of().formatHex(Sha256.digest().digest(content)).substring(0, NAME) + ".csv");
    if (!Files.exists(file)) {
      AtomicFile.write(file, out -> out.write(content));
    }
    return file;
  }

  /**
   * Writes a table.
   *
   * @param bytes the content of a .csv file, whose first row holds names
   * @param chosen the names of the columns to keep; empty for all
   * @throws Problem 422 if it is not such a file
   */
  Dropped csv(byte[] bytes, List<String> chosen) throws IOException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Problem(422, "the file is not text in UTF-8: expected a .csv file", "data");
    }
    if (text.indexOf('\0') >= 0) {
      throw new Problem(422, "the file is not text: expected a .csv file", "data");
    }
    List<CsvRecord> records = new ArrayList<>();
    try (var reader = CsvReader.builder().fieldSeparator(Csv.separator(text)).ofCsvRecord(new StringReader(text))) {
      reader.forEach(records::add);
    } catch (CsvParseException e) {
      throw new Problem(422, "the file is not a .csv file: " + e.getMessage(), "data");
    }
    if (records.size() < 2) {
      throw new Problem(422, "the file has %d rows: expected a row of names and rows of values".formatted(
          records.size()), "data");
    }
    List<String> names = records.getFirst().getFields();
    for (CsvRecord each : records) {
      if (each.getFieldCount() != names.size()) {
        throw new Problem(422, "line %d of the file has %d fields, the first line has %d".formatted(
            each.getStartingLineNumber(), each.getFieldCount(), names.size()), "data");
      }
    }
    List<List<String>> rows = records.stream().map(CsvRecord::getFields).toList();
    if (chosen.isEmpty()) {
      return new Dropped(write(bytes).toString(), rows.size() - 1, columns(rows));
    }
    int[] kept = chosen.stream().mapToInt(name -> {
      if (!names.contains(name)) {
        throw new Problem(422, "the file has no column of the name " + name, "data");
      }
      return names.indexOf(name);
    }).toArray();
    List<List<String>> part = rows.stream().map(row -> Arrays.stream(kept).mapToObj(row::get).toList()).toList();
    StringWriter out = new StringWriter();
    try (CsvWriter writer = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out)) {
      part.forEach(writer::writeRecord);
    }
    return new Dropped(write(out.toString().getBytes(StandardCharsets.UTF_8)).toString(), part.size() - 1,
        columns(part));
  }

  /** The names of columns, which the first row holds, and whether the other rows hold numbers. */
  private static List<Map<String, Object>> columns(List<List<String>> rows) {
    return IntStream.range(0, rows.getFirst().size()).mapToObj(column -> Map.<String, Object>of("name",
        rows.getFirst().get(column), "numeric",
        rows.stream().skip(1).allMatch(row -> Csv.isNumber(row.get(column))))).toList();
  }
}
