/**
 * What the columns of a table are: their types, how they are learnt, and why.
 */
@NullMarked
package dev.millrace.tables.schema;

import org.jspecify.annotations.NullMarked;
