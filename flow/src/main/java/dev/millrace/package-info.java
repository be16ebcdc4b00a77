/**
 * The usual uses of the library in a few calls: {@link dev.millrace.Flow} trains a flow on rows of numbers, samples it,
 * straightens it, says how probable points are, and keeps it in a file.
 *
 * <p>A flow transports a source x0 (t = 0, noise) to data x1 (t = 1) along the solutions of dx/dt = v(x, t). Training
 * draws pairs (x0, x1), goes along the path x_t = α(t)·x1 + σ(t)·x0 between them, and fits a network to its velocity
 * α̇·x1 + σ̇·x0 by least squares; the fitted v(x, t) = E[velocity | x_t = x] transports the source to the data
 * (Lipman et al. 2022; Liu et al. 2022; Albergo and Vanden-Eijnden 2022). The packages below {@code dev.millrace.flow}
 * have all the parts: paths, couplings, networks, solvers, measures.
 */
@NullMarked
package dev.millrace;

import org.jspecify.annotations.NullMarked;
