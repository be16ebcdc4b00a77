/**
 * Optimal transport: exact assignment of two sets of points, entropic plans by Sinkhorn's algorithm, and semidiscrete
 * transport from a distribution to points.
 */
@NullMarked
package dev.millrace.flow.transport;

import org.jspecify.annotations.NullMarked;
