package dev.millrace.cli;

import java.util.stream.Collectors;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.ode.Tableau;

/** Solvers as options name them. */
final class Solvers {
  private Solvers() {
  }

  /**
   * A method for a fixed grid.
   *
   * @param option for the message about a wrong name
   */
  static Tableau fixed(String option, String name) {
    return Tableau.ALL.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow(
        () -> new InvalidInputException(option + " " + name + ": expected one of "
            + Tableau.ALL.stream().map(Tableau::name).collect(Collectors.joining(", "))));
  }
}
