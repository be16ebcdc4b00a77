/**
 * Solving dx/dt = v(x, t) from t = 0 (source) to t = 1 (data).
 *
 * <p>A Runge–Kutta method is data, a {@code Tableau} (Butcher 1964); where it steps is another value, a {@code TimeGrid}; what
 * came out is a third, a {@code Solution} with its number of function evaluations (NFE). The solver is generic in its state,
 * so that plain arrays and the tensors of other engines share it: all it needs is a {@code StateSpace}.
 *
 * <p>Hairer, Nørsett and Wanner, "Solving Ordinary Differential Equations I", 1993, chapter II.
 */
@NullMarked
package dev.millrace.flow.ode;

import org.jspecify.annotations.NullMarked;
