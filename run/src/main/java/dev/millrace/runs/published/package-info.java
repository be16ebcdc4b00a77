/**
 * Published tables, trained again and measured as in their papers.
 */
@NullMarked
package dev.millrace.runs.published;

import org.jspecify.annotations.NullMarked;
