/**
 * Reads trained runs of points with their data, and where runs came from.
 */
@NullMarked
package dev.millrace.runs.open;

import org.jspecify.annotations.NullMarked;
