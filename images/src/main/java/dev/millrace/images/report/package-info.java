/**
 * The report page of a run, of points or of images.
 */
@NullMarked
package dev.millrace.images.report;

import org.jspecify.annotations.NullMarked;
