/**
 * Sampling of runs: the solvers by their names.
 */
@NullMarked
package dev.millrace.runs.sample;

import org.jspecify.annotations.NullMarked;
