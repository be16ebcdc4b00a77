package dev.millrace.flow.ode;

import java.util.List;
import java.util.function.Supplier;

import dev.millrace.flow.text.Spec;

/** Time grids by the names that the command line uses. All run from 0 (source) to 1 (data). */
public final class TimeGrids {
  /** The forms that {@link #parse} reads. */
  public static final List<String> FORMS = List.of("uniform", "cosine", "shifted[:shift]", "learnt");
  /** The number of steps of the reference solution from which {@link #learnt} computes the grid. */
  private static final int REFERENCE_STEPS = 256;
  /**
   * The share of the steps that {@link #learnt} spreads evenly, so that a piece that looks straight does not become one
   * long step.
   */
  private static final double EVEN_SHARE = 0.1;

  private TimeGrids() {
  }

  /**
   * Reads a grid: {@code uniform}, {@code cosine}, {@code shifted} (shift 3), {@code shifted:3} or {@code learnt}.
   *
   * @param text one of {@link #FORMS}
   * @param steps at least 1
   * @param learnt gives the grid for {@code learnt}, for example by {@link #learnt}; called only for that form
   * @return the grid
   * @throws dev.millrace.flow.InvalidInputException if the name is unknown, an argument is missing or out of range, or
   *     there are too many arguments
   */
  public static TimeGrid parse(String text, int steps, Supplier<TimeGrid> learnt) {
    Spec spec = Spec.parse("grid", text, FORMS);
    return switch (spec.name()) {
      case "uniform" -> spec.plain(TimeGrid.uniform(steps));
      case "cosine" -> spec.plain(cosine(steps));
      case "shifted" -> {
        double[] shift = spec.numbersOr(3);
        yield spec.build(() -> shifted(steps, shift[0]));
      }
      case "learnt" -> {
        spec.plain(text);
        yield learnt.get();
      }
      default -> throw spec.unknown();
    };
  }

  /**
   * {@return shorter steps at both ends: t_k = (1 − cos(πk/steps)) / 2, the Chebyshev–Gauss–Lobatto points}
   *
   * @param steps at least 1
   */
  public static TimeGrid cosine(int steps) {
    // Written as a squared sine, which has no cancellation near 0.
    return TimeGrid.warped(steps, s -> Math.pow(Math.sin(0.5 * Math.PI * s), 2));
  }

  /**
   * {@return shorter steps near the source: t = s / (s + shift·(1 − s)) for s = k/steps} This is the timestep shift of
   * Esser et al. 2024 (section 5.3.2), 1 − t = shift·(1 − s) / (1 + (shift − 1)·(1 − s)); their time is 1 − t here.
   *
   * @param steps at least 1
   * @param shift finite and &gt; 0; 1 is uniform; below 1 the steps are shorter near the data
   * @throws IllegalArgumentException if it is out of range
   */
  public static TimeGrid shifted(int steps, double shift) {
    if (!(shift > 0 && shift < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("shift must be finite and > 0, found " + shift);
    }
    return TimeGrid.warped(steps, s -> s / (s + shift * (1 - s)));
  }

  /**
   * {@return a grid with shorter steps where the trajectories are curved} Along trajectories from {@code start}, on a
   * fine uniform grid, the acceleration |x″| = |dv(x(t), t)/dt| is measured by finite differences (root mean square
   * over the state). The error of an Euler step is h²·|x″|/2, so for a given number of steps the sum of these errors is
   * least if the density of the steps is proportional to |x″|^(1/2). That density is used, mixed with a tenth of even
   * steps. For a method of order p the density would be |x^(p+1)|^(1/(p+1)). Both are proportional to 1/τ if the
   * trajectory changes on a time scale τ with a constant amplitude, so the same grid suits methods of any order.
   *
   * @param <S> the type of a state
   * @param field the velocity
   * @param space how states are combined
   * @param start typical states at t = 0, enough of them for an average (a few hundred rows)
   * @param steps at least 1
   * @throws IllegalArgumentException if the velocity is not finite somewhere along the trajectories
   */
  public static <S> TimeGrid learnt(VelocityField<S> field, StateSpace<S> space, S start, int steps) {
    double[] density = bending(field, space, start);
    double mean = 0;
    for (int k = 0; k < density.length; k++) {
      density[k] = Math.sqrt(density[k]);
      mean += density[k] / density.length;
    }
    if (!Double.isFinite(mean)) {
      throw notFinite();
    }
    double[] reached = new double[density.length + 1];
    for (int k = 0; k < density.length; k++) {
      // If no trajectory is curved the mean is 0, and the steps are even.
      double share = mean > 0 ? (1 - EVEN_SHARE) * density[k] / mean + EVEN_SHARE : 1;
      reached[k + 1] = reached[k] + share / density.length;
    }
    return TimeGrid.warped(steps, s -> s == 1 ? 1 : inverse(reached, s * reached[density.length]));
  }

  /** |x″| at the middle of each step of the reference solution. */
  private static <S> double[] bending(VelocityField<S> field, StateSpace<S> space, S start) {
    double[] bend = new double[REFERENCE_STEPS];
    S zero = space.allocate(start);
    S slope = space.allocate(start);
    S slopeBefore = space.allocate(start);
    S difference = space.allocate(start);
    FixedStepSolver reference = new FixedStepSolver(Tableau.MIDPOINT, TimeGrid.uniform(REFERENCE_STEPS));
    var way = reference.solve(field, space, start, (k, t, x) -> {
      field.velocity(x, t, slope);
      if (k > 0) {
        space.combine(difference, zero, new double[]{1, -1}, List.of(slope, slopeBefore));
        bend[k - 1] = space.errorNorm(difference, zero, zero, 0, 1) * REFERENCE_STEPS;
      }
      space.combine(slopeBefore, slope, new double[0], List.of());
    });
    if (way.status() != Solution.Status.DONE) {
      throw notFinite();
    }
    return bend;
  }

  private static IllegalArgumentException notFinite() {
    return new IllegalArgumentException("no grid can be learnt: the velocity is not finite somewhere on the way");
  }

  /**
   * The argument at which a piecewise linear function, which starts at 0 and is given on a uniform grid over [0, 1],
   * reaches a value.
   */
  private static double inverse(double[] function, double value) {
    int k = 0;
    while (function[k + 1] < value) {
      k++;
    }
    return (k + (value - function[k]) / (function[k + 1] - function[k])) / (function.length - 1);
  }
}
