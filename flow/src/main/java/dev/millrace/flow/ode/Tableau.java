package dev.millrace.flow.ode;

import java.util.ArrayList;
import java.util.List;

/**
 * An explicit Runge–Kutta method as data: with h the step, k_i = v(x + h·Σ_j a_ij·k_j, t + c_i·h) and the step goes to
 * x + h·Σ_i b_i·k_i (Butcher 1964).
 *
 * @param name the method's name on the command line
 * @param order the order of convergence p: the global error falls as h^p
 * @param stages row i holds a_i0 … a_i(i−1), so row 0 is empty; one row a stage
 * @param weights b, one a stage; their sum is 1
 */
public record Tableau(String name, int order, List<List<Double>> stages, List<Double> weights) {
  private static final double ROUNDING = 1e-14;

  /** x + h·v(x, t) (Euler 1768): one evaluation a step. */
  public static final Tableau EULER = new Tableau("euler", 1, List.of(List.of()), List.of(1.0));
  /** The slope at the middle of the step (Runge 1895): two evaluations a step. */
  public static final Tableau MIDPOINT = new Tableau("midpoint", 2, List.of(List.of(), List.of(0.5)),
      List.of(0.0, 1.0));
  /** The mean of the slopes at both ends (Heun 1900): two evaluations a step. */
  public static final Tableau HEUN = new Tableau("heun", 2, List.of(List.of(), List.of(1.0)), List.of(0.5, 0.5));
  /** The second-order method of least truncation error (Ralston 1962): two evaluations a step. */
  public static final Tableau RALSTON = new Tableau("ralston", 2, List.of(List.of(), List.of(2.0 / 3)),
      List.of(0.25, 0.75));
  /** The classical method of order four (Kutta 1901): four evaluations a step. */
  public static final Tableau RK4 = new Tableau("rk4", 4,
      List.of(List.of(), List.of(0.5), List.of(0.0, 0.5), List.of(0.0, 0.0, 1.0)),
      List.of(1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6));

  /** All methods for fixed grids, in order of their cost. */
  public static final List<Tableau> ALL = List.of(EULER, MIDPOINT, HEUN, RALSTON, RK4);

  /**
   * Checks the coefficients.
   *
   * @throws IllegalArgumentException if the tableau is not that of an explicit, consistent method
   */
  public Tableau {
    stages = stages.stream().map(List::copyOf).toList();
    weights = List.copyOf(weights);
    if (stages.size() != weights.size()) {
      throw new IllegalArgumentException("stages " + stages.size() + " ≠ weights " + weights.size());
    }
    for (int i = 0; i < stages.size(); i++) {
      if (stages.get(i).size() != i) {
        throw new IllegalArgumentException(
            "stage " + i + " has " + stages.get(i).size() + " coefficients, expected " + i);
      }
    }
    double sum = weights.stream().mapToDouble(w -> w).sum();
    if (Math.abs(sum - 1) > ROUNDING) {
      throw new IllegalArgumentException("the weights sum to " + sum + ", expected 1");
    }
  }

  /** The times of the stages within a step: c_i = Σ_j a_ij, in [0, 1]. */
  List<Double> times() {
    List<Double> c = new ArrayList<>();
    for (List<Double> stage : stages) {
      c.add(stage.stream().mapToDouble(a -> a).sum());
    }
    return c;
  }
}
