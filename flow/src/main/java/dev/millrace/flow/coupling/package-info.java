/**
 * Couplings, which decide which x0 is paired with which x1. Some couplings make the trajectories straighter: optimal
 * transport pairs the points of a batch so that the lines between them do not cross (Pooladian et al. 2023; Tong et al.
 * 2023), and reflow pairs each noise point with the sample that a trained flow generates from it (Liu et al. 2022).
 *
 * <p>A coupling can be combined with any path, source and time distribution, because it sees only {@link Pairs} of
 * rows. A {@link Reordering} keeps every data point together with its class; fixed pairs and semidiscrete transport use
 * their own data points, which have no class.
 */
@NullMarked
package dev.millrace.flow.coupling;

import org.jspecify.annotations.NullMarked;
