package dev.millrace.flow;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Computes lengths of arrays as products of counts and widths, which may exceed an {@code int}. */
public final class Sizes {
  /** The longest array that every Java virtual machine can allocate. */
  private static final long MOST = Integer.MAX_VALUE - 8;

  private Sizes() {
  }

  /**
   * The product of the factors, such as a number of rows and a number of columns, as the length of an array.
   *
   * @param factors each 0 or more
   * @return the product of the factors
   * @throws IllegalArgumentException if a factor is negative, or the product exceeds the longest array; the message
   *     contains the factors
   */
  public static int product(long... factors) {
    long product = 1;
    boolean fits = true;
    for (long factor : factors) {
      // The comparison uses a division, so that the product itself never overflows.
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
