/**
 * Relations between the columns of a table, which hold in all rows or nearly: found in the rows that are learnt, and kept
 * in those that are drawn.
 */
@NullMarked
package dev.millrace.tables.relations;

import org.jspecify.annotations.NullMarked;
