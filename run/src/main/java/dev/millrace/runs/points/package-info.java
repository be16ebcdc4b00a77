/**
 * The kind points.
 */
@NullMarked
package dev.millrace.runs.points;

import org.jspecify.annotations.NullMarked;
