/**
 * Text for users: tables and paragraphs of at most 80 columns, names of data, command lines to copy.
 */
@NullMarked
package dev.millrace.runs.text;

import org.jspecify.annotations.NullMarked;
