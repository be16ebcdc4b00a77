/**
 * The side-by-side comparison {@code bench/compare}: contestants are processes that stay alive, {@code Peer}; their
 * work is a {@code Case}; {@code Rounds} lets them work in turn, one at a time; {@code Report} shows the results.
 *
 * <p>A machine that is shared with others is fast in one minute and slow in the next. Times are therefore measured in
 * pairs, a second apart, and the result is the median of the ratios of the pairs.
 */
@NullMarked
package dev.millrace.bench.compare;

import org.jspecify.annotations.NullMarked;
