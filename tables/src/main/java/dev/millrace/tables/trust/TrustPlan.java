package dev.millrace.tables.trust;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import dev.millrace.flow.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * What a trust report measures.
 *
 * @param steps the numbers of steps, each at least 1
 * @param mainSteps the number of steps that samples have by default: the verdict and the gates are about it; it is measured
 *     even if {@code steps} lacks it
 * @param count number of synthetic rows; as many as training rows make figures comparable with published ones
 * @param label the column that classes the rows and that models are trained to predict; null if there is none
 * @param ordered columns of words whose levels are in order
 * @param baselines whether cheap methods are measured beside the flow
 * @param seed seed of all random choices
 * @param threads number of threads; the figures do not depend on it
 */
public record TrustPlan(List<Integer> steps, int mainSteps, int count, @Nullable Integer label, Set<Integer> ordered,
    boolean baselines, Seed seed, int threads) {
  /** The most rows that are worth drawing: measures use samples of more. */
  public static final int MOST_ROWS = 50_000;

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException naming the component out of range
   */
  public TrustPlan {
    steps = List.copyOf(steps);
    ordered = Set.copyOf(ordered);
    if (mainSteps < 1 || steps.stream().anyMatch(s -> s < 1) || count < 2 || threads < 1) {
      throw new IllegalArgumentException(
          "steps = %s, mainSteps = %d, count = %d, threads = %d: expected at least 1, 1, 2 and 1".formatted(steps,
              mainSteps, count, threads));
    }
  }

  /**
   * {@return the usual plan: 1, 2, 4, 8, 25 and 50 steps, with baselines}
   *
   * @param mainSteps the number of steps that samples have by default
   * @param trainRows the number of training rows
   * @param label the column that classes the rows, or null
   * @param seed seed of all random choices
   * @param threads number of threads
   */
  public static TrustPlan usual(int mainSteps, int trainRows, @Nullable Integer label, Seed seed, int threads) {
    return new TrustPlan(List.of(1, 2, 4, 8, 25, 50), mainSteps, Math.clamp(trainRows, 2, MOST_ROWS), label, Set.of(),
        true, seed, threads);
  }

  /** {@return all numbers of steps in ascending order, with the main one} */
  public List<Integer> allSteps() {
    return Stream.concat(steps.stream(), Stream.of(mainSteps)).distinct().sorted()
        .toList();
  }
}
