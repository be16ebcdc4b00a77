package dev.millrace.flow.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The confusion matrix of a classifier on points of known classes: on test images it measures the classifier; on
 * generated images it shows whether a model generates the classes it was asked for.
 *
 * @param classNames one per class, at least one
 * @param counts the number of points of each requested class (row) that were classified as each class (column),
 *     [classes][classes]
 */
// Instances are never compared, so it does no harm that arrays are equal only to themselves.
@SuppressWarnings("ArrayRecordComponent")
public record Confusion(List<String> classNames, int[][] counts) {
  /**
   * Counts the points of each pair of classes.
   *
   * @param asked the requested class of each point, [count], count ≥ 1
   * @param found the class that the classifier found for each point, [count]
   * @param classNames the names of the classes; empty if they have none
   * @return the counts
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

  /** {@return the share of points classified as their requested class, 0 to 1} */
  public double accuracy() {
    int right = 0;
    int all = 0;
    for (int c = 0; c < counts.length; c++) {
      right += counts[c][c];
      all += Arrays.stream(counts[c]).sum();
    }
    return right / (double) all;
  }

  /**
   * {@return the share of the points of one requested class that were classified as that class, 0 to 1; NaN if there
   * are none}
   *
   * @param asked the class that was asked for
   */
  public double accuracy(int asked) {
    return counts[asked][asked] / (double) Arrays.stream(counts[asked]).sum();
  }

  /** {@return the matrix as lines of text: a header, then one row per requested class with its accuracy at the end} */
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
