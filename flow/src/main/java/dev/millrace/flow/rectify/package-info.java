/**
 * Rectification, also called reflow (Liu et al. 2022): a trained flow pairs each noise point with the point to which it
 * maps it, and a new network learns from these pairs. The lines between these pairs cross less often, so the new
 * trajectories are straighter and need fewer steps. {@link Reflow} makes pairs of points, in memory; {@link StoredPairs}
 * makes those of large data, such as images, in files. A {@link Teacher} is a trained flow of any kind.
 */
@NullMarked
package dev.millrace.flow.rectify;

import org.jspecify.annotations.NullMarked;
