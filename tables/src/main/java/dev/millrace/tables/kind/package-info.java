/**
 * The kind tables.
 */
@NullMarked
package dev.millrace.tables.kind;

import org.jspecify.annotations.NullMarked;
