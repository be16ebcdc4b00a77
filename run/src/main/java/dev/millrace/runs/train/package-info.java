/**
 * Trains in a folder, so that a training may be stopped or killed at any time and resumed to the same bytes.
 */
@NullMarked
package dev.millrace.runs.train;

import org.jspecify.annotations.NullMarked;
