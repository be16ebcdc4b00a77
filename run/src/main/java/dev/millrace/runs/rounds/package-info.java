/**
 * Reflow: rounds in which a new flow learns from pairs that the one before it makes (Liu et al. 2022).
 */
@NullMarked
package dev.millrace.runs.rounds;

import org.jspecify.annotations.NullMarked;
