package dev.millrace.spark.frame;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.random.Seed;
import dev.millrace.runs.rows.RowColumn;
import dev.millrace.spark.open.OpenRuns;
import dev.millrace.spark.open.RunFiles;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Fills the holes of rows from what a run of a table has learnt. */
public final class Imputation {
  private static final int CHUNK = 4096;
  /** Keeps a line from being empty. */
  private static final String NUMBER = "row number of the chunk";

  private Imputation() {
  }

  /**
   * Fills the missing values of the columns that the run knows. Rows of a chunk of a partition are filled together, so that
   * draws depend on the partitions.
   *
   * @param rows have some of the columns of the run, and perhaps others
   * @param path the folder of the run
   * @param draw whether holes are filled with draws, not with what is most likely
   * @param seed the seed
   * @return the same rows without these holes
   * @throws InvalidInputException if the run is not of a table, or the rows have none of its columns
   * @throws IOException if reading fails
   */
  public static Dataset<Row> of(Dataset<Row> rows, String path, boolean draw, long seed) throws IOException {
    RunFiles files = RunFiles.read(rows.sparkSession(), path);
    StructType schema = rows.schema();
    boolean java8 = Boolean.parseBoolean(rows.sparkSession().conf().get("spark.sql.datetime.java8API.enabled"));
    List<Holes> columns = new ArrayList<>();
    try (OpenRuns.Use use = OpenRuns.of(files)) {
      JsonNode known = use.run().facts().schema();
      if (known == null) {
        throw new InvalidInputException(path + ": is no run of a table; holes are filled in tables only");
      }
      for (int k = 0; k < schema.length(); k++) {
        StructField field = schema.fields()[k];
        for (RowColumn learnt : use.run().facts().columns()) {
          Holes column = learnt.name().equals(field.name()) ? Holes.of(k, field, learnt, known, java8) : null;
          if (column != null) {
            columns.add(column);
            break;
          }
        }
      }
    }
    if (columns.isEmpty()) {
      throw new InvalidInputException("%s: has learnt none of the columns %s".formatted(path,
          String.join(", ", schema.fieldNames())));
    }
    List<Holes> all = List.copyOf(columns);
    MapPartitionsFunction<Row, Row> filled = part -> filled(part, files, all, draw, seed);
    return rows.mapPartitions(filled, Encoders.row(schema));
  }

  private static Iterator<Row> filled(Iterator<Row> rows, RunFiles files, List<Holes> columns, boolean draw,
      long seed) {
    int partition = TaskContext.getPartitionId();
    int[] chunks = {0};
    return new Chunks(rows, CHUNK, chunk -> {
      Seed own = new Seed(new Seed(seed).generator(Seed.Purpose.SAMPLING, partition, chunks[0]++).nextLong());
      try {
        return filled(chunk, files, columns, draw, own);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private static List<Row> filled(List<Row> chunk, RunFiles files, List<Holes> columns, boolean draw, Seed seed)
      throws IOException {
    if (chunk.stream().noneMatch(row -> columns.stream().anyMatch(column -> row.isNullAt(column.at())))) {
      return chunk;
    }
    Path file = Files.createTempFile("millrace-spark", ".csv");
    List<JsonNode> answer = new ArrayList<>();
    try (OpenRuns.Use use = OpenRuns.of(files)) {
      Files.writeString(file, csv(chunk, columns));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      use.run().impute(file, null, seed, draw).writeTo(out);
      JsonMapper json = JsonMapper.shared();
      out.toString(StandardCharsets.UTF_8).lines().forEach(line -> answer.add(json.readTree(line)));
    } finally {
      Files.delete(file);
    }
    if (answer.size() != chunk.size()) {
      throw new IllegalStateException("%d rows came back of %d".formatted(answer.size(), chunk.size()));
    }
    List<Row> filled = new ArrayList<>();
    for (int i = 0; i < chunk.size(); i++) {
      filled.add(filled(chunk.get(i), answer.get(i), columns));
    }
    return filled;
  }

  private static String csv(List<Row> chunk, List<Holes> columns) {
    StringBuilder text = new StringBuilder(Holes.quoted(NUMBER));
    columns.forEach(column -> text.append(',').append(Holes.quoted(column.name())));
    text.append('\n');
    for (int i = 0; i < chunk.size(); i++) {
      text.append(i);
      for (Holes column : columns) {
        text.append(',').append(column.field(chunk.get(i).get(column.at())));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static Row filled(Row row, JsonNode answer, List<Holes> columns) {
    @Nullable
    Object[] values = new @Nullable Object[row.length()];
    for (int k = 0; k < values.length; k++) {
      values[k] = row.get(k);
    }
    for (Holes column : columns) {
      JsonNode found = answer.path(column.name());
      if (values[column.at()] == null && !found.isNull() && !found.isMissingNode()) {
        values[column.at()] = column.value(found);
      }
    }
    return RowFactory.create(values);
  }
}
