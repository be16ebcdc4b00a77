/**
 * Solving dx/dt = v(x, t), usually from t = 0 (source) to t = 1 (data), or back.
 *
 * <p>A Runge–Kutta method is data, a {@code Tableau} (Butcher 1964); with an error estimate and dense output it is an
 * {@code EmbeddedPair}. Where it steps is another value, a {@code TimeGrid}, or is left to a {@code StepController}; what came
 * out is a third, a {@code Solution} with its number of function evaluations (NFE), accepted and rejected steps and status. The
 * solvers are generic in their state, so that plain arrays and the tensors of other engines share them: all they need is a
 * {@code StateSpace}.
 *
 * <p>Hairer, Nørsett and Wanner, "Solving Ordinary Differential Equations I", 1993, chapter II.
 */
@NullMarked
package dev.millrace.flow.ode;

import org.jspecify.annotations.NullMarked;
