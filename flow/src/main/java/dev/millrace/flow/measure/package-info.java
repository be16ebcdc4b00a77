/** Distances between sets of points, and how straight a flow is. */
@NullMarked
package dev.millrace.flow.measure;

import org.jspecify.annotations.NullMarked;
