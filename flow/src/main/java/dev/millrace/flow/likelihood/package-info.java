/**
 * The likelihood of points under a flow. Along a trajectory dx/dt = v(x, t) the density changes by the divergence of
 * the velocity, d log p_t(x(t))/dt = −∇·v(x(t), t) (the instantaneous change of variables, Chen et al. 2018, theorem
 * 1), so that log p_1(x1) = log p_0(x0) − ∫₀¹ ∇·v dt, where x0 is x1 transported back to t = 0.
 *
 * <p>The divergence is the trace of the Jacobian J = ∂v/∂x. It is computed exactly from dim Jacobian-vector products,
 * or estimated by εᵀJε with a random ε of independent numbers with mean 0 and variance 1, which is fixed along a
 * trajectory (Hutchinson 1990; Grathwohl et al. 2018, FFJORD).
 */
@NullMarked
package dev.millrace.flow.likelihood;

import org.jspecify.annotations.NullMarked;
