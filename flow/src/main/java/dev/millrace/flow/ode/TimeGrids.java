package dev.millrace.flow.ode;

import java.util.List;
import java.util.function.Supplier;

import dev.millrace.flow.text.Spec;

/** Time grids by name. All run from 0 (source) to 1 (data). */
public final class TimeGrids {
  /** What {@link #parse} reads. */
  public static final List<String> FORMS = List.of("uniform", "cosine", "shifted[:shift]", "learnt");
  /** Steps of the reference solution that {@link #learnt} looks at. */
  private static final int REFERENCE_STEPS = 256;
  /** Share of the steps that {@link #learnt} spreads evenly, so that a piece that looks straight is not one long step. */
  private static final double EVEN_SHARE = 0.1;

  private TimeGrids() {
  }

  /**
   * Reads a grid: {@code uniform}, {@code cosine}, {@code shifted} (shift 3), {@code shifted:3} or {@code learnt}.
   *
   * @param text one of {@link #FORMS}
   * @param steps at least 1
   * @param learnt gives the grid for {@code learnt}, such as by {@link #learnt}; not asked otherwise
   * @throws dev.millrace.flow.InvalidInputException if the name is unknown or an argument is missing, excessive or out of range
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
   * Shorter steps at both ends: t_k = (1 − cos(πk/steps)) / 2, the Chebyshev–Gauss–Lobatto points.
   *
   * @param steps at least 1
   */
  public static TimeGrid cosine(int steps) {
    // Written as a squared sine, which does not cancel near 0.
    return TimeGrid.warped(steps, s -> Math.pow(Math.sin(0.5 * Math.PI * s), 2));
  }

  /**
   * Shorter steps near the source: t = s / (s + shift·(1 − s)) for s = k/steps. It is the timestep shift of Esser et al. 2024
   * (section 5.3.2), 1 − t = shift·(1 − s) / (1 + (shift − 1)·(1 − s)), whose time is our noise level 1 − t.
   *
   * @param steps at least 1
   * @param shift finite and &gt; 0; 1 is uniform, below 1 the steps are shorter near the data
   * @throws IllegalArgumentException if it is out of range
   */
  public static TimeGrid shifted(int steps, double shift) {
    if (!(shift > 0 && shift < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("shift must be finite and > 0, found " + shift);
    }
    return TimeGrid.warped(steps, s -> s / (s + shift * (1 - s)));
  }

  /**
   * Steps placed where the field bends. Along trajectories from {@code start}, on a fine uniform grid, the acceleration
   * |x″| = |dv(x(t), t)/dt| is measured by differences (root of the mean of squares over the state). An Euler step errs by
   * h²·|x″|/2, so that the sum of these errors over a number of steps is least where the steps' density is proportional to
   * |x″|^(1/2): that density is used, mixed with a tenth of even steps. For a method of order p the density would be
   * |x^(p+1)|^(1/(p+1)); both are proportional to 1/τ where the trajectory changes at a time scale τ and a steady size, so the
   * same grid serves them.
   *
   * @param field the velocity
   * @param space how states are combined
   * @param start states at t = 0, typical ones and enough of them (a few hundred rows)
   * @param steps at least 1
   * @throws IllegalArgumentException if the velocity is not finite on the way
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
      // A field without any bend has mean 0 and gets even steps.
      double share = mean > 0 ? (1 - EVEN_SHARE) * density[k] / mean + EVEN_SHARE : 1;
      reached[k + 1] = reached[k] + share / density.length;
    }
    return TimeGrid.warped(steps, s -> s == 1 ? 1 : inverse(reached, s * reached[density.length]));
  }

  /** |x″| at the middle of each step of the reference. */
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

  /** Where a piecewise linear function from 0, on a uniform grid over [0, 1], reaches a value. */
  private static double inverse(double[] function, double value) {
    int k = 0;
    while (function[k + 1] < value) {
      k++;
    }
    return (k + (value - function[k]) / (function[k + 1] - function[k])) / (function.length - 1);
  }
}
