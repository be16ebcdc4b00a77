package dev.millrace.spark.rows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import dev.millrace.flow.run.FlowModel;
import dev.millrace.runs.rows.RowBlock;
import dev.millrace.runs.rows.RowColumn;
import dev.millrace.runs.rows.RowSource;
import dev.millrace.spark.open.OpenRuns;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import tools.jackson.databind.JsonNode;

/** The columns of a run as Spark has them. */
public final class Columns {
  /** The metadata of a column of arrays that say their shape, such as [channels, height, width]. */
  public static final String SHAPE = "shape";
  private static final double MICROS = 1e6;
  private static final Set<String> TRUTH = Set.of("true", "false");

  private Columns() {
  }

  /** Copies a column of a block of rows into one of Spark's. */
  @FunctionalInterface
  interface Copy {
    void of(RowBlock block, WritableColumnVector to);
  }

  /** Copies a value, which is not missing, in the form that Spark keeps it in. */
  @FunctionalInterface
  private interface Value {
    void copy(RowBlock block, int row, WritableColumnVector to);
  }

  /**
   * {@return the columns of rows, with types} Points have floats, or doubles where floats are too coarse; tables have the
   * types of their schema; images are arrays of floats in C order, whose shape is in the metadata of the column.
   *
   * @param use the run
   * @param source the rows
   */
  public static StructType schema(OpenRuns.Use use, RowSource source) {
    List<RowColumn> columns = source.columns();
    List<String> names = uniqueNames(columns, use.isOfPoints() ? "x" : "column");
    JsonNode table = use.run().facts().schema();
    boolean[] wide = use.isOfPoints() ? wide(use.model()) : new boolean[0];
    StructField[] fields = new StructField[columns.size()];
    for (int k = 0; k < fields.length; k++) {
      RowColumn column = columns.get(k);
      DataType type = table != null
          ? typeOf(column, ofTable(table, column.name()))
          : switch (column.type()) {
            case RowColumn.NUMBER -> wide[k] ? DataTypes.DoubleType : DataTypes.FloatType;
            case RowColumn.ARRAY -> DataTypes.createArrayType(DataTypes.FloatType, false);
            default -> DataTypes.StringType;
          };
      fields[k] = new StructField(names.get(k), type, table != null, shape(column));
    }
    return new StructType(fields);
  }

  /** Which columns of points need the digits of doubles. */
  private static boolean[] wide(FlowModel model) {
    return model.standardizer().decode(new float[model.velocity().shape().dim()], model.columns()).wide();
  }

  private static Metadata shape(RowColumn column) {
    return column.shape().isEmpty()
        ? Metadata.empty()
        : new MetadataBuilder().putLongArray(SHAPE, column.shape().stream().mapToLong(n -> n).toArray()).build();
  }

  private static JsonNode ofTable(JsonNode schema, String name) {
    for (JsonNode column : schema.path("columns")) {
      if (column.path("name").asString().equals(name)) {
        return column;
      }
    }
    throw new IllegalArgumentException("the schema has no column " + name);
  }

  /** The types are those of the Parquet files that the command writes. */
  private static DataType typeOf(RowColumn column, JsonNode schema) {
    return switch (column.type()) {
      case "date" -> DataTypes.DateType;
      case "timestamp" -> DataTypes.TimestampNTZType;
      case RowColumn.NUMBER -> schema.path("form").path("digits").asInt(1) == 0
          ? DataTypes.LongType
          : DataTypes.DoubleType;
      default -> {
        Set<String> levels = schema.path("levels").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
        yield !levels.isEmpty() && TRUTH.containsAll(levels) ? DataTypes.BooleanType : DataTypes.StringType;
      }
    };
  }

  /** Names of Spark must differ by more than capital letters. Columns without a name are x0, x1 … */
  private static List<String> uniqueNames(List<RowColumn> columns, String unnamed) {
    Set<String> taken = new HashSet<>();
    List<String> names = new ArrayList<>();
    for (RowColumn column : columns) {
      String base = column.name().isEmpty() ? unnamed + names.size() : column.name();
      String unique = base;
      for (int k = 2; !taken.add(unique.toLowerCase(Locale.ROOT)); k++) {
        unique = base + "_" + k;
      }
      names.add(unique);
    }
    return names;
  }

  /** The number of numbers in a row, about. */
  static int width(RowSource source) {
    return source.columns().stream().mapToInt(column -> column.shape().stream().reduce(1, Math::multiplyExact)).sum();
  }

  /** What copies the columns of a schema, which have these numbers in the rows. */
  static List<Copy> copies(StructType schema, int[] columns, RowSource source) {
    List<Copy> copies = new ArrayList<>();
    for (int k = 0; k < columns.length; k++) {
      int column = columns[k];
      StructField field = schema.fields()[k];
      int length = source.columns().get(column).shape().stream().reduce(1, Math::multiplyExact);
      Value value = value(field.dataType(), column, length);
      copies.add((block, to) -> {
        for (int row = 0; row < block.rows(); row++) {
          if (field.nullable() && block.isMissing(row, column)) {
            to.putNull(row);
          } else {
            value.copy(block, row, to);
          }
        }
      });
    }
    return copies;
  }

  private static Value value(DataType type, int column, int length) {
    return switch (type) {
      case FloatType _ -> (block, row, to) -> to.putFloat(row, (float) block.number(row, column));
      case DoubleType _ -> (block, row, to) -> to.putDouble(row, block.number(row, column));
      case LongType _ -> (block, row, to) -> to.putLong(row, Math.round(block.number(row, column)));
      case DateType _ -> (block, row, to) -> to.putInt(row, (int) Math.round(block.number(row, column)));
      case TimestampNTZType _ -> (block, row, to) -> to.putLong(row, Math.round(block.number(row, column) * MICROS));
      case BooleanType _ -> (block, row, to) -> to.putBoolean(row, Boolean.parseBoolean(block.text(row, column)));
      case ArrayType _ -> {
        float[] numbers = new float[length];
        yield (block, row, to) -> {
          block.array(row, column, numbers);
          to.putArray(row, to.arrayData().appendFloats(length, numbers, 0), length);
        };
      }
      default -> (block, row, to) -> to.putByteArray(row, block.text(row, column).getBytes(StandardCharsets.UTF_8));
    };
  }
}
