/**
 * The trust report of a table flow: how good its rows are and how much they give away, by number of steps, beside what real
 * rows reach and what cheap methods reach; a verdict in words, gates, and the pictures.
 */
@NullMarked
package dev.millrace.tables.trust;

import org.jspecify.annotations.NullMarked;
