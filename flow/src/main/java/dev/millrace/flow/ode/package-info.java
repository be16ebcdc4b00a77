/**
 * Solvers of dx/dt = v(x, t), usually from t = 0 (source) to t = 1 (data), or back.
 *
 * <p>The coefficients of a Runge–Kutta method are a {@code Tableau} (Butcher 1964); together with an error estimate and
 * dense output they are an {@code EmbeddedPair}. The steps are given by a {@code TimeGrid} or chosen by a {@code
 * StepController}. The result is a {@code Solution} with the number of function evaluations (NFE), the numbers of
 * accepted and rejected steps, and a status. The solvers are generic in the type of the state, so that they work on
 * plain arrays and on the tensors of other engines: all they need is a {@code StateSpace}.
 *
 * <p>Source: Hairer, Nørsett and Wanner, "Solving Ordinary Differential Equations I", 1993, chapter II.
 */
@NullMarked
package dev.millrace.flow.ode;

import org.jspecify.annotations.NullMarked;
