package dev.millrace.flow.data;

import java.util.List;
import java.util.Optional;

/** The named 2-D distributions. */
public final class Distributions {
  private static final List<Toy> ALL = List.of(Toy.values());
  private static final List<String> NAMES = ALL.stream().map(Toy::label).toList();

  private Distributions() {
  }

  /** {@return all named distributions, in the order of {@link #names()}} */
  public static List<Toy> all() {
    return ALL;
  }

  /** {@return the names that {@link #named} knows, in the order in which they are listed} */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * Finds a distribution by its name.
   *
   * @param name such as {@code moons}, exactly as listed
   * @return the distribution, or empty if there is none of that name
   */
  public static Optional<Toy> named(String name) {
    return ALL.stream().filter(toy -> toy.label().equals(name)).findFirst();
  }
}
