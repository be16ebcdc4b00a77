/**
 * Published tables, trained again and measured as in their papers, and the table of the methods for few steps.
 */
@NullMarked
package dev.millrace.runs.published;

import org.jspecify.annotations.NullMarked;
