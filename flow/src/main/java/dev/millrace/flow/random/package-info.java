/** Randomness that is handed in: every generator is derived from (seed, purpose, index, chunk), never shared. */
@NullMarked
package dev.millrace.flow.random;

import org.jspecify.annotations.NullMarked;
