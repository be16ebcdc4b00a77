package dev.millrace.spark.rows;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

@Tag("spark")
class RowSpanTests {
  /** As if all rows were drawn at once, so that images go through the network in the groups of the command. */
  @ParameterizedTest
  @CsvSource({"0, 70, 32, 2, 32", "5, 70, 32, 2, 32", "5, 70, 32, 1, 64", "37, 1, 32, 3, 32", "333, 10000, 1, 4, 4096",
      "1000, 5000, 1024, 3, 100", "7, 0, 32, 2, 32"})
  void partsEndAtMultiplesOfATileFromTheFirstRow(long from, long count, int tile, int parts, int rows) {
    List<RowSpan> split = RowSpan.of(from, count, tile).split(parts);
    List<Long> ends = new ArrayList<>();
    long next = from;
    for (RowSpan part : split) {
      assertEquals(next, part.from());
      while (next < part.to()) {
        next += part.chunk(next, rows);
        ends.add(next);
      }
      assertEquals(next, part.to());
    }
    assertEquals(from + count, next);
    for (long end : ends.subList(0, Math.max(0, ends.size() - 1))) {
      assertEquals(0, (end - from) % tile);
    }
    assertEquals(Math.min(parts, Math.ceilDiv(count, tile)), split.size());
  }
}
