package dev.millrace.tables.published;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What ForestDiffusion's authors publish about a method on a set: means over three splits and five generations.
 *
 * @param set the set
 * @param method the method; {@code oracle} takes the training rows as synthetic
 * @param w1Train W1 to the training rows
 * @param w1Test W1 to the test rows
 * @param coverage the coverage of the test rows
 * @param score what models learn: macro-F1, or R² where the label is a number; without AdaBoost
 * @param seconds for training and sampling on 10 to 20 CPU cores, or a GPU
 */
record PublishedFigures(String set, String method, double w1Train, double w1Test, double coverage, double score,
    double seconds) {
  static final String ORACLE = "oracle";
  static final String FOREST_FLOW = "Forest-Flow";
  static final String TABDDPM = "TabDDPM";
  static final String TVAE = "TVAE";
  /** The methods of the table beside the oracle, in its order. */
  static final List<String> METHODS = List.of(FOREST_FLOW, "Forest-VP", TABDDPM, TVAE);

  private static final String RESOURCE = "forestdiffusion.csv";
  private static final List<PublishedFigures> ALL = read();

  /** The sets, in the order of the table. */
  static List<String> sets() {
    return ALL.stream().map(PublishedFigures::set).distinct().toList();
  }

  static PublishedFigures of(String set, String method) {
    return ALL.stream().filter(each -> each.set.equals(set) && each.method.equals(method)).findFirst().orElseThrow();
  }

  private static List<PublishedFigures> read() {
    try (InputStream in = Objects.requireNonNull(PublishedFigures.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      List<String> names = Arrays.asList(lines.getFirst().split(","));
      return lines.stream().skip(1).map(line -> of(names, line.split(","))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PublishedFigures of(List<String> names, String[] fields) {
    return new PublishedFigures(fields[0], fields[1], number(names, fields, "w1_train"),
        number(names, fields, "w1_test"), number(names, fields, "coverage_test"),
        number(names, fields, "score3_synthetic"), number(names, fields, "seconds"));
  }

  private static double number(List<String> names, String[] fields, String name) {
    return Double.parseDouble(fields[names.indexOf(name)]);
  }
}
