package dev.millrace.tables.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import dev.millrace.flow.random.Seed;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Table;

/** Each column drawn by itself from the values of the training rows. */
final class IndependentColumns {
  private IndependentColumns() {
  }

  static Table sample(Table train, int count, Seed seed) {
    List<Column> columns = new ArrayList<>();
    for (int c = 0; c < train.width(); c++) {
      SplittableRandom random = seed.generator(Seed.Purpose.BASELINE, 0, c);
      columns.add(train.column(c).rows(random.ints(count, 0, train.rows()).toArray()));
    }
    return new Table(columns);
  }
}
