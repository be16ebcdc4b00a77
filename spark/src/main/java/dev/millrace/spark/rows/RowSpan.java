package dev.millrace.spark.rows;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

import org.apache.spark.sql.connector.read.InputPartition;

/**
 * Consecutive rows of a run: one partition, or those of all.
 *
 * @param from number of the first row
 * @param to number of the row after the last
 * @param tile rows that belong together from a multiple of it on; only the ends of all rows lie between
 */
record RowSpan(long from, long to, int tile) implements InputPartition, Serializable {
  long count() {
    return to - from;
  }

  /** The first rows, at most so many. */
  RowSpan first(long most) {
    return new RowSpan(from, Math.min(to, from + most), tile);
  }

  /** Splits the rows into nearly equal parts, at multiples of the tile. */
  List<RowSpan> split(int parts) {
    long first = from / tile;
    long tiles = Math.ceilDiv(to, tile) - first;
    List<RowSpan> split = new ArrayList<>();
    for (long part = 0; part < parts; part++) {
      long begin = Math.max(from, (first + tiles / parts * part + Math.min(part, tiles % parts)) * tile);
      long end = Math.min(to, (first + tiles / parts * (part + 1) + Math.min(part + 1, tiles % parts)) * tile);
      if (begin < end) {
        split.add(new RowSpan(begin, end, tile));
      }
    }
    return split;
  }

  /** The number of rows that are drawn at once from a row on, about so many; they end at a multiple of the tile. */
  int chunk(long at, int rows) {
    long end = at - at % tile + (long) tile * Math.max(1, rows / tile);
    return (int) (Math.min(to, end) - at);
  }
}
