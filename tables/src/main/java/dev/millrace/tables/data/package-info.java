/**
 * Tables in memory: columns of numbers and of words, and the form in which their values are written.
 */
@NullMarked
package dev.millrace.tables.data;

import org.jspecify.annotations.NullMarked;
