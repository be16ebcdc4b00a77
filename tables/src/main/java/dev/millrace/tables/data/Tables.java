package dev.millrace.tables.data;

import java.util.ArrayList;
import java.util.List;

/** Tables of several parts. */
public final class Tables {
  private Tables() {
  }

  /**
   * {@return the rows of several tables with the same columns, one after another}
   *
   * @param parts at least one
   */
  public static Table joined(List<Table> parts) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    List<Column> columns = new ArrayList<>();
    for (int c = 0; c < parts.getFirst().width(); c++) {
      int index = c;
      columns.add(column(parts.stream().map(part -> part.column(index)).toList()));
    }
    return new Table(columns);
  }

  private static Column column(List<Column> parts) {
    int rows = parts.stream().mapToInt(Column::size).reduce(0, Math::addExact);
    int at = 0;
    return switch (parts.getFirst()) {
      case Numbers first -> {
        double[] values = new double[rows];
        for (Column part : parts) {
          System.arraycopy(((Numbers) part).values(), 0, values, at, part.size());
          at += part.size();
        }
        yield new Numbers(first.name(), values, first.form());
      }
      case Words first -> {
        int[] codes = new int[rows];
        for (Column part : parts) {
          System.arraycopy(((Words) part).codes(), 0, codes, at, part.size());
          at += part.size();
        }
        yield new Words(first.name(), codes, first.levels());
      }
    };
  }
}
