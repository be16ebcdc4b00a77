/**
 * The figures of flows of points, and distances between sets of points.
 */
@NullMarked
package dev.millrace.runs.evaluate;

import org.jspecify.annotations.NullMarked;
