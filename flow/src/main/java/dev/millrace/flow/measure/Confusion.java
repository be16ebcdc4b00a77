package dev.millrace.flow.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Which classes a classifier finds in points of known classes: in test images, to know the classifier; in generated ones, to
 * know whether a model gives what it is asked for.
 *
 * @param classNames one a class, at least one
 * @param counts points of each asked class (row) found as each class (column), [classes][classes]
 */
// Read by index, never compared: the arrays' identity as equality does no harm.
@SuppressWarnings("ArrayRecordComponent")
public record Confusion(List<String> classNames, int[][] counts) {
  /**
   * Counts.
   *
   * @param asked the class of each point, [count], count ≥ 1
   * @param found the class found for each point, [count]
   * @throws IllegalArgumentException if the lengths differ, there is no point or a class is out of range
   */
  public static Confusion of(int[] asked, int[] found, List<String> classNames) {
    if (asked.length != found.length || asked.length == 0) {
      throw new IllegalArgumentException(
          "%d classes asked for, %d found, expected equally many and at least 1".formatted(asked.length, found.length));
    }
    int classes = classNames.size();
    int[][] counts = new int[classes][classes];
    for (int i = 0; i < asked.length; i++) {
      if (asked[i] < 0 || asked[i] >= classes || found[i] < 0 || found[i] >= classes) {
        throw new IllegalArgumentException("point %d: class %d asked for, %d found, expected 0 to %d".formatted(i,
            asked[i], found[i], classes - 1));
      }
      counts[asked[i]][found[i]]++;
    }
    return new Confusion(List.copyOf(classNames), counts);
  }

  /** The share of points found as asked, 0 to 1. */
  public double accuracy() {
    int right = 0;
    int all = 0;
    for (int c = 0; c < counts.length; c++) {
      right += counts[c][c];
      all += Arrays.stream(counts[c]).sum();
    }
    return right / (double) all;
  }

  /** The share of the points of one class found as asked, 0 to 1; NaN if there are none. */
  public double accuracy(int asked) {
    return counts[asked][asked] / (double) Arrays.stream(counts[asked]).sum();
  }

  /** Lines of text: a head, then a row for each asked class with its accuracy at the end. */
  public List<String> table() {
    int width = Math.max(6, 1 + classNames.stream().mapToInt(String::length).max().orElse(0));
    String cell = "%" + width + "s";
    StringBuilder head = new StringBuilder(cell.formatted(""));
    classNames.forEach(name -> head.append(cell.formatted(name)));
    List<String> lines = new ArrayList<>(List.of(head.toString()));
    for (int c = 0; c < counts.length; c++) {
      StringBuilder line = new StringBuilder(cell.formatted(classNames.get(c)));
      for (int count : counts[c]) {
        line.append(cell.formatted(count));
      }
      lines.add(line + String.format(Locale.ROOT, "  %5.1f %%", 100 * accuracy(c)));
    }
    return List.copyOf(lines);
  }
}
