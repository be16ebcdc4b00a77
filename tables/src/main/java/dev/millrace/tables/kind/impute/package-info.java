/**
 * Filling the holes of a file by a trained table.
 */
@NullMarked
package dev.millrace.tables.kind.impute;

import org.jspecify.annotations.NullMarked;
