/**
 * Tables whose rows lie on several machines: a sample of the rows, of which schema and encoding are made, and how each machine
 * encodes and learns its own.
 */
@NullMarked
package dev.millrace.tables.kind.share;

import org.jspecify.annotations.NullMarked;
