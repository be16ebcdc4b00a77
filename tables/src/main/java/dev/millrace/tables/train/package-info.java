/**
 * Training on tables: which columns the network is shown, what it learns, its loss and its options.
 */
@NullMarked
package dev.millrace.tables.train;

import org.jspecify.annotations.NullMarked;
