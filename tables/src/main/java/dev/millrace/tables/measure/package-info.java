/**
 * How far synthetic rows resemble real ones, and how near they come to single ones of them: distances, marginals, pairs,
 * what a classifier sees, what a model learns, privacy; and cheap synthetic tables to compare with.
 */
@NullMarked
package dev.millrace.tables.measure;

import org.jspecify.annotations.NullMarked;
