/**
 * The pictures of runs of points.
 */
@NullMarked
package dev.millrace.runs.draw;

import org.jspecify.annotations.NullMarked;
