package dev.millrace;

import java.util.Optional;

import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Distributions;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Published;
import dev.millrace.flow.data.Toy;

/** The names of sources in model files. */
final class Sources {
  /** The name of a source that only the program knows that trained the flow. */
  static final String OWN = "own";
  private static final String GAUSSIAN = "gaussian";

  private Sources() {
  }

  static String name(Distribution source) {
    return switch (source) {
      case Gaussian _ -> GAUSSIAN;
      case Toy toy -> toy.label();
      default -> Published.all().stream().filter(p -> p.distribution().equals(source)).map(Published::label)
          .findFirst().orElse(OWN);
    };
  }

  /** The distribution of a name; empty if the name is not known. */
  static Optional<Distribution> named(String name, int dim) {
    return name.equals(GAUSSIAN)
        ? Optional.of(new Gaussian(dim))
        : Distributions.named(name).map(Distribution.class::cast).or(() -> Published.named(name))
            .filter(source -> source.dim() == dim);
  }
}
