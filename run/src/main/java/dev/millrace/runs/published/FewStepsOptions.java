package dev.millrace.runs.published;

import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.measure.Wasserstein;
import dev.millrace.flow.parallel.Workers;
import org.jspecify.annotations.Nullable;

/**
 * What is trained and measured for the table of few steps.
 *
 * @param data the data sets
 * @param methods the methods
 * @param seeds the number of seeds of points, 0 to seeds − 1; images are trained with seed 0 alone
 * @param steps training steps, of which a reflow of points takes four times as many; null for the usual number
 * @param at the numbers of steps by which samples are made
 * @param count samples that are compared; null for 4,000 points of the plane, 2,000 rows of a table, and the usual number
 *     of images
 * @param fashion where Fashion-MNIST is, such as {@code idx:FOLDER}
 * @param threads the threads of a training; 0 for all processors
 */
public record FewStepsOptions(List<FewStepsData> data, List<FewStepsMethod> methods, int seeds,
    @Nullable Integer steps, List<Integer> at, @Nullable Integer count, String fashion, int threads) {
  /** The data that are measured if none are named: those that take no hours. */
  public static final List<FewStepsData> USUAL_DATA = Arrays.stream(FewStepsData.values())
      .filter(data -> !data.isImages()).toList();
  /** Where Debian's package dataset-fashion-mnist puts its files. */
  public static final String DEBIANS_FASHION = "idx:/usr/share/datasets/fashion-mnist";
  private static final int MOST_SEEDS = 1000;
  private static final int MOST_STEPS = 1000;
  private static final int MOST_TRAINING = 10_000_000;
  private static final int POINTS = 4000;
  private static final int ROWS = 2000;

  /**
   * Checks the ranges, and sorts data, methods and numbers of steps.
   *
   * @throws InvalidInputException naming the component out of range
   */
  public FewStepsOptions {
    require("`seeds`", seeds, MOST_SEEDS);
    for (int each : at) {
      require("`at`", each, MOST_STEPS);
    }
    if (steps != null) {
      require("`steps`", steps, MOST_TRAINING);
    }
    if (count != null) {
      require("`count`", count, Wasserstein.MOST_POINTS);
    }
    if (threads < 0) {
      throw new InvalidInputException("`threads` " + threads + ": expected 0 or more");
    }
    data = data.stream().distinct().sorted().toList();
    methods = methods.stream().distinct().sorted().toList();
    at = at.stream().distinct().sorted().toList();
    if (data.isEmpty() || methods.isEmpty() || at.isEmpty()) {
      throw new InvalidInputException(
          "`data` %s, `methods` %s, `at` %s: expected at least one of each".formatted(data, methods, at));
    }
  }

  private static void require(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new InvalidInputException("%s %d: expected 1 to %d".formatted(name, value, most));
    }
  }

  int seedsOf(FewStepsData set) {
    return set.isImages() ? 1 : seeds;
  }

  /** The numbers of steps by which samples of a method are made. */
  List<Integer> atOf(FewStepsMethod method) {
    return method.isDistilled() ? List.of(1) : at;
  }

  int pointsOf(FewStepsData set) {
    return count != null ? count : set.isTable() ? ROWS : POINTS;
  }

  int allThreads() {
    return Workers.orAllProcessors(threads);
  }
}
