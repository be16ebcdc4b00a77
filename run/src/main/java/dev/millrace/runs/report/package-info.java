/**
 * The report page of a run: its origin, figures, pictures, options.
 */
@NullMarked
package dev.millrace.runs.report;

import org.jspecify.annotations.NullMarked;
