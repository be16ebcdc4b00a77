/**
 * Training of tables: their options, data and sessions.
 */
@NullMarked
package dev.millrace.tables.kind.train;

import org.jspecify.annotations.NullMarked;
