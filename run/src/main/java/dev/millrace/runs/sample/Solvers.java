package dev.millrace.runs.sample;

import java.util.List;
import java.util.Locale;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.ode.EmbeddedPair;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.runs.text.Suggestion;

/** The solvers by their names in options. */
public final class Solvers {
  private Solvers() {
  }

  /**
   * {@return a method that takes a given number of steps}
   *
   * @param option the option, for the message about a wrong name
   * @param name the name of the method
   * @throws InvalidInputException if the name is unknown, or is that of an adaptive solver, so that a name means the
   *           same solver in all verbs
   */
  public static Tableau fixed(String option, String name) {
    List<String> adaptive = EmbeddedPair.ALL.stream().map(EmbeddedPair::name).toList();
    List<Tableau> fixed = Tableau.ALL.stream().filter(t -> !adaptive.contains(t.name())).toList();
    List<String> names = fixed.stream().map(Tableau::name).toList();
    return fixed.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow(
        () -> new InvalidInputException("%s %s: %sexpected one of %s%s".formatted(option, name,
            adaptive.contains(name) ? "chooses its steps itself, here their number is given; " : "",
            String.join(", ", names),
            Suggestion.of(name, names))));
  }

  /**
   * {@return the name of a method in a sentence}
   *
   * @param name the name of the method
   */
  public static String title(String name) {
    return switch (name) {
      case "euler", "heun", "ralston" -> name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
      case "rk4" -> "Runge–Kutta";
      default -> name;
    };
  }
}
