package dev.millrace;

import java.util.Objects;

import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Solver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;

/**
 * How a flow is followed from noise to data.
 *
 * @param solver the method and its steps, from 0 to 1
 * @param offset number of the first row, 0 or more: rows {@code offset} to {@code offset + count} − 1 of the sample are
 *     made, so that a sample can be made in parts
 * @param threads the most threads that work on a call; 0 for as many as there are processors, but only the calling
 *     thread for up to 256 rows. Results do not depend on it
 * @param label the class of the rows, 0 or more; {@link #ANY} for rows of any class, {@link #IN_TURN}
 *     for all classes in turn
 * @param guidance w in u + w·(c − u), where c is the velocity for the class and u that for any class: above 1, rows are
 *     more typical of the class (Ho and Salimans 2022)
 * @param maps whether the steps are those of the flow map, for a flow that has learnt average velocities; the solver then
 *     gives their times. They take the guidance that the flow has learnt in training
 */
public record SamplingOptions(Solver solver, long offset, int threads, int label, double guidance, boolean maps) {
  /** Rows of any class. */
  public static final int ANY = -1;
  /** All classes in turn, as {@code millrace sample} makes them: row i is of class i modulo the number of classes. */
  public static final int IN_TURN = -2;
  private static final int USUAL_STEPS = 100;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the component out of range
   */
  public SamplingOptions {
    Objects.requireNonNull(solver, "solver");
    if (solver.from() != 0 || solver.to() != 1) {
      throw new IllegalArgumentException(
          "a solver goes from 0 to 1, this one from %s to %s".formatted(solver.from(), solver.to()));
    }
    if (offset < 0) {
      throw new IllegalArgumentException("offset = " + offset + ", expected at least 0");
    }
    if (threads < 0) {
      throw new IllegalArgumentException("threads = " + threads + ", expected at least 0");
    }
    if (label < IN_TURN || !Float.isFinite((float) guidance)) {
      throw new IllegalArgumentException(
          "class = %d, guidance = %s, expected 0 or more and a number that is finite as a float".formatted(label,
              guidance));
    }
    if (maps && !(solver instanceof FixedStepSolver fixed && fixed.tableau().equals(Tableau.EULER))) {
      throw new IllegalArgumentException(
          "the steps of a flow map are those of Euler's method; expected no other solver");
    }
  }

  /**
   * Options of a flow that follows its velocity.
   *
   * @param solver the method and its steps, from 0 to 1
   * @param offset number of the first row, 0 or more
   * @param threads the most threads that work on a call; 0 for the usual number
   * @param label the class of the rows, {@link #ANY} or {@link #IN_TURN}
   * @param guidance w in u + w·(c − u)
   */
  public SamplingOptions(Solver solver, long offset, int threads, int label, double guidance) {
    this(solver, offset, threads, label, guidance, false);
  }

  /** {@return 100 Euler steps of equal length, from row 0 on} */
  public static SamplingOptions defaults() {
    return ofSteps(USUAL_STEPS);
  }

  /**
   * {@return Euler steps of equal length, from row 0 on}
   *
   * @param steps number of steps, at least 1
   */
  public static SamplingOptions ofSteps(int steps) {
    return ofSteps(Tableau.EULER, steps);
  }

  /**
   * {@return steps of equal length of a Runge–Kutta method, from row 0 on}
   *
   * @param method such as {@link Tableau#RK4}
   * @param steps number of steps, at least 1
   */
  public static SamplingOptions ofSteps(Tableau method, int steps) {
    return new SamplingOptions(new FixedStepSolver(method, TimeGrid.uniform(steps)), 0, 0, ANY, 1);
  }

  /**
   * {@return steps of equal length of the flow map, from row 0 on, for a flow that was trained {@link
   * FlowOptions#withMeanFlow}}
   *
   * @param steps number of steps, and of evaluations, at least 1
   */
  public static SamplingOptions ofMaps(int steps) {
    return new SamplingOptions(new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(steps)), 0, 0, ANY, 1, true);
  }

  /**
   * {@return the same with another number of steps of equal length, by the same method, or by Euler steps in place of an
   * adaptive solver}
   *
   * @param value number of steps, at least 1
   */
  public SamplingOptions withSteps(int value) {
    Tableau method = solver instanceof FixedStepSolver fixed ? fixed.tableau() : Tableau.EULER;
    return new SamplingOptions(new FixedStepSolver(method, TimeGrid.uniform(value)), offset, threads, label, guidance,
        maps);
  }

  /**
   * {@return the same with another solver, such as a {@link dev.millrace.flow.ode.AdaptiveSolver}, which follows the
   * velocity}
   *
   * @param value the method and its times
   */
  public SamplingOptions withSolver(Solver value) {
    return new SamplingOptions(value, offset, threads, label, guidance);
  }

  /**
   * {@return the same from another row on}
   *
   * @param value number of the first row, 0 or more
   */
  public SamplingOptions withOffset(long value) {
    return new SamplingOptions(solver, value, threads, label, guidance, maps);
  }

  /**
   * {@return the same with another number of threads}
   *
   * @param value the most threads; 0 for the usual number
   */
  public SamplingOptions withThreads(int value) {
    return new SamplingOptions(solver, offset, value, label, guidance, maps);
  }

  /**
   * {@return the same for rows of one class}
   *
   * @param value the class
   * @param weight guidance w; 1 for the plain distribution of the class
   */
  public SamplingOptions withClass(int value, double weight) {
    return new SamplingOptions(solver, offset, threads, value, weight, maps);
  }

  /**
   * {@return the same for rows of all classes in turn: row i, counted from the first row of all, is of class i modulo the
   * number of classes}
   *
   * @param weight guidance w; 1 for the plain distribution of each class
   */
  public SamplingOptions withClassesInTurn(double weight) {
    return withClass(IN_TURN, weight);
  }
}
