/** Optimal transport between two sets of points. */
@NullMarked
package dev.millrace.flow.transport;

import org.jspecify.annotations.NullMarked;
