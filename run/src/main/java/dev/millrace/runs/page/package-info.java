/**
 * Pages of text, tables and pictures in one HTML file.
 */
@NullMarked
package dev.millrace.runs.page;

import org.jspecify.annotations.NullMarked;
