package dev.millrace.tables.model;

import java.util.Arrays;
import java.util.SplittableRandom;

import dev.millrace.flow.random.Seed;

/**
 * The label of each row of a sample. As many rows as the training had have exactly its frequencies, in random order:
 * the rows of an epoch are a permutation of evenly spaced shares, and each takes the level in which its share falls.
 */
final class LabelDraws {
  private static final int LONGEST = 1 << 16;

  private final long[] ends;
  private final long total;
  private final int epoch;
  private final Seed seed;
  private int[] order = new int[0];
  private long orderOf = -1;

  LabelDraws(long[] counts, Seed seed) {
    ends = counts.clone();
    Arrays.parallelPrefix(ends, Long::sum);
    total = ends[ends.length - 1];
    epoch = (int) Math.min(total, LONGEST);
    this.seed = seed;
  }

  /** As many of each level that occurs. */
  static LabelDraws balanced(long[] counts, Seed seed) {
    return new LabelDraws(Arrays.stream(counts).map(count -> count > 0 ? 1 : 0).toArray(), seed);
  }

  /** The level of a row. */
  char of(long row) {
    long number = row / epoch;
    if (number != orderOf) {
      order = shuffled(number);
      orderOf = number;
    }
    double share = (order[(int) (row % epoch)] + 0.5) / epoch;
    int at = Arrays.binarySearch(ends, (long) (share * total));
    // A level ends where the next begins; levels that do not occur end where they begin.
    int level = at >= 0 ? at + 1 : -at - 1;
    while (ends[level] <= (long) (share * total)) {
      level++;
    }
    return (char) level;
  }

  private int[] shuffled(long number) {
    SplittableRandom random = seed.generator(Seed.Purpose.LABEL, number, 0);
    int[] shuffled = new int[epoch];
    for (int i = 0; i < epoch; i++) {
      int j = random.nextInt(i + 1);
      shuffled[i] = shuffled[j];
      shuffled[j] = i;
    }
    return shuffled;
  }
}
