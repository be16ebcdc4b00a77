/**
 * Reads tables from CSV and Parquet files and from databases, finds out what their columns are, and puts the learnt
 * columns into memory.
 */
@NullMarked
package dev.millrace.tables.read;

import org.jspecify.annotations.NullMarked;
