package dev.millrace.flow.io;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * A table one of whose columns holds labels, which may be words.
 *
 * @param numbers all columns; that of the labels has zeros
 * @param column the column of the labels
 * @param labels the labels, without spaces around them, one for each row
 * @param lines the line of the file in which each row begins, counted from 1; or empty if it is not known
 */
public record LabelledTable(Table numbers, int column, List<String> labels, List<Long> lines) {
  /** Copies the labels. */
  public LabelledTable {
    labels = List.copyOf(labels);
    lines = List.copyOf(lines);
  }

  /**
   * A table whose lines are not known.
   *
   * @param numbers all columns; that of the labels has zeros
   * @param column the column of the labels
   * @param labels the labels, one for each row
   */
  public LabelledTable(Table numbers, int column, List<String> labels) {
    this(numbers, column, labels, List.of());
  }

  /** Takes the labels out of the rows of a file while it is read. */
  static final class Collector {
    private final ToIntFunction<List<String>> choice;
    private final List<String> labels = new ArrayList<>();
    private final List<Long> lines = new ArrayList<>();
    private final Map<String, String> seen = new HashMap<>();
    private int column = -1;

    /** @param choice finds the column of the labels by the names of all columns, which may be none */
    Collector(ToIntFunction<List<String>> choice) {
      this.choice = choice;
    }

    void choose(List<String> names) {
      column = choice.applyAsInt(names);
    }

    boolean isLabel(int candidate) {
      return candidate == column;
    }

    /** Takes the label of the next row; equal labels share one object. */
    void add(String label, long line) {
      lines.add(line);
      labels.add(seen.computeIfAbsent(label.strip(), one -> one));
    }

    LabelledTable table(Table numbers) {
      return new LabelledTable(numbers, column, labels, lines);
    }
  }
}
