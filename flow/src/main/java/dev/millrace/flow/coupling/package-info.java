/**
 * Couplings: which x0 is paired with which x1. Straighter couplings make straighter flows: optimal transport pairs points of a
 * batch so that lines do not cross (Pooladian et al. 2023; Tong et al. 2023), reflow pairs each noise with what a trained flow
 * makes of it (Liu et al. 2022).
 *
 * <p>A coupling meets any path, any source and any time distribution: it sees only {@link Pairs} of rows. A {@link
 * Reordering} leaves every data point beside its class; fixed pairs and semidiscrete transport bring points of their own, which
 * have no class.
 */
@NullMarked
package dev.millrace.flow.coupling;

import org.jspecify.annotations.NullMarked;
