package dev.millrace.flow.data;

import java.util.Optional;

/** The names that model files and options give to distributions. */
public final class Sources {
  /** The name of the standard normal distribution. */
  public static final String GAUSSIAN = "gaussian";

  private Sources() {
  }

  /**
   * Finds the distribution of x0.
   *
   * @param name {@link #GAUSSIAN}, or that of a named distribution
   * @param dim width of a Gaussian; a named distribution has its own
   * @return the distribution; empty if there is none of this name
   */
  public static Optional<Distribution> named(String name, int dim) {
    return name.equals(GAUSSIAN) ? Optional.of(new Gaussian(dim)) : named(name);
  }

  /**
   * Finds a distribution of which data, too, can be drawn.
   *
   * @param name one of {@link Distributions#names}, or that of a {@link Published}
   * @return the distribution; empty if there is none of this name
   */
  public static Optional<Distribution> named(String name) {
    return Distributions.named(name).map(Distribution.class::cast).or(() -> Published.named(name));
  }

  /**
   * Finds the name of a distribution.
   *
   * @param source any distribution
   * @return its name; empty if {@link #named(String, int)} does not know it
   */
  public static Optional<String> nameOf(Distribution source) {
    return switch (source) {
      case Gaussian _ -> Optional.of(GAUSSIAN);
      case Toy toy -> Optional.of(toy.label());
      default -> Published.all().stream().filter(p -> p.distribution().equals(source)).map(Published::label)
          .findFirst();
    };
  }
}
