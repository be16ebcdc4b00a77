package dev.millrace.flow.coupling;

import dev.millrace.flow.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * An endless sequence of indices in epochs: every epoch contains each index once, in a random order of its own. Any
 * thread may use it.
 */
public final class Epochs {
  private final int count;
  private int[] order = new int[0];
  private long orderOf = -1;
  private @Nullable Seed orderFrom;

  /**
   * The sequence of the indices 0 … count − 1.
   *
   * @param count length of an epoch, at least 1
   */
  public Epochs(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("an epoch of " + count + ", expected at least 1");
    }
    this.count = count;
  }

  /**
   * Some consecutive elements of the sequence.
   *
   * @param first position of the first of them, 0 or more
   * @param size how many
   * @param seed from which the orders derive
   * @return [size], each 0 to count − 1
   */
  public synchronized int[] indices(long first, int size, Seed seed) {
    int[] indices = new int[size];
    for (int i = 0; i < size; i++) {
      long epoch = (first + i) / count;
      if (epoch != orderOf || !seed.equals(orderFrom)) {
        order = shuffled(seed, epoch);
        orderOf = epoch;
        orderFrom = seed;
      }
      indices[i] = order[(int) ((first + i) % count)];
    }
    return indices;
  }

  private int[] shuffled(Seed seed, long epoch) {
    var random = seed.generator(Seed.Purpose.DATA, epoch, 0);
    int[] shuffled = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      shuffled[i] = shuffled[j];
      shuffled[j] = i;
    }
    return shuffled;
  }
}
