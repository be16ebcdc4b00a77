/**
 * Rows of a trained table, and their files.
 */
@NullMarked
package dev.millrace.tables.kind.sample;

import org.jspecify.annotations.NullMarked;
