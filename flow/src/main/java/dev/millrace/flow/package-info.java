/**
 * Flow matching and rectified flow in pure Java.
 *
 * <p>A flow transports a source x0 (t = 0, noise) to data x1 (t = 1) along the solutions of dx/dt = v(x, t). The main
 * packages, in the order in which data pass through them, are {@code data} (distributions and files), {@code path} (x_t
 * and its velocity), {@code net} (the velocity network and its kernels), {@code train} (loss, optimizer, EMA, events),
 * {@code ode} (solvers) and {@code run} (run directories and weights).
 */
@NullMarked
package dev.millrace.flow;

import org.jspecify.annotations.NullMarked;
