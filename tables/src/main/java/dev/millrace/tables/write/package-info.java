/**
 * Rows of tables as files: CSV as it came in, Parquet, JSON lines, and numbers as npy.
 */
@NullMarked
package dev.millrace.tables.write;

import org.jspecify.annotations.NullMarked;
