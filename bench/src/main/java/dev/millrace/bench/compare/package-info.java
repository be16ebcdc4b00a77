/**
 * The side-by-side comparison {@code bench/compare}: contestants are processes that stay alive, {@code Peer}; their work is a
 * {@code Case}; {@code Rounds} lets them work in turn, one at a time; {@code Report} says what came out.
 *
 * <p>A machine that others use too is fast in one minute and slow in the next. What is compared is therefore measured in pairs, a
 * second apart, and the figure that counts is the median of the pairs' ratios.
 */
@NullMarked
package dev.millrace.bench.compare;

import org.jspecify.annotations.NullMarked;
