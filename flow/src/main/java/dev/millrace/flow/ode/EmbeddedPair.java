package dev.millrace.flow.ode;

import java.util.List;

/**
 * A Runge–Kutta method together with an embedded method of one order less, whose difference estimates the error, and
 * with a polynomial for dense output within each step. All pairs here are FSAL (first same as last): the slope at the
 * end of a step, k_s, is the first slope of the next step, so it costs no extra evaluation.
 *
 * @param method the method that computes the steps, with s stages
 * @param errorWeights e, for the s stages and k_s: the error estimate of a step is h·Σ e_i·k_i; the sum of e is 0
 * @param denseWeights d, for the s stages and k_s; their sum is 0. At the fraction θ of a step the solution is H(θ) +
 *     θ²(1−θ)²·h·Σ d_i·k_i, where H is the cubic with the values and slopes of both ends (Hermite). With d = 0 the
 *     dense output has order three; the d of the fifth-order pairs make it order four
 */
public record EmbeddedPair(Tableau method, List<Double> errorWeights, List<Double> denseWeights) {
  private static final double ROUNDING = 1e-12;

  /** Bogacki and Shampine, "A 3(2) pair of Runge–Kutta formulas", 1989. */
  public static final EmbeddedPair BOSH3 = new EmbeddedPair(Tableau.BOSH3,
      List.of(-5.0 / 72, 1.0 / 12, 1.0 / 9, -1.0 / 8), List.of(0.0, 0.0, 0.0, 0.0));
  /** Dormand and Prince 1980; dense output by Shampine 1986 as in Hairer, Nørsett and Wanner I, II.6. */
  public static final EmbeddedPair DOPRI5 = new EmbeddedPair(Tableau.DOPRI5,
      List.of(71.0 / 57600, 0.0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40),
      List.of(-12715105075.0 / 11282082432.0, 0.0, 87487479700.0 / 32700410799.0, -10690763975.0 / 1880347072.0,
          701980252875.0 / 199316789632.0, -1453857185.0 / 822651844.0, 69997945.0 / 29380423.0));
  /** Tsitouras, "Runge–Kutta pairs of order 5(4) satisfying only the first column simplifying assumption", 2011. */
  public static final EmbeddedPair TSIT5 = new EmbeddedPair(Tableau.TSIT5,
      List.of(-0.001780011052225777, -0.0008164344596567469, 0.007880878010261995, -0.1447110071732629,
          0.5823571654525552, -0.45808210592918697, 1.0 / 66),
      List.of(-1.0530884977290216, 0.1017, 2.490627285651253, -16.548102889244902, 47.37952196281928,
          -34.87065786149661, 2.5));

  /** All pairs, in increasing order of cost. */
  public static final List<EmbeddedPair> ALL = List.of(BOSH3, DOPRI5, TSIT5);

  /**
   * Checks the coefficients.
   *
   * @throws IllegalArgumentException unless each list has one weight per stage and one for k_s, and sums to 0
   */
  public EmbeddedPair {
    errorWeights = List.copyOf(errorWeights);
    denseWeights = List.copyOf(denseWeights);
    requireSlopesAndSum0("error", errorWeights, method);
    requireSlopesAndSum0("dense", denseWeights, method);
  }

  private static void requireSlopesAndSum0(String name, List<Double> weights, Tableau method) {
    int slopes = method.stages().size() + 1;
    double sum = weights.stream().mapToDouble(w -> w).sum();
    if (weights.size() != slopes || !(Math.abs(sum) < ROUNDING)) {
      throw new IllegalArgumentException(
          "%s: %d %s weights with sum %s, expected %d with sum 0".formatted(method.name(),
              weights.size(), name, sum, slopes));
    }
  }

  /** {@return the name of the method} */
  public String name() {
    return method.name();
  }

  /** The factors of the slopes in x(t + θ·h) − x(t). */
  double[] denseFactors(double theta, double h) {
    double[] factors = new double[denseWeights.size()];
    int last = factors.length - 1;
    double square = theta * theta;
    for (int i = 0; i < factors.length; i++) {
      double rise = i == last ? 0 : method.weights().get(i) * square * (3 - 2 * theta);
      factors[i] = h * (rise + denseWeights.get(i) * square * (1 - theta) * (1 - theta));
    }
    factors[0] += h * theta * (1 - theta) * (1 - theta);
    factors[last] += h * square * (theta - 1);
    return factors;
  }
}
