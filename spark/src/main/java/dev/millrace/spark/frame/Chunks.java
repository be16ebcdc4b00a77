package dev.millrace.spark.frame;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;

import org.apache.spark.sql.Row;

/** Rows that are computed chunk by chunk, when the ones before are used up. */
final class Chunks implements Iterator<Row> {
  private final Iterator<Row> rows;
  private final int size;
  private final UnaryOperator<List<Row>> work;
  private Iterator<Row> done = Collections.emptyIterator();

  /**
   * @param rows the rows
   * @param size the most rows of a chunk
   * @param work makes as many rows of some rows
   */
  Chunks(Iterator<Row> rows, int size, UnaryOperator<List<Row>> work) {
    this.rows = rows;
    this.size = size;
    this.work = work;
  }

  @Override
  public boolean hasNext() {
    if (!done.hasNext() && rows.hasNext()) {
      List<Row> chunk = new ArrayList<>();
      while (chunk.size() < size && rows.hasNext()) {
        chunk.add(rows.next());
      }
      done = work.apply(chunk).iterator();
    }
    return done.hasNext();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return done.next();
  }
}
