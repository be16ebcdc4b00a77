package dev.millrace.spark.rows;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

import org.apache.spark.sql.connector.read.InputPartition;

/**
 * Consecutive rows of a run: one partition, or those of all. They are cut as if all were drawn at once: at multiples of a
 * tile, counted from the first row of all.
 *
 * @param first number of the first row of all
 * @param from number of the first row of these
 * @param to number of the row after the last
 * @param tile see {@link dev.millrace.runs.rows.RowSource#tile}
 */
record RowSpan(long first, long from, long to, int tile) implements InputPartition, Serializable {
  /** All rows. */
  static RowSpan of(long from, long count, int tile) {
    return new RowSpan(from, from, from + count, tile);
  }

  long count() {
    return to - from;
  }

  /** The first rows, at most so many. */
  RowSpan atMost(long rows) {
    return new RowSpan(first, from, Math.min(to, from + rows), tile);
  }

  /** Splits all rows into nearly equal parts. */
  List<RowSpan> split(int parts) {
    long tiles = Math.ceilDiv(count(), tile);
    List<RowSpan> split = new ArrayList<>();
    for (long part = 0; part < parts; part++) {
      long begin = from + (tiles / parts * part + Math.min(part, tiles % parts)) * tile;
      long end = Math.min(to, from + (tiles / parts * (part + 1) + Math.min(part + 1, tiles % parts)) * tile);
      if (begin < end) {
        split.add(new RowSpan(first, begin, end, tile));
      }
    }
    return split;
  }

  /** The number of rows that are drawn at once from a row on, about so many; they end where tiles do. */
  int chunk(long at, int rows) {
    long whole = at - (at - first) % tile + (long) tile * Math.max(1, rows / tile);
    return (int) (Math.min(to, whole) - at);
  }
}
