package dev.millrace.flow.ode;

import java.util.List;

/**
 * The coefficients of an explicit Runge–Kutta method: a step of length h from x computes the slopes k_i = v(x + h·Σ_j
 * a_ij·k_j, t + c_i·h) and ends at x + h·Σ_i b_i·k_i (Butcher 1964).
 *
 * @param name the method's name on the command line
 * @param order the order of convergence p: the global error falls as h^p
 * @param stages row i holds a_i0 … a_i(i−1), so row 0 is empty; one row per stage
 * @param weights b, one per stage; their sum is 1
 */
public record Tableau(String name, int order, List<List<Double>> stages, List<Double> weights) {
  private static final double ROUNDING = 1e-14;

  /** x + h·v(x, t) (Euler 1768): one evaluation per step. */
  public static final Tableau EULER = new Tableau("euler", 1, List.of(List.of()), List.of(1.0));
  /** The slope at the middle of the step (Runge 1895): two evaluations per step. */
  public static final Tableau MIDPOINT = new Tableau("midpoint", 2, List.of(List.of(), List.of(0.5)),
      List.of(0.0, 1.0));
  /** The mean of the slopes at both ends (Heun 1900): two evaluations per step. */
  public static final Tableau HEUN = new Tableau("heun", 2, List.of(List.of(), List.of(1.0)), List.of(0.5, 0.5));
  /** The second-order method with the least truncation error (Ralston 1962): two evaluations per step. */
  public static final Tableau RALSTON = new Tableau("ralston", 2, List.of(List.of(), List.of(2.0 / 3)),
      List.of(0.25, 0.75));
  /** The classical method of order four (Kutta 1901): four evaluations per step. */
  public static final Tableau RK4 = new Tableau("rk4", 4,
      List.of(List.of(), List.of(0.5), List.of(0.0, 0.5), List.of(0.0, 0.0, 1.0)),
      List.of(1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6));

  /** The third-order method of Bogacki and Shampine (1989): three evaluations per step. */
  public static final Tableau BOSH3 = new Tableau("bosh3", 3, List.of(List.of(), List.of(0.5), List.of(0.0, 0.75)),
      List.of(2.0 / 9, 1.0 / 3, 4.0 / 9));
  /** The fifth-order method of Dormand and Prince (1980), RK5(4)7M: six evaluations per step. */
  public static final Tableau DOPRI5 = new Tableau("dopri5", 5,
      List.of(List.of(), List.of(1.0 / 5), List.of(3.0 / 40, 9.0 / 40), List.of(44.0 / 45, -56.0 / 15, 32.0 / 9),
          List.of(19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729),
          List.of(9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656)),
      List.of(35.0 / 384, 0.0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84));
  /**
   * The fifth-order method of Tsitouras (2011), which makes fewer simplifying assumptions to reach a smaller error: six
   * evaluations per step.
   */
  public static final Tableau TSIT5 = new Tableau("tsit5", 5,
      List.of(List.of(), List.of(0.161), List.of(-0.008480655492356989, 0.335480655492357),
          List.of(2.8971530571054935, -6.359448489975075, 4.3622954328695815),
          List.of(5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525),
          List.of(5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401, -0.028269050394068383)),
      List.of(0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081,
          2.324710524099774));

  /**
   * All methods, in increasing order of cost. Each can step on a fixed grid; {@link EmbeddedPair} adds the coefficients
   * for adaptive steps.
   */
  public static final List<Tableau> ALL = List.of(EULER, MIDPOINT, HEUN, RALSTON, BOSH3, RK4, DOPRI5, TSIT5);

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
  double[] times() {
    return stages.stream().mapToDouble(stage -> {
      double sum = stage.stream().mapToDouble(a -> a).sum();
      // The sum of rounded fractions may exceed 1 slightly; the end of the step must not be passed.
      return Math.abs(sum - 1) < ROUNDING ? 1 : sum;
    }).toArray();
  }
}
