/**
 * Flow matching and rectified flow in pure Java.
 *
 * <p>A flow carries a source x0 (t = 0, noise) to data x1 (t = 1) along dx/dt = v(x, t). The library's rooms, in the order
 * in which data flows through them: {@code data} (distributions and files) → {@code path} (x_t and its velocity) →
 * {@code net} (the velocity network and its kernels) → {@code train} (loss, optimizer, EMA, events) → {@code ode} (solvers)
 * → {@code run} (run directories and weights).
 */
@NullMarked
package dev.millrace.flow;

import org.jspecify.annotations.NullMarked;
