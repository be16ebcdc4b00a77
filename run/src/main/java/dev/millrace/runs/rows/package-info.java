/**
 * Rows of a run as a function of the model, how they are drawn, the seed and their numbers; for whoever draws rows of several
 * requests, or parts of one, together.
 */
@NullMarked
package dev.millrace.runs.rows;

import org.jspecify.annotations.NullMarked;
