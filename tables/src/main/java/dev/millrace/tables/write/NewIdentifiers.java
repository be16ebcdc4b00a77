package dev.millrace.tables.write;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

import dev.millrace.flow.random.Seed;
import dev.millrace.tables.schema.ColumnSchema;

/**
 * New identifiers by the pattern of a column, see {@link ColumnSchema#pattern}. Each is a function of the seed, the column
 * and the number of its row, and no two rows have the same as long as the pattern has enough.
 */
final class NewIdentifiers {
  private static final String SEQUENCE = "sequence from ";
  private static final int ROUNDS = 6;
  /** A pattern with more identifiers than this has so many that random ones do not meet. */
  private static final long MANY = 1L << 60;

  private final String pattern;
  private final Seed seed;
  private final int column;
  private final List<Place> places = new ArrayList<>();
  private long possible = 1;

  /** A character of a pattern: the first of its kind and how many there are. */
  private record Place(char first, int kinds) {}

  NewIdentifiers(String pattern, Seed seed, int column) {
    this.pattern = pattern;
    this.seed = seed;
    this.column = column;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      Place place = switch (c) {
        case '#' -> new Place('0', 10);
        case '@' -> new Place('A', 26);
        case '%' -> new Place('a', 26);
        case '\\' -> new Place(pattern.charAt(Math.min(++i, pattern.length() - 1)), 1);
        default -> new Place(c, 1);
      };
      places.add(place);
      possible = possible > MANY / place.kinds ? MANY : possible * place.kinds;
    }
  }

  String of(long row) {
    if (pattern.equals("uuid")) {
      SplittableRandom random = seed.generator(Seed.Purpose.IDENTIFIER, row, column);
      // Version 4, variant 2 (RFC 9562).
      return new UUID((random.nextLong() & ~0xF000L) | 0x4000L, (random.nextLong() >>> 2) | Long.MIN_VALUE).toString();
    }
    return pattern.startsWith(SEQUENCE) ? next(pattern.substring(SEQUENCE.length()), row) : random(row);
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

  private String random(long row) {
    StringBuilder text = new StringBuilder();
    if (possible < MANY) {
      long number = permuted(row % possible);
      for (Place place : places.reversed()) {
        text.append((char) (place.first + number % place.kinds));
        number /= place.kinds;
      }
      return text.reverse().toString();
    }
    SplittableRandom random = seed.generator(Seed.Purpose.IDENTIFIER, row, column);
    places.forEach(place -> text.append((char) (place.first + random.nextInt(place.kinds))));
    return text.toString();
  }

  /** A permutation of 0 to possible − 1: a Feistel network on an even number of bits, repeated until it is in range. */
  private long permuted(long number) {
    int half = Math.max(1, (65 - Long.numberOfLeadingZeros(possible - 1)) / 2);
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
    } while (x >= possible);
    return x;
  }
}
