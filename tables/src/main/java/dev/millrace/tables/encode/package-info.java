/**
 * The encoding of tables: rows of mixed types as rows of floats that a network sees, and back.
 */
@NullMarked
package dev.millrace.tables.encode;

import org.jspecify.annotations.NullMarked;
