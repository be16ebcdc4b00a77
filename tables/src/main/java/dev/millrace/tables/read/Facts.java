package dev.millrace.tables.read;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is counted in a column before its type is known.
 *
 * @param rows number of rows
 * @param present number of rows with a text
 * @param distinct number of different texts, an estimate within a few per cent
 * @param length mean number of characters
 * @param spaced share of the texts that have a space
 */
record Facts(long rows, long present, long distinct, double length, double spaced) {
  /** Columns that are counted in one pass. */
  private static final int TOGETHER = 16;

  static List<Facts> of(Database database, int width) {
    List<Facts> facts = new ArrayList<>();
    for (int from = 0; from < width; from += TOGETHER) {
      int start = from;
      int end = Math.min(width, from + TOGETHER);
      String sql = IntStream.range(start, end).mapToObj(("count(c%1$d), approx_count_distinct(c%1$d), "
          + "coalesce(avg(length(c%1$d)), 0), count(*) FILTER (WHERE contains(c%1$d, ' '))")::formatted)
          .collect(Collectors.joining(", "));
      facts.addAll(database.one("SELECT count(*), %s FROM data".formatted(sql), row -> {
        List<Facts> part = new ArrayList<>();
        for (int c = 0; c < end - start; c++) {
          long present = row.getLong(4 * c + 2);
          part.add(new Facts(row.getLong(1), present, row.getLong(4 * c + 3), row.getDouble(4 * c + 4),
              row.getLong(4 * c + 5) / (double) Math.max(1, present)));
        }
        return part;
      }));
    }
    return facts;
  }
}
