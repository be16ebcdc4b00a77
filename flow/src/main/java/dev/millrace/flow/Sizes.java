package dev.millrace.flow;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Lengths of arrays as products of counts and widths, which may be more than an {@code int} holds. */
public final class Sizes {
  /** The longest array that every Java virtual machine can allocate. */
  private static final long MOST = Integer.MAX_VALUE - 8;

  private Sizes() {
  }

  /**
   * The length of an array of so many rows of so many numbers.
   *
   * @param factors each 0 or more
   * @return their product
   * @throws IllegalArgumentException if a factor is negative, or the product is more than an array can have; the message has the
   *     factors
   */
  public static int product(long... factors) {
    long product = 1;
    boolean fits = true;
    for (long factor : factors) {
      // Compared by a division, so that the product itself never overflows.
      fits &= factor >= 0 && (factor == 0 || product <= MOST / factor);
      product = fits ? product * factor : 0;
    }
    if (!fits) {
      throw new IllegalArgumentException("%s numbers: expected at most %d, more do not fit an array"
          .formatted(Arrays.stream(factors).mapToObj(Long::toString).collect(Collectors.joining(" × ")), MOST));
    }
    return (int) product;
  }
}
