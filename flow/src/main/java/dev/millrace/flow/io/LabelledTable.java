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
 */
public record LabelledTable(Table numbers, int column, List<String> labels) {
  /** Copies the labels. */
  public LabelledTable {
    labels = List.copyOf(labels);
  }

  /** Takes the labels out of the rows of a file while it is read. */
  static final class Collector {
    private final ToIntFunction<List<String>> choice;
    private final List<String> labels = new ArrayList<>();
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
    void add(String label) {
      labels.add(seen.computeIfAbsent(label.strip(), one -> one));
    }

    LabelledTable table(Table numbers) {
      return new LabelledTable(numbers, column, labels);
    }
  }
}
