package dev.millrace.tables.measure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.Sizes;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;

/**
 * Rows as a model learns from them.
 *
 * @param values [rows, width]; NaN where missing
 * @param width of a row
 */
@SuppressWarnings("ArrayRecordComponent")
record Features(float[] values, int width) {

  /** How words become numbers. */
  enum Form {
    /** The number of the level: a tree can single out any. */
    CODES,
    /** A 1 for the level among zeros, and 0 for a missing number, which is the mean. */
    ONE_HOT
  }

  int rows() {
    return values.length / width;
  }

  Features rows(int[] rows) {
    float[] chosen = new float[Sizes.product(rows.length, width)];
    for (int r = 0; r < rows.length; r++) {
      System.arraycopy(values, rows[r] * width, chosen, r * width, width);
    }
    return new Features(chosen, width);
  }

  /** How the columns of a table become features. Numbers are standardised in double precision: dates have many digits. */
  static final class Encoder {
    private final Form form;
    private final List<Part> parts = new ArrayList<>();
    private int width;

    private record Part(int column, int at, double mean, double scale, Map<String, Integer> levels) {}

    /**
     * Learns from rows.
     *
     * @param left the column that is left out, or -1
     */
    Encoder(Table table, int left, Form form) {
      this.form = form;
      for (int c = 0; c < table.width(); c++) {
        if (c != left) {
          Part part = part(table.column(c), c);
          parts.add(part);
          width += form == Form.ONE_HOT && table.column(c) instanceof Words ? part.levels.size() : 1;
        }
      }
    }

    private Part part(Column column, int c) {
      return switch (column) {
        case Numbers numbers -> {
          double sum = 0;
          double squares = 0;
          int count = 0;
          for (double value : numbers.values()) {
            if (!Double.isNaN(value)) {
              count++;
              double before = value - (count > 1 ? sum : 0);
              sum += before / count;
              squares += before * (value - sum);
            }
          }
          double deviation = Math.sqrt(squares / Math.max(1, count));
          yield new Part(c, width, sum, deviation > 0 ? 1 / deviation : 1, Map.of());
        }
        case Words words -> {
          Map<String, Integer> levels = new HashMap<>();
          words.levels().forEach(level -> levels.putIfAbsent(level, levels.size()));
          yield new Part(c, width, 0, 1, levels);
        }
      };
    }

    Features apply(Table table) {
      int rows = table.rows();
      float[] values = new float[Sizes.product(rows, width)];
      for (Part part : parts) {
        switch (table.column(part.column)) {
          case Numbers numbers -> {
            for (int r = 0; r < rows; r++) {
              double value = (numbers.values()[r] - part.mean) * part.scale;
              values[r * width + part.at] = form == Form.ONE_HOT && Double.isNaN(value) ? 0 : (float) value;
            }
          }
          case Words words -> {
            int[] ofLevels = words.levels().stream().mapToInt(level -> part.levels.getOrDefault(level, -1)).toArray();
            for (int r = 0; r < rows; r++) {
              int code = words.codes()[r];
              int level = code == Words.MISSING ? Words.MISSING : ofLevels[code];
              if (form == Form.CODES) {
                values[r * width + part.at] = code == Words.MISSING
                    ? Float.NaN
                    : level < 0 ? part.levels.size() : level;
              } else if (level >= 0) {
                values[r * width + part.at + level] = 1;
              }
            }
          }
        }
      }
      return new Features(values, width);
    }
  }
}
