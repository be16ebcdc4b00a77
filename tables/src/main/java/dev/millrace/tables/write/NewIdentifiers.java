package dev.millrace.tables.write;

import java.math.BigInteger;
import java.util.SplittableRandom;
import java.util.UUID;

import dev.millrace.flow.random.Seed;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.IdentifierPattern;
import dev.millrace.tables.schema.TakenIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * New identifiers by the pattern of a column, see {@link ColumnSchema#pattern}. Each is a function of the seed, the column
 * and the number of its row. No two rows have the same, and none is one of the table's, if it is known which these are; where
 * the pattern has no more, identifiers become longer. (Of patterns with more than 2^60 identifiers, and of uuids, random
 * ones do not meet.)
 */
final class NewIdentifiers {
  private static final int ROUNDS = 6;

  private final String pattern;
  private final IdentifierPattern identifiers;
  private final @Nullable TakenIdentifiers taken;
  private final Seed seed;
  private final int column;

  /**
   * Identifiers of a column.
   *
   * @param taken those of the table; null if they are not known, so that new ones may be among them, and repeat where the
   *     pattern has no more
   */
  NewIdentifiers(String pattern, @Nullable TakenIdentifiers taken, Seed seed, int column) {
    this.pattern = pattern;
    this.identifiers = new IdentifierPattern(pattern);
    this.taken = taken;
    this.seed = seed;
    this.column = column;
  }

  String of(long row) {
    if (pattern.equals("uuid")) {
      SplittableRandom random = seed.generator(Seed.Purpose.IDENTIFIER, row, column);
      // Version 4, variant 2 (RFC 9562).
      return new UUID((random.nextLong() & ~0xF000L) | 0x4000L, (random.nextLong() >>> 2) | Long.MIN_VALUE).toString();
    }
    if (pattern.startsWith(ColumnSchema.SEQUENCE)) {
      return next(pattern.substring(ColumnSchema.SEQUENCE.length()), row);
    }
    if (!identifiers.isCounted()) {
      return identifiers.text(seed.generator(Seed.Purpose.IDENTIFIER, row, column));
    }
    return taken == null
        ? identifiers.text(permuted(row % identifiers.count(), identifiers.count()))
        : untaken(taken, row);
  }

  private String untaken(TakenIdentifiers known, long row) {
    long available = known.available();
    if (row < available) {
      return identifiers.text(known.number(permuted(row, available)));
    }
    // Digits before the first place that varies make it longer than any of the table.
    long count = identifiers.count();
    long beyond = row - available;
    BigInteger more = BigInteger.TEN.pow(Math.max(0, known.longest() - identifiers.length()))
        .add(BigInteger.valueOf(beyond / count));
    return new StringBuilder(identifiers.text(permuted(beyond % count, count))).insert(identifiers.firstVaried(), more)
        .toString();
  }

  /** The first identifier, counted upwards. */
  private static String next(String first, long row) {
    int digits = 0;
    while (digits < Math.min(18, first.length()) && Character.isDigit(first.charAt(first.length() - 1 - digits))) {
      digits++;
    }
    String prefix = first.substring(0, first.length() - digits);
    String number = Long.toString((digits == 0 ? 0 : Long.parseLong(first.substring(prefix.length()))) + row);
    return prefix + "0".repeat(Math.max(0, digits - number.length())) + number;
  }

  /** A permutation of 0 to count − 1: a Feistel network on an even number of bits, repeated until it is in range. */
  private long permuted(long number, long count) {
    int half = Math.max(1, (65 - Long.numberOfLeadingZeros(count - 1)) / 2);
    long mask = (1L << half) - 1;
    long x = number;
    do {
      long left = x >>> half;
      long right = x & mask;
      for (int round = 0; round < ROUNDS; round++) {
        long mixed = seed.generator(Seed.Purpose.IDENTIFIER, right, (long) column * ROUNDS + round).nextLong() & mask;
        long next = left ^ mixed;
        left = right;
        right = next;
      }
      x = (left << half) | right;
    } while (x >= count);
    return x;
  }
}
