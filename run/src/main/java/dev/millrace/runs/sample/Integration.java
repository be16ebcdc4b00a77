package dev.millrace.runs.sample;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.ode.AdaptiveSolver;
import dev.millrace.flow.ode.EmbeddedPair;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Solver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.ode.TimeGrids;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.runs.text.Suggestion;
import org.jspecify.annotations.Nullable;

/**
 * How a flow is integrated from noise to data. Values that are null stand for the usual ones.
 *
 * @param solver euler, midpoint, heun, ralston or rk4 take {@code steps} steps; bosh3, dopri5 and tsit5 choose them. If
 *     null, a flow that has learnt average velocities goes by its flow map, and any other by Euler steps
 * @param steps number of steps; with an adaptive solver, one less than the number of states of a trajectory
 * @param rtol relative error that an adaptive solver allows per step; 10⁻⁵ if null
 * @param atol absolute error that it allows per step; 10⁻⁵ if null
 * @param grid how the steps are distributed: uniform, cosine, shifted[:shift] or learnt
 * @param sde η of Euler–Maruyama steps, which add noise; null for none
 */
public record Integration(@Nullable String solver, @Nullable Integer steps, @Nullable Double rtol,
    @Nullable Double atol,
    @Nullable String grid, @Nullable Double sde) {
  /** The flow map or Euler steps, as many as are usual. */
  public static final Integration USUAL = new Integration(null, null, null, null, null, null);
  /** The greatest number of steps. */
  public static final int MOST_STEPS = 1_000_000;
  private static final String EULER = "euler";
  private static final double TOLERANCE = 1e-5;
  private static final int USUAL_EVALUATIONS = 100;

  /**
   * Checks the values.
   *
   * @throws InvalidInputException if the values do not fit each other, as far as that is known without a flow
   */
  public Integration {
    String method = solver == null ? EULER : solver;
    Optional<EmbeddedPair> pair = pair(method);
    if (steps != null) {
      requireSteps("`steps`", steps);
    }
    if (pair.isEmpty() && tableau(method).isEmpty()) {
      throw new InvalidInputException("`solver` " + method + ": expected one of "
          + Tableau.ALL.stream().map(Tableau::name).collect(Collectors.joining(", "))
          + Suggestion.of(method, Tableau.ALL.stream().map(Tableau::name).toList()));
    }
    requireTolerance("`rtol`", rtol, method);
    requireTolerance("`atol`", atol, method);
    if (grid != null && pair.isPresent()) {
      throw new InvalidInputException(
          "`grid` %s with `solver` %s: it chooses its steps itself, by `rtol` and `atol`".formatted(grid, method));
    }
    if (grid != null) {
      TimeGrids.parse(grid, 1, () -> TimeGrid.uniform(1));
    }
    if (sde != null && !method.equals(EULER)) {
      throw new InvalidInputException("`sde` %s with `solver` %s: expected euler".formatted(sde, method));
    }
    if (sde != null && !(sde >= 0 && sde < Double.POSITIVE_INFINITY)) {
      throw new InvalidInputException("`sde` " + sde + ": expected a finite number, 0 or more");
    }
  }

  /**
   * Checks a number of steps.
   *
   * @param name of the parameter, for the message
   * @param steps the number of steps
   * @throws InvalidInputException if the number is below 1 or unreasonably large
   */
  public static void requireSteps(String name, int steps) {
    if (steps < 1 || steps > MOST_STEPS) {
      throw new InvalidInputException("%s %d: expected 1 to %d".formatted(name, steps, MOST_STEPS));
    }
  }

  private static void requireTolerance(String name, @Nullable Double value, String solver) {
    if (value == null) {
      return;
    }
    if (pair(solver).isEmpty()) {
      throw new InvalidInputException("%s %s with `solver` %s, which has no error control: expected one of %s"
          .formatted(name, value, solver,
              EmbeddedPair.ALL.stream().map(EmbeddedPair::name).collect(Collectors.joining(", "))));
    }
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new InvalidInputException("%s %s: expected a finite number above 0".formatted(name, value));
    }
  }

  private static Optional<EmbeddedPair> pair(String name) {
    return EmbeddedPair.ALL.stream().filter(p -> p.name().equals(name)).findFirst();
  }

  private static Optional<Tableau> tableau(String name) {
    return Tableau.ALL.stream().filter(t -> t.name().equals(name)).findFirst();
  }

  /** {@return the name of the solver, which is euler if none is given} */
  public String method() {
    return solver == null ? EULER : solver;
  }

  /** {@return whether a flow that has learnt average velocities goes by its flow map} */
  public boolean isByMaps() {
    return solver == null && sde == null;
  }

  /**
   * {@return the number of steps, or the usual one of a kind}
   *
   * @param usual the number of steps if none is given
   */
  public int steps(int usual) {
    return steps == null ? usual : steps;
  }

  /** {@return whether noise is added at every step} */
  public boolean isStochastic() {
    return sde != null;
  }

  /**
   * {@return an estimate of the evaluations of the velocity per point}
   *
   * @param usualSteps the number of steps if none is given
   */
  public long evaluations(int usualSteps) {
    return tableau(method()).map(t -> (long) steps(usualSteps) * t.stages().size()).orElse((long) USUAL_EVALUATIONS);
  }

  /**
   * Makes the solver.
   *
   * @param usualSteps the number of steps if none is given
   * @param learnt makes the grid that is called learnt, whose steps are shorter where the flow bends
   * @return the solver
   */
  public Solver solver(int usualSteps, Supplier<TimeGrid> learnt) {
    return pair(method()).<Solver>map(pair -> new AdaptiveSolver(pair, rtol == null ? TOLERANCE : rtol,
        atol == null ? TOLERANCE : atol))
        .orElseGet(() -> new FixedStepSolver(tableau(method()).orElseThrow(), grid(usualSteps, learnt)));
  }

  /**
   * {@return the grid of the steps; see {@link #solver(int, Supplier)}}
   *
   * @param usualSteps the number of steps if none is given
   * @param learnt makes the grid that is learnt from the flow
   */
  public TimeGrid grid(int usualSteps, Supplier<TimeGrid> learnt) {
    return TimeGrids.parse(grid == null ? "uniform" : grid, steps(usualSteps), learnt);
  }

  /**
   * {@return the times of the states of a trajectory}
   *
   * @param made the solver
   * @param usualSteps the number of steps if none is given
   */
  public double[] times(Solver made, int usualSteps) {
    TimeGrid times = made instanceof FixedStepSolver fixed ? fixed.grid() : TimeGrid.uniform(steps(usualSteps));
    return IntStream.rangeClosed(0, times.steps()).mapToDouble(times::time).toArray();
  }

  /**
   * {@return the name and the steps of the solver, for titles}
   *
   * @param usualSteps the number of steps if none is given
   */
  public String title(int usualSteps) {
    int taken = steps(usualSteps);
    return pair(method()).isPresent()
        ? method()
        : "%d %s %s".formatted(taken, Solvers.title(method()), taken == 1 ? "step" : "steps");
  }

  /**
   * {@return "1 flow-map step", or more of them}
   *
   * @param steps their number
   */
  public static String maps(int steps) {
    return "%d flow-map step%s".formatted(steps, steps == 1 ? "" : "s");
  }

  /**
   * Describes what was done; {@code unit} is what was integrated, such as "point".
   *
   * @param samples the points and their cost
   * @param unit what was integrated, such as "point"
   * @return the line
   */
  public String done(Sampler.Samples samples, String unit) {
    boolean adaptive = pair(method()).isPresent();
    int taken = samples.accepted();
    String method = isStochastic() ? "Euler–Maruyama" : Solvers.title(method());
    String steps = adaptive ? method : taken + " " + method + (taken == 1 ? " step" : " steps");
    if (!adaptive && samples.nfe() == taken) {
      return steps;
    }
    String evaluations = samples.meanNfe() == samples.nfe()
        ? "%d evaluations per %s".formatted(samples.nfe(), unit)
        : String.format(Locale.ROOT, "at most %d evaluations per %s, %.1f on average", samples.nfe(), unit,
            samples.meanNfe());
    return adaptive
        ? "%s with %s (%d steps accepted, %d rejected)".formatted(steps, evaluations, taken, samples.rejected())
        : steps + " with " + evaluations;
  }
}
