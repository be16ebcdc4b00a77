package dev.millrace.spark.frame;

import java.io.Serializable;

import dev.millrace.runs.rows.RowColumn;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A column whose missing values are filled.
 *
 * @param at its number in the rows of Spark
 * @param name its name
 * @param type its type in Spark
 * @param times how the run has dates and times; null for numbers and words
 */
record Holes(int at, String name, DataType type, @Nullable Times times) implements Serializable {
  /** {@return the column, if a run can fill it; else null} */
  static @Nullable Holes of(int at, StructField field, RowColumn learnt, JsonNode schema, boolean java8) {
    Times times = Times.of(field.dataType(), learnt, schema, java8);
    boolean plain = switch (field.dataType()) {
      case DoubleType _,FloatType _,LongType _,IntegerType _,StringType _,BooleanType _ ->
        learnt.type().equals(RowColumn.NUMBER) || learnt.type().equals(RowColumn.WORD);
      default -> false;
    };
    return plain || times != null ? new Holes(at, field.name(), field.dataType(), times) : null;
  }

  /** {@return a value as a field of a .csv file} */
  String field(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    return times != null ? quoted(times.text(value)) : value instanceof String word ? quoted(word) : value.toString();
  }

  static String quoted(String word) {
    return '"' + word.replace("\"", "\"\"") + '"';
  }

  /** {@return the value of Spark that an answer is} */
  Object value(JsonNode found) {
    if (times != null) {
      return times.value(found.asString());
    }
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
