package dev.millrace.spark.frame;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

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
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StringType;
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
   * Fills the missing numbers and words of the columns that the run knows; dates and times stay as they are. Rows of a chunk
   * of a partition are filled together, so that draws depend on the partitions.
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
    int[] columns;
    try (OpenRuns.Use use = OpenRuns.of(files)) {
      if (use.run().facts().schema() == null) {
        throw new InvalidInputException(path + ": is no run of a table; holes are filled in tables only");
      }
      columns = columns(schema, use.run().facts().columns());
    }
    if (columns.length == 0) {
      throw new InvalidInputException("%s: has learnt none of the columns %s".formatted(path,
          String.join(", ", schema.fieldNames())));
    }
    MapPartitionsFunction<Row, Row> filled = part -> filled(part, files, schema, columns, draw, seed);
    return rows.mapPartitions(filled, Encoders.row(schema));
  }

  private static int[] columns(StructType schema, List<RowColumn> learnt) {
    return IntStream.range(0, schema.length()).filter(k -> isFilled(schema.fields()[k], learnt)).toArray();
  }

  private static boolean isFilled(StructField field, List<RowColumn> learnt) {
    boolean type = switch (field.dataType()) {
      case DoubleType _,FloatType _,LongType _,IntegerType _,StringType _,BooleanType _ -> true;
      default -> false;
    };
    return type && learnt.stream().anyMatch(column -> column.name().equals(field.name())
        && (column.type().equals(RowColumn.NUMBER) || column.type().equals(RowColumn.WORD)));
  }

  private static Iterator<Row> filled(Iterator<Row> rows, RunFiles files, StructType schema, int[] columns,
      boolean draw,
      long seed) {
    int partition = TaskContext.getPartitionId();
    int[] chunks = {0};
    return new Chunks(rows, CHUNK, chunk -> {
      Seed own = new Seed(new Seed(seed).generator(Seed.Purpose.SAMPLING, partition, chunks[0]++).nextLong());
      try {
        return filled(chunk, files, schema, columns, draw, own);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private static List<Row> filled(List<Row> chunk, RunFiles files, StructType schema, int[] columns, boolean draw,
      Seed seed) throws IOException {
    if (chunk.stream().noneMatch(row -> Arrays.stream(columns).anyMatch(row::isNullAt))) {
      return chunk;
    }
    Path file = Files.createTempFile("millrace-spark", ".csv");
    List<JsonNode> answer = new ArrayList<>();
    try (OpenRuns.Use use = OpenRuns.of(files)) {
      Files.writeString(file, csv(chunk, schema, columns));
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
      filled.add(filled(chunk.get(i), answer.get(i), schema, columns));
    }
    return filled;
  }

  private static String csv(List<Row> chunk, StructType schema, int[] columns) {
    StringBuilder text = new StringBuilder(quoted(NUMBER));
    for (int column : columns) {
      text.append(',').append(quoted(schema.fieldNames()[column]));
    }
    text.append('\n');
    for (int i = 0; i < chunk.size(); i++) {
      text.append(i);
      for (int column : columns) {
        Object value = chunk.get(i).get(column);
        text.append(',').append(value == null ? "" : value instanceof String word ? quoted(word) : value.toString());
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String quoted(String word) {
    return '"' + word.replace("\"", "\"\"") + '"';
  }

  private static Row filled(Row row, JsonNode answer, StructType schema, int[] columns) {
    @Nullable
    Object[] values = new @Nullable Object[row.length()];
    for (int k = 0; k < values.length; k++) {
      values[k] = row.get(k);
    }
    for (int column : columns) {
      JsonNode found = answer.path(schema.fieldNames()[column]);
      if (values[column] == null && !found.isNull() && !found.isMissingNode()) {
        values[column] = value(schema.fields()[column].dataType(), found);
      }
    }
    return RowFactory.create(values);
  }

  private static Object value(DataType type, JsonNode found) {
    return switch (type) {
      case DoubleType _ -> found.asDouble();
      case FloatType _ -> (float) found.asDouble();
      case LongType _ -> Math.round(found.asDouble());
      case IntegerType _ -> (int) Math.round(found.asDouble());
      case BooleanType _ -> found.asBoolean();
      default -> found.asString();
    };
  }
}
