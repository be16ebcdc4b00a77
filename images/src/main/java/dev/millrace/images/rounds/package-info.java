/**
 * Rounds of reflow on images.
 */
@NullMarked
package dev.millrace.images.rounds;

import org.jspecify.annotations.NullMarked;
