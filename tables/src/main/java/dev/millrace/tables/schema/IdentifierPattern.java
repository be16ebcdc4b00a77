package dev.millrace.tables.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The identifiers of a pattern with places for digits and letters, see {@link ColumnSchema#pattern}, in alphabetical order
 * and counted from 0.
 */
public final class IdentifierPattern {
  /** A pattern with more identifiers than this has so many that random ones do not meet. */
  private static final long MANY = 1L << 60;

  private final List<Place> places = new ArrayList<>();
  private long count = 1;

  /** A character of a pattern: the first of its kind and how many there are. */
  private record Place(char first, int kinds) {}

  /**
   * Reads a pattern.
   *
   * @param pattern neither {@code uuid} nor a sequence
   */
  public IdentifierPattern(String pattern) {
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
      count = count > MANY / place.kinds ? MANY : count * place.kinds;
    }
  }

  /**
   * {@return whether a column's identifiers are made of random digits and letters, not counted upwards or uuids}
   *
   * @param pattern of a column
   */
  public static boolean isRandom(String pattern) {
    return !pattern.equals("uuid") && !pattern.startsWith(ColumnSchema.SEQUENCE);
  }

  /** {@return whether there are so few identifiers that each has a number} */
  public boolean isCounted() {
    return count < MANY;
  }

  /** {@return how many identifiers there are, if they are counted} */
  public long count() {
    return count;
  }

  /** {@return the number of characters} */
  public int length() {
    return places.size();
  }

  /** {@return the first character that differs between identifiers; the length if none does} */
  public int firstVaried() {
    int first = 0;
    while (first < places.size() && places.get(first).kinds == 1) {
      first++;
    }
    return first;
  }

  /**
   * {@return an identifier}
   *
   * @param number from 0, below the count
   */
  public String text(long number) {
    StringBuilder text = new StringBuilder();
    long left = number;
    for (Place place : places.reversed()) {
      text.append((char) (place.first + left % place.kinds));
      left /= place.kinds;
    }
    return text.reverse().toString();
  }

  /**
   * {@return the number of an identifier; −1 if it is none of the pattern}
   *
   * @param text any text
   */
  public long number(String text) {
    if (text.length() != places.size()) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < places.size(); i++) {
      int at = text.charAt(i) - places.get(i).first;
      if (at < 0 || at >= places.get(i).kinds) {
        return -1;
      }
      number = number * places.get(i).kinds + at;
    }
    return number;
  }

  /**
   * {@return a random identifier}
   *
   * @param random draws its characters
   */
  public String text(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    places.forEach(place -> text.append((char) (place.first + random.nextInt(place.kinds))));
    return text.toString();
  }
}
