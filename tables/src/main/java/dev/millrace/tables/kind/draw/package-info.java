/**
 * The pictures of a run of a table.
 */
@NullMarked
package dev.millrace.tables.kind.draw;

import org.jspecify.annotations.NullMarked;
