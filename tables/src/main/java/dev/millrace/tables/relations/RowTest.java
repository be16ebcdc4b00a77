package dev.millrace.tables.relations;

import java.util.List;
import java.util.stream.Collectors;

import dev.millrace.tables.data.Table;

/** What a row must meet. */
public interface RowTest {
  /**
   * {@return whether a row meets it}
   *
   * @param rows a learnt table
   * @param row from 0
   */
  boolean holds(Table rows, int row);

  /** {@return what a row must meet, in words, for messages} */
  String text();

  /**
   * {@return several tests as one}
   *
   * @param tests all of which must hold
   */
  static RowTest all(List<? extends RowTest> tests) {
    List<? extends RowTest> list = List.copyOf(tests);
    if (list.size() == 1) {
      return list.getFirst();
    }
    return new RowTest() {
      @Override
      public boolean holds(Table rows, int row) {
        for (RowTest test : list) {
          if (!test.holds(rows, row)) {
            return false;
          }
        }
        return true;
      }

      @Override
      public String text() {
        return list.stream().map(RowTest::text).collect(Collectors.joining(" and "));
      }
    };
  }
}
