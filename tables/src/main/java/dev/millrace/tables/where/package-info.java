/**
 * Conditions on rows: which of them samples must meet, and rows that meet them.
 */
@NullMarked
package dev.millrace.tables.where;

import org.jspecify.annotations.NullMarked;
