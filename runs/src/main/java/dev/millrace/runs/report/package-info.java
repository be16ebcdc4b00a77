/**
 * Report pages: one HTML file with the figures and pictures of a run.
 */
@NullMarked
package dev.millrace.runs.report;

import org.jspecify.annotations.NullMarked;
