package dev.millrace.tables.write;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.Sizes;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.text.Shown;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.schema.ColumnSchema;

/**
 * Files of rows. CSV and JSON lines are written while the rows are made; rows of Parquet are gathered on the disk.
 *
 * @param columns the columns
 * @param safe whether words of CSV that a spreadsheet would take for a formula are written as text
 */
public record TableFiles(WrittenColumns columns, boolean safe) {
  /** The endings of the files that rows can be written to. */
  public static final List<String> ENDINGS = List.of(".csv", ".parquet", ".jsonl", ".npy");
  private static final String NUMBERS = ".npy";

  /**
   * Refuses a file that cannot hold the columns.
   *
   * @param ending one of {@link #ENDINGS}
   * @param name the name of the file, for the message
   * @throws InvalidInputException naming a column
   */
  public void require(String ending, String name) {
    if (!ENDINGS.contains(ending)) {
      throw new InvalidInputException(
          "`out` %s: expected a file of rows that ends in %s".formatted(name, String.join(", ", ENDINGS)));
    }
    if (!ending.equals(NUMBERS)) {
      return;
    }
    for (ColumnSchema column : columns.columns()) {
      if (!isNumber(column)) {
        throw new InvalidInputException(
            "`out` %s: holds numbers only, and %s is %s; expected .csv, .parquet or .jsonl, or other `columns`"
                .formatted(name, Shown.quoted(column.name()), switch (column.type()) {
                  case TIMESTAMP -> "a time, which a float would round";
                  case CATEGORY, BOOLEAN -> "words";
                  default -> "of type " + column.type();
                }));
      }
    }
  }

  /**
   * {@return whether such a file can hold the columns}
   *
   * @param ending one of {@link #ENDINGS}
   */
  public boolean holds(String ending) {
    return !ending.equals(NUMBERS) || columns.columns().stream().allMatch(TableFiles::isNumber);
  }

  private static boolean isNumber(ColumnSchema column) {
    return column.form() instanceof ValueForm.Decimal || column.form() instanceof ValueForm.Date;
  }

  /**
   * {@return the content of a file}
   *
   * @param ending one of {@link #ENDINGS}
   * @param name the name of the file, for messages
   * @param blocks makes the rows
   * @throws InvalidInputException if such a file cannot hold the columns
   */
  public AtomicFile.Body body(String ending, String name, Blocks blocks) {
    require(ending, name);
    return switch (ending) {
      case ".csv" -> out -> new CsvRows(columns.schema().file(), columns, safe).write(out, blocks);
      case ".jsonl" -> out -> JsonRows.write(out, columns.uniqueNames(), blocks);
      case ".parquet" -> out -> ParquetRows.write(out, columns.uniqueNames(),
          columns.columns(), blocks);
      default -> out -> Npy.write(out, numbers(blocks));
    };
  }

  /** All rows as floats, [rows, columns], NaN where a value is missing; days since 1970-01-01 for dates. */
  private FloatArray numbers(Blocks blocks) throws IOException {
    int width = columns.indices().size();
    List<float[]> parts = new ArrayList<>();
    blocks.each(rows -> {
      float[] part = new float[Sizes.product(rows.rows(), width)];
      for (int c = 0; c < width; c++) {
        double[] values = ((Numbers) rows.column(c)).values();
        for (int row = 0; row < values.length; row++) {
          part[row * width + c] = (float) values[row];
        }
      }
      parts.add(part);
    });
    int length = parts.stream().mapToInt(part -> part.length).reduce(0, Math::addExact);
    float[] all = new float[length];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return FloatArray.of(all, length / Math.max(1, width), width);
  }
}
