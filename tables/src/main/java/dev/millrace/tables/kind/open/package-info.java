/**
 * Trained runs of tables.
 */
@NullMarked
package dev.millrace.tables.kind.open;

import org.jspecify.annotations.NullMarked;
