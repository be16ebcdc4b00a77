/**
 * How good the rows of a trained table are, and whether they give away rows that were learnt.
 */
@NullMarked
package dev.millrace.tables.kind.evaluate;

import org.jspecify.annotations.NullMarked;
