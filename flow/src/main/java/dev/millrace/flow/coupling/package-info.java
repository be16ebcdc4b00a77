/**
 * Pairs (x0, x1, label) of source and data points: where they come from, and which x0 is paired with which x1. Some
 * couplings make the trajectories straighter: optimal
 * transport pairs the points of a batch so that the lines between them do not cross (Pooladian et al. 2023; Tong et al.
 * 2023), and reflow pairs each noise point with the sample that a trained flow generates from it (Liu et al. 2022).
 *
 * <p>A {@link PairSource} draws pairs: fresh draws of two distributions, images in epochs, pairs of a trained flow, or
 * pairs of semidiscrete transport. A {@link Coupling} reorders the x0 of independent draws; it leaves every data point
 * beside its class. Both see only rows ({@link Pairs}), so they can be combined with any path and time distribution.
 */
@NullMarked
package dev.millrace.flow.coupling;

import org.jspecify.annotations.NullMarked;
