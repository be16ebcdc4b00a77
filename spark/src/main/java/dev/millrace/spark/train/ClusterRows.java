package dev.millrace.spark.train;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.runs.shared.SharedColumn;
import dev.millrace.runs.shared.SharedTraining;
import dev.millrace.runs.shared.Survey;
import dev.millrace.spark.rows.Columns;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;

/**
 * Rows to train on. Within Spark their columns are called c0, c1 …, so that their names may have any characters.
 *
 * @param rows the rows
 * @param columns what the columns are
 */
record ClusterRows(Dataset<Row> rows, List<SharedColumn> columns) {
  private static final int DEPTH = 2;

  /**
   * {@return rows of a user}
   *
   * @param rows their columns
   * @throws InvalidInputException naming a column whose type has no place here
   */
  static ClusterRows of(Dataset<Row> rows) {
    List<SharedColumn> columns = new ArrayList<>();
    for (StructField field : rows.schema().fields()) {
      columns.add(new SharedColumn(field.name(), type(field), shape(field)));
    }
    if (columns.isEmpty()) {
      throw new InvalidInputException("the rows to train on: have no columns");
    }
    return new ClusterRows(rows.toDF(names(columns.size()).toArray(String[]::new)), columns);
  }

  private static List<String> names(int width) {
    return IntStream.range(0, width).mapToObj("c%d"::formatted).toList();
  }

  /** The shape of arrays is in the metadata of their column, as in samples of images. */
  private static List<Integer> shape(StructField field) {
    return field.metadata().contains(Columns.SHAPE)
        ? Arrays.stream(field.metadata().getLongArray(Columns.SHAPE)).mapToObj(Math::toIntExact).toList()
        : List.of();
  }

  private static String type(StructField field) {
    DataType type = field.dataType();
    return switch (type) {
      case ByteType _ -> "TINYINT";
      case ShortType _ -> "SMALLINT";
      case IntegerType _ -> "INTEGER";
      case LongType _ -> "BIGINT";
      case FloatType _ -> "FLOAT";
      case DoubleType _ -> "DOUBLE";
      case DecimalType decimal -> "DECIMAL(%d,%d)".formatted(decimal.precision(), decimal.scale());
      case BooleanType _ -> "BOOLEAN";
      case StringType _ -> "VARCHAR";
      case DateType _ -> "DATE";
      case TimestampType _ -> "TIMESTAMP WITH TIME ZONE";
      case TimestampNTZType _ -> "TIMESTAMP";
      case BinaryType _ -> "BLOB";
      case ArrayType array when array.elementType() instanceof ByteType -> "BLOB";
      case ArrayType array when array.elementType() instanceof FloatType
          || array.elementType() instanceof DoubleType ->
        "FLOAT[]";
      default -> throw new InvalidInputException(
          "column %s: is %s; expected numbers, words, truth values, dates, times, or arrays of floats or bytes, such as by select"
              .formatted(
                  field.name(), type.simpleString()));
    };
  }

  private Column[] all() {
    return names(columns.size()).stream().map(rows::col).toArray(Column[]::new);
  }

  /**
   * {@return a survey of all rows, in one pass}
   *
   * @param training what is surveyed
   * @throws InvalidInputException if there is no row; the job fails if a value cannot be learnt
   */
  <S extends Survey<S>> S survey(SharedTraining<S> training) {
    int width = columns.size();
    boolean counts = training.countsEqualRows();
    Dataset<Row> each = counts ? rows.groupBy(all()).count() : rows;
    S survey = each.javaRDD().treeAggregate(training.survey(), (found, row) -> {
      found.add(values(row, width), counts ? row.getLong(width) : 1);
      return found;
    }, (found, other) -> {
      found.addAll(other);
      return found;
    }, DEPTH);
    if (survey.rows() == 0) {
      throw new InvalidInputException("the rows to train on: there are none");
    }
    return survey;
  }

  /** A partition for each rank. Rows come from other machines in any order, so that they are sorted. */
  Dataset<Row> divided(int ranks) {
    return rows.repartition(ranks).sortWithinPartitions(all());
  }

  /** The values of a row, as {@link SharedColumn} says. */
  static @Nullable Object[] values(Row row, int width) {
    @Nullable
    Object[] values = new @Nullable Object[width];
    for (int k = 0; k < width; k++) {
      values[k] = row.isNullAt(k) ? null : value(row.get(k));
    }
    return values;
  }

  private static Object value(Object value) {
    return switch (value) {
      case Byte whole -> whole.longValue();
      case Short whole -> whole.longValue();
      case Integer whole -> whole.longValue();
      case Date day -> day.toLocalDate();
      case Timestamp time -> utc(time.toInstant());
      case Instant time -> utc(time);
      case byte[] bytes -> bytes;
      case Seq<?> array -> array(array);
      case Long _,Float _,Double _,BigDecimal _,Boolean _,String _,LocalDate _,LocalDateTime _ -> value;
      default -> throw new IllegalStateException("a value of " + value.getClass());
    };
  }

  private static Object array(Seq<?> array) {
    float[] floats = new float[array.length()];
    byte[] bytes = new byte[floats.length];
    boolean whole = false;
    for (int i = 0; i < floats.length; i++) {
      Object number = array.apply(i);
      whole |= number instanceof Byte;
      floats[i] = number == null ? Float.NaN : ((Number) number).floatValue();
      bytes[i] = (byte) floats[i];
    }
    return whole ? bytes : floats;
  }

  private static LocalDateTime utc(Instant time) {
    return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
  }
}
